package io.clinker.export.nbd;

import java.nio.file.Path;

/**
 * How a backend's volumes are served over NBD.
 *
 * @param directory where daemons keep their files, one directory per volume; private
 * @param transport over what clients come
 * @param listenAddress the address daemons listen on (TCP)
 * @param publicAddress the address that clients are told (TCP)
 * @param firstPort the lowest port a daemon may take
 * @param lastPort the highest port a daemon may take
 * @param program the name or path of qemu-storage-daemon
 */
public record NbdOptions(
    Path directory,
    Transport transport,
    String listenAddress,
    String publicAddress,
    int firstPort,
    int lastPort,
    String program) {
  /** Over what clients come. */
  public enum Transport {
    /** TCP with TLS; a key per attachment. */
    TLS,
    /** A unix socket in a private directory, for clients of this machine; no TLS. */
    UNIX
  }

  public NbdOptions {
    if (firstPort < 1 || lastPort > 65535 || firstPort > lastPort) {
      throw new IllegalArgumentException(
          "NBD ports must be a range within 1-65535: " + firstPort + "-" + lastPort);
    }
  }

  /** TLS on loopback in the default range of ports. */
  public static NbdOptions loopback(Path directory) {
    return new NbdOptions(
        directory, Transport.TLS, "127.0.0.1", "127.0.0.1", 10900, 12899, "qemu-storage-daemon");
  }
}
