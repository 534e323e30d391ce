package io.clinker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.faults.Rest.Answer;
import io.clinker.site.Await;
import io.clinker.site.NodeProcess;
import io.clinker.site.Site;
import io.clinker.store.testing.Ports;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What an operator gets wrong, and what an operator reads. */
final class CommandFaults {
  private final Ground ground;

  CommandFaults(Ground ground) {
    this.ground = ground;
  }

  void aTakenPort() throws Exception {
    String port = Integer.toString(ground.first().api().getPort());
    String said =
        ground
            .site()
            .dev()
            .run(
                1,
                "run",
                ground.site().configuration().toString(),
                "--node",
                "node-c",
                "--api-port",
                port);
    assertThat(said).contains(port);
    ground.table().seen("a node started on the port of another", "exit 1: " + lastLine(said));
  }

  void aWrongConfiguration() throws Exception {
    List<String> seen = new ArrayList<>();
    seen.add(refused("engine:", "engine:\n  admissionTimout: 3s", "admissionTimout"));
    seen.add(refused("engine:", "engine:\n  admissionTimeout: soon", "soon"));
    seen.add(refused("roles: [api, engine, volume]", "roles: [api, motor]", "motor"));
    seen.add(refused("thin: true", "thin: perhaps", "perhaps"));
    ground.table().seen("a wrong key or value in the configuration", String.join("; ", seen));
  }

  private String refused(String text, String wrong, String named) throws Exception {
    String right = Files.readString(ground.site().configuration());
    assertThat(right).contains(text);
    Path file = ground.site().folder().resolve("wrong.yml");
    Files.writeString(file, right.replace(text, wrong));
    String said =
        ground
            .site()
            .dev()
            .run(
                1,
                "run",
                file.toString(),
                "--node",
                "node-c",
                "--api-port",
                Integer.toString(Ports.free()),
                "--admin-port",
                Integer.toString(Ports.free()));
    assertThat(said).contains(named);
    String plain = said.replace(ground.site().folder().toString(), "…");
    assertThat(plain).contains("clinker: ").doesNotContain("\tat ");
    return "exit 1: " + plain.substring(plain.indexOf("clinker: ")).strip().replaceAll("\\s+", " ");
  }

  private static String lastLine(String said) {
    return said.strip().lines().reduce("", (before, line) -> line);
  }

  void doctorWithoutATool() throws IOException, InterruptedException {
    Path tools = Files.createDirectories(ground.site().folder().resolve("tools"));
    for (String folder : List.of("/usr/bin", "/bin", "/usr/local/bin")) {
      try (Stream<Path> programs = Files.list(Path.of(folder))) {
        for (Path program : programs.toList()) {
          link(tools, program);
        }
      }
    }
    Process doctor = doctor(tools);
    String said = new String(doctor.getInputStream().readAllBytes());
    assertThat(doctor.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(doctor.exitValue()).isEqualTo(1);
    assertThat(said).containsPattern("qemu-img +MISSING: Debian package qemu-utils");
    ground
        .table()
        .seen(
            "doctor with qemu-img taken off the PATH",
            "exit 1: "
                + String.join(
                    "; ",
                    said.lines()
                        .filter(line -> line.contains("MISSING") || line.startsWith("To get"))
                        .map(String::strip)
                        .toList()));
  }

  private static Process doctor(Path tools) throws IOException {
    Path script = Path.of(System.getProperty("clinker.home", "..")).resolve("clinker");
    ProcessBuilder builder = new ProcessBuilder(script.toString(), "doctor");
    builder.environment().put("PATH", tools.toString());
    return builder.redirectErrorStream(true).start();
  }

  private static void link(Path tools, Path program) throws IOException {
    String name = program.getFileName().toString();
    if (name.equals("qemu-img")) {
      return;
    }
    try {
      Files.createSymbolicLink(tools.resolve(name), program);
    } catch (FileAlreadyExistsException already) {
      // The same program by another way.
    }
  }

  void theMetricsPage() {
    Rest rest = ground.project();
    staleStep(rest);
    for (int count = 0; count < 10; count++) {
      Answer deleted = rest.delete("/volumes/" + rest.created(Site.ARRAY));
      Rest.require(deleted, 202);
      rest.awaitEnd(deleted.operation(), "succeeded");
    }
    Set<String> names = new TreeSet<>();
    List<String> some = new ArrayList<>();
    for (NodeProcess node : List.of(ground.first(), ground.second())) {
      Await.until(
          "the metrics page answers", Duration.ofSeconds(60), () -> node.admin("/metrics") != null);
      String page = Objects.requireNonNull(node.admin("/metrics"));
      for (String line : page.split("\n", -1)) {
        if (line.startsWith("clinker_") || line.startsWith("temporal_")) {
          names.add(line.substring(0, line.indexOf(line.contains("{") ? '{' : ' ')));
        }
        if (line.startsWith("clinker_operations_") || line.startsWith("clinker_up")) {
          some.add(line);
        }
      }
    }
    ground
        .table()
        .seen(
            "the metrics page after all this",
            String.join(", ", names) + "; of them " + String.join(", ", some));
    assertThat(names)
        .contains(
            "clinker_operations_ended_total",
            "clinker_operations_open",
            "clinker_stale_tokens_refused_total",
            "clinker_steps_seconds_count",
            "clinker_oracle_violations",
            "clinker_up",
            "temporal_request_total",
            "temporal_worker_task_slots_available");
  }

  /** A create is cancelled while its step hangs; the step wakes up when its turn is over. */
  private void staleStep(Rest rest) {
    ground.array().addFault(FaultRule.on("createVolume", new Fault.Hang(FaultPoint.BEFORE)));
    Answer create = rest.post("/volumes", Rest.volume("size", 1, "volume_type", Site.ARRAY));
    Await.until(
        "the create hangs",
        Duration.ofSeconds(30),
        () ->
            ground.array().inFlight().values().stream()
                .anyMatch(call -> call.call().word().equals("createVolume")));
    rest.cancelPatiently(create.operation());
    rest.awaitEnd(create.operation(), "cancelled");
    ground.array().clearFaults();
    Await.sleep(Duration.ofSeconds(2));
  }

  void theOracle() throws Exception {
    Crew.awaitRest(ground.site());
    String said =
        ground
            .site()
            .dev()
            .run(0, "check", "--settled", "--config", ground.site().configuration().toString());
    ground
        .table()
        .seen("./clinker check --settled at the end", String.join("; ", said.lines().toList()));
  }
}
