package io.clinker.cli.dev;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One local installation from start to stop; what {@code clinker dev} does. */
public final class Launcher {
  private static final String PROJECT = "0123456789abcdef0123456789abcdef";

  private final DataFolder folder;
  private final PortNumbers ports;
  private final Installation installation;
  private final Messages messages;

  public Launcher(
      DataFolder folder, PortNumbers ports, Installation installation, Messages messages) {
    this.folder = folder;
    this.ports = ports;
    this.installation = installation;
    this.messages = messages;
  }

  /**
   * Starts everything and returns when it has been stopped by a signal.
   *
   * @param withNode whether the service is started too
   */
  public void run(boolean withNode) throws IOException {
    folder.create();
    Optional<LauncherLock> lock = LauncherLock.take(folder);
    if (lock.isEmpty()) {
      throw new LauncherException(
          "a launcher%s already runs on %s: end it with ./clinker stop --data %s, or give this one another folder with --data"
              .formatted(
                  LauncherLock.holder(folder)
                      .map(process -> " (process " + process.pid() + ")")
                      .orElse(""),
                  folder.root(),
                  folder.root()));
    }
    try (LauncherLock held = lock.get()) {
      if (!new NodeConfiguration(folder, ports).write()) {
        messages.say("configuration: %s is yours and was kept", folder.configuration());
      }
      Supervisor supervisor = new Supervisor(folder, parts(withNode), messages);
      Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop, "stop"));
      long begin = System.nanoTime();
      supervisor.run(() -> announce(withNode, begin));
    }
  }

  private List<Part> parts(boolean withNode) {
    List<Part> parts = new ArrayList<>();
    parts.add(new DatabasePart(folder, installation.databaseFiles(), ports.database(), messages));
    parts.add(new EnginePart(folder, installation.temporal(), ports.engine(), ports.ui()));
    if (withNode) {
      parts.add(new NodePart(folder, installation, ports));
    }
    return parts;
  }

  private void announce(boolean withNode, long begin) {
    double seconds = (System.nanoTime() - begin) / 1e9;
    messages.say("");
    messages.say(
        "%s after %.1f s.",
        withNode ? "Clinker is ready" : "Database and engine are ready", seconds);
    messages.say("");
    if (withNode) {
      messages.say("  API      http://127.0.0.1:%d/v3", ports.api());
      messages.say("  Admin    http://127.0.0.1:%d (/healthcheck, /metrics)", ports.admin());
    } else {
      messages.say("  Engine   127.0.0.1:%d, namespace %s", ports.engine(), EnginePart.NAMESPACE);
      messages.say(
          "  Database 127.0.0.1:%d, password in %s", ports.database(), folder.databasePassword());
    }
    messages.say(
        "  Web UI   http://127.0.0.1:%d/namespaces/%s/workflows", ports.ui(), EnginePart.NAMESPACE);
    messages.say("  Data     %s", folder.root());
    messages.say("");
    if (withNode) {
      String api = "http://127.0.0.1:" + ports.api() + "/v3/" + PROJECT;
      String token = "-H 'X-Auth-Token: demo:" + PROJECT + "'";
      messages.say("Three commands to try (create a volume, show it, list what was done):");
      messages.say(
          "  curl -s %s -H 'Content-Type: application/json' -d '{\"volume\": {\"name\": \"first\", \"size\": 1}}' %s/volumes",
          token, api);
      messages.say("  curl -s %s '%s/volumes/detail?name=first'", token, api);
      messages.say("  curl -s %s %s/operations", token, api);
    } else {
      messages.say("A node: ./clinker run %s", folder.configuration());
    }
    messages.say("");
    messages.say("Ctrl-C stops everything; the data stays.");
  }
}
