package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The OpenStack clients as they come from PyPI, told by their own environment variables where the
 * service is.
 */
record CommandLine(Path programs, Function<String, Map<String, String>> environment, Path folder) {
  private static final long LIMIT_SECONDS = 120;

  /** Without an identity service, with the programs that {@code ./clinker test} installs. */
  static CommandLine ofEnvironment(URI service, URI compute, String project, Path folder) {
    return new CommandLine(
        installed(), program -> withoutIdentity(program, service, compute, project), folder);
  }

  /** The same programs with these variables. */
  static CommandLine withVariables(Map<String, String> variables, Path folder) {
    return new CommandLine(installed(), program -> variables, folder);
  }

  private static Path installed() {
    return Path.of(
        Objects.requireNonNull(
            System.getenv("CLINKER_CLIENTS"),
            "CLINKER_CLIENTS is not set: ./clinker test installs the clients and sets it"));
  }

  /** Runs {@code openstack}, which must succeed. */
  void openstack(String... arguments) throws IOException, InterruptedException {
    succeed(run("openstack", arguments));
  }

  /** Runs {@code openstack ... -f json}, which must succeed. */
  JsonNode openstackJson(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-f", "json"));
    return new ObjectMapper()
        .readTree(succeed(run("openstack", all.toArray(String[]::new))).output());
  }

  /** Runs {@code openstack}, which must fail; what it said. */
  String openstackRefused(String... arguments) throws IOException, InterruptedException {
    Outcome outcome = run("openstack", arguments);
    assertThat(outcome.exit()).as(outcome.toString()).isNotZero();
    return outcome.errors();
  }

  /** Runs {@code cinder}, which must succeed and print a table of two columns. */
  Map<String, String> cinderRecord(String... arguments) throws IOException, InterruptedException {
    Map<String, String> record = new LinkedHashMap<>();
    for (List<String> row : cinder(arguments)) {
      record.put(row.get(0), row.get(1));
    }
    return record;
  }

  /** Runs {@code cinder}, which must succeed; the rows of its tables without their heads. */
  List<List<String>> cinder(String... arguments) throws IOException, InterruptedException {
    List<List<String>> rows = new ArrayList<>();
    int rules = 0;
    for (String line : succeed(run("cinder", arguments)).output().lines().toList()) {
      if (line.startsWith("+")) {
        rules = rules == 3 ? 1 : rules + 1;
      } else if (line.startsWith("|") && rules == 2) {
        List<String> cells = new ArrayList<>();
        for (String cell : line.substring(1, line.length() - 1).split("\\|", -1)) {
          cells.add(cell.strip());
        }
        rows.add(List.copyOf(cells));
      }
    }
    return rows;
  }

  /** Runs a Python program with the clients' libraries; what it printed. */
  String python(Path program) throws IOException, InterruptedException {
    return succeed(run("python", program.toString())).output();
  }

  private record Outcome(List<String> command, int exit, String output, String errors) {
    boolean wasNotAccepted() {
      // The client for cinder says it among what it prints where it was given several objects.
      return output.contains("(HTTP 503)") || (exit != 0 && errors.contains("503"));
    }
  }

  private static Outcome succeed(Outcome outcome) {
    assertThat(outcome.exit()).as(outcome.toString()).isZero();
    return outcome;
  }

  /** Run again where a busy machine did not accept the request in time, as people would. */
  private Outcome run(String program, String... arguments)
      throws IOException, InterruptedException {
    Outcome outcome = runOnce(program, arguments);
    for (int again = 0; again < 5 && outcome.wasNotAccepted(); again++) {
      outcome = runOnce(program, arguments);
    }
    return outcome;
  }

  private Outcome runOnce(String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(programs.resolve(program).toString()));
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(folder, program, ".out");
    Path errors = Files.createTempFile(folder, program, ".err");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("OS_"));
    builder.environment().putAll(environment.apply(program));
    Process process =
        builder
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    try {
      assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
          .as("%s ends in time", command)
          .isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(
        command, process.exitValue(), Files.readString(output), Files.readString(errors));
  }

  private static Map<String, String> withoutIdentity(
      String program, URI service, URI compute, String project) {
    return program.equals("cinder")
        ? Map.of(
            "OS_AUTH_TYPE",
            "noauth",
            "CINDER_ENDPOINT",
            service + "/v3",
            "OS_USER_ID",
            "demo",
            "OS_PROJECT_ID",
            project)
        : Map.of(
            "OS_AUTH_TYPE",
            "admin_token",
            "OS_ENDPOINT",
            service + "/v3",
            "OS_TOKEN",
            "demo:" + project,
            "OS_COMPUTE_ENDPOINT_OVERRIDE",
            compute.toString());
  }
}
