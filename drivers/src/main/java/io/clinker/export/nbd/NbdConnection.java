package io.clinker.export.nbd;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.export.host.PrivatePaths;
import io.clinker.model.StorageProtocol;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/** What clients are told, and what is read back from it. */
final class NbdConnection {
  private NbdConnection() {}

  /** The key as clients and the key file have it: 64 hexadecimal digits, made from the secret. */
  static String key(ConnectRequest request) {
    return PrivatePaths.digest("clinker nbd key\n" + request.secret());
  }

  static ConnectionInfo of(NbdOptions options, QsdDaemon daemon, ConnectRequest request) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("export", request.attachment().value());
    data.put("volume_id", request.volume().value());
    switch (options.transport()) {
      case TLS -> {
        data.put("host", options.publicAddress());
        data.put("port", daemon.port());
        data.put(
            "tls",
            Map.of("type", "psk", "username", request.attachment().value(), "key", key(request)));
      }
      case UNIX -> data.put("socket", QsdDaemon.socket(daemon.home()).toString());
    }
    return new ConnectionInfo(StorageProtocol.NBD, data);
  }

  static OptionalInt port(ConnectionInfo connection) {
    return connection.data().get("port") instanceof Number port
        ? OptionalInt.of(port.intValue())
        : OptionalInt.empty();
  }
}
