package io.clinker.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The configuration that {@code clinker dev} writes for its nodes. It is written anew at each start
 * as long as its first line is the launcher's; a file without that line belongs to its owner.
 */
public record NodeConfiguration(DataFolder folder, PortNumbers ports) {
  private static final String MARK =
      "# Written by clinker dev at each start. Remove this line to keep your own changes.";

  /**
   * Writes the file.
   *
   * @return false if the file that is there was kept
   */
  public boolean write() throws IOException {
    Path file = folder.configuration();
    if (Files.exists(file) && Files.readString(file).lines().noneMatch(MARK::equals)) {
      return false;
    }
    DataFolder.writePrivate(file, text());
    return true;
  }

  String text() {
    return """
    %s
    node: {name: node-1, roles: [api, engine, volume]}
    server:
      applicationConnectors:
        - {type: http, bindHost: 127.0.0.1, port: %d}
      adminConnectors:
        - {type: http, bindHost: 127.0.0.1, port: %d}
      requestLog: {appenders: []}
    logging:
      level: INFO
      appenders:
        - {type: console, threshold: INFO, target: stdout}
        - type: file
          threshold: INFO
          currentLogFilename: %s
          archivedLogFilenamePattern: %s
          archivedFileCount: 5
          maxFileSize: 20MiB
          layout: {type: json-facts}
    database:
      url: "jdbc:mysql://127.0.0.1:%d/%s"
      user: %s
      passwordFile: %s
    engine:
      address: "127.0.0.1:%d"
      namespace: %s
      webUi: "http://127.0.0.1:%d"
    authentication: {strategy: noauth}
    backends:
      - name: file
        driver: file
        availabilityZone: nova
        options: {directory: %s, format: raw}
    """
        .formatted(
            MARK,
            ports.api(),
            ports.admin(),
            quoted(folder.logs().resolve("node-1.json")),
            quoted(folder.logs().resolve("node-1.%i.json")),
            ports.database(),
            DatabasePart.SCHEMA,
            DatabasePart.USER,
            quoted(folder.databasePassword()),
            ports.engine(),
            EnginePart.NAMESPACE,
            ports.ui(),
            quoted(folder.backend()));
  }

  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
