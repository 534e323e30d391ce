package io.clinker.export.iscsi;

import java.nio.file.Path;

/**
 * How a backend's volumes are served over iSCSI.
 *
 * @param directory where the daemon keeps its files; private
 * @param listenAddress the address the daemon listens on
 * @param publicAddress the address that initiators are told
 * @param port the port it listens on; 0 to pick a free one and keep it
 */
public record IscsiOptions(Path directory, String listenAddress, String publicAddress, int port) {
  public IscsiOptions {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("the iSCSI port must be within 0-65535: " + port);
    }
    if (directory.toString().contains(",")) {
      throw new IllegalArgumentException("tgt takes no path with a comma: " + directory);
    }
  }

  /** On loopback, on a port of the daemon's choice. */
  public static IscsiOptions loopback(Path directory) {
    return new IscsiOptions(directory, "127.0.0.1", "127.0.0.1", 0);
  }
}
