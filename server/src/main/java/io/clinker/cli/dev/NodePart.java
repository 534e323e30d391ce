package io.clinker.cli.dev;

import java.io.IOException;
import java.nio.file.Path;
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
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(installation.nodeFlags());
    // The build is part of the command: a process of an older build is not adopted.
    command.add("-Dclinker.build=" + installation.build());
    command.addAll(List.of("-cp", installation.jar().toString(), "io.clinker.cli.Clinker"));
    command.addAll(List.of("run", folder.configuration().toString()));
    command.addAll(List.of("--api-port", Integer.toString(ports.api())));
    command.addAll(List.of("--admin-port", Integer.toString(ports.admin())));
    return List.copyOf(command);
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
    return Duration.ofSeconds(40);
  }
}
