package io.clinker.export.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsGroupTest {
  private static final int HEADER = 8;
  private static final int PRIME = 257;

  @TempDir Path directory;

  /** The prime of RFC 7919, A.1: safe, of 2,048 bits, the first and the last 64 of them ones. */
  @Test
  void isTheGroupOfTheStandard() throws IOException {
    TlsGroup.put(directory);

    List<String> lines = Files.readAllLines(directory.resolve("dh-params.pem"));
    byte[] der = Base64.getDecoder().decode(String.join("", lines.subList(1, lines.size() - 1)));
    BigInteger prime = new BigInteger(der, HEADER, PRIME);
    assertThat(prime.bitLength()).isEqualTo(2048);
    BigInteger ones = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    assertThat(prime.shiftRight(2048 - 64)).isEqualTo(ones);
    assertThat(prime.and(ones)).isEqualTo(ones);
    assertThat(prime.isProbablePrime(64)).isTrue();
    assertThat(prime.shiftRight(1).isProbablePrime(64)).isTrue();
    assertThat(new BigInteger(der, HEADER + PRIME, 3)).isEqualTo(new BigInteger("020102", 16));
  }
}
