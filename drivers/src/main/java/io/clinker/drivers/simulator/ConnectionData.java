package io.clinker.drivers.simulator;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Makes up how a host would reach an export: of the documented shape, the same at every repeat. */
final class ConnectionData {
  private static final String ADDRESS = "127.0.0.1";

  private ConnectionData() {}

  static ConnectionInfo of(ConnectRequest request) {
    String attachment = request.attachment().value();
    Map<String, Object> data =
        switch (request.protocol()) {
          case ISCSI ->
              Map.of(
                  "target_discovered",
                  false,
                  "target_portal",
                  ADDRESS + ":3260",
                  // One target per attachment: a slot that a host may still hold is never reused.
                  "target_iqn",
                  "iqn.2026-01.io.clinker.simulator:" + attachment,
                  "target_lun",
                  1,
                  "volume_id",
                  request.volume().value(),
                  "auth_method",
                  "CHAP",
                  "auth_username",
                  "clinker-" + attachment,
                  "auth_password",
                  request.secret());
          case NBD ->
              Map.of(
                  "export",
                  attachment,
                  "volume_id",
                  request.volume().value(),
                  "host",
                  ADDRESS,
                  "port",
                  10809,
                  "tls",
                  Map.of("type", "psk", "username", attachment, "key", hex(request.secret())));
          case RBD ->
              Map.of(
                  "driver_volume_type",
                  "rbd",
                  "name",
                  "simulated/volume-" + request.volume(),
                  "hosts",
                  List.of(ADDRESS),
                  "ports",
                  List.of("6789"),
                  "auth_enabled",
                  false,
                  "volume_id",
                  request.volume().value());
        };
    return new ConnectionInfo(request.protocol(), data);
  }

  private static String hex(String secret) {
    return HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8));
  }
}
