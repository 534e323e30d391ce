package io.clinker.export.nbd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The Diffie-Hellman group that a daemon offers: ffdhe2048 of RFC 7919, appendix A.1. A
 * qemu-storage-daemon that finds none in the directory of its keys searches for a prime of the same
 * length before it serves, and that costs it between a tenth of a second and a few seconds of
 * processor at each start.
 */
final class TlsGroup {
  private static final String FILE = "dh-params.pem";

  private static final String FFDHE2048 =
      """
      -----BEGIN DH PARAMETERS-----
      MIIBCAKCAQEA//////////+t+FRYortKmq/cViAnPTzx2LnFg84tNpWp4TZBFGQz
      +8yTnc4kmz75fS/jY2MMddj2gbICrsRhetPfHtXV/WVhJDP1H18GbtCFY2VVPe0a
      87VXE15/V8k1mE8McODmi3fipona8+/och3xWKE2rec1MKzKT0g6eXq8CrGCsyT7
      YdEIqUuyyOP7uWrat2DX9GgdT0Kj3jlN9K5W7edjcrsZCwenyO4KbXCeAvzhzffi
      7MA0BM0oNC9hkXL+nOmFg/+OTxIy7vKBg8P+OxtMb61zO7X8vC7CIAXFjvGDfRaD
      ssbzSibBsu/6iGtCOGEoXJf//////////wIBAg==
      -----END DH PARAMETERS-----
      """;

  private TlsGroup() {}

  /** Puts it beside the keys, under the name that the daemon looks for. */
  static void put(Path keys) throws IOException {
    Files.writeString(keys.resolve(FILE), FFDHE2048, StandardCharsets.US_ASCII);
  }
}
