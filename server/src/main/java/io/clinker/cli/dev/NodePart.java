package io.clinker.cli.dev;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One Clinker node with all roles, as a process of its own. */
final class NodePart implements Part {
  private final DataFolder folder;
  private final Installation installation;
  private final PortNumbers ports;

  NodePart(DataFolder folder, Installation installation, PortNumbers ports) {
    this.folder = folder;
    this.installation = installation;
    this.ports = ports;
  }

  @Override
  public String name() {
    return "service";
  }

  @Override
  public List<String> command() {
    List<String> command = new ArrayList<>(installation.quickNodeCommand(List.of()));
    command.addAll(List.of("run", folder.configuration().toString()));
    command.addAll(List.of("--api-port", Integer.toString(ports.api())));
    command.addAll(List.of("--admin-port", Integer.toString(ports.admin())));
    return List.copyOf(command);
  }

  /** How a node started is nothing to tell it from another by. */
  @Override
  public boolean isOfThis(List<String> arguments) {
    return withoutStartCache(arguments).equals(withoutStartCache(command()));
  }

  private static List<String> withoutStartCache(List<String> command) {
    return command.stream().filter(option -> !StartCache.Means.isUse(option)).toList();
  }

  @Override
  public Map<String, Integer> ports() {
    return Map.of(PortNumbers.API_OPTION, ports.api(), PortNumbers.ADMIN_OPTION, ports.admin());
  }

  @Override
  public void prepare() {}

  @Override
  public String missing() {
    String address = "http://127.0.0.1:" + ports.admin() + "/healthcheck";
    try {
      Http.Answer answer = Http.get(address);
      return answer.status() == 200
          ? ""
          : "health check answers " + answer.status() + " " + answer.body();
    } catch (IOException e) {
      return "no answer from " + address;
    }
  }

  @Override
  public Duration startLimit() {
    return Duration.ofSeconds(90);
  }

  @Override
  public Duration stopLimit() {
    return Duration.ofSeconds(60);
  }
}
