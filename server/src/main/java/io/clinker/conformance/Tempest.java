package io.clinker.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Tempest and its plugin for block storage, with its settings and its logs in one folder. */
final class Tempest {
  private static final String STESTR =
      """
      [DEFAULT]
      test_path=%1$s/tempest/test_discover
      top_dir=%1$s
      # The tests of a class share what it was set up with, so one worker runs them.
      group_regex=([^\\.]*\\.)*
      """;

  private static final Path NO_INPUT = Path.of("/dev/null");

  private final Path programs;
  private final Path folder;
  private final ObjectMapper mapper = new ObjectMapper();

  /**
   * Writes the settings.
   *
   * @param programs where Tempest and its Python are installed
   * @param folder made if it is not there
   */
  Tempest(Path programs, Path folder, TempestSettings settings)
      throws IOException, InterruptedException {
    this.programs = programs;
    this.folder = Files.createDirectories(folder);
    Files.writeString(folder.resolve("tempest.conf"), settings.text(folder));
    Files.writeString(folder.resolve(".stestr.conf"), STESTR.formatted(packages()));
    try (InputStream script = Tempest.class.getResourceAsStream("/conformance/results.py")) {
      Files.write(folder.resolve("results.py"), Objects.requireNonNull(script).readAllBytes());
    }
    call(List.of(program("stestr"), "init"), NO_INPUT, folder.resolve("init.log"));
  }

  private String packages() throws IOException, InterruptedException {
    Path answer = folder.resolve("packages.txt");
    call(
        List.of(program("python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"),
        NO_INPUT,
        answer);
    return Files.readString(answer).strip();
  }

  /** The ids of all tests that match this regular expression. */
  List<String> list(String regex) throws IOException, InterruptedException {
    Path answer = folder.resolve("list.txt");
    if (call(List.of(program("stestr"), "list", regex), NO_INPUT, answer) != 0) {
      throw new IllegalStateException(
          "Tempest cannot list its tests:\n" + Files.readString(answer));
    }
    return Files.readAllLines(answer).stream().filter(line -> line.contains("[")).toList();
  }

  /** Runs these tests; what they say on the way is in {@code run.log}. */
  TestRun run(List<String> ids, int workers) throws IOException, InterruptedException {
    Path list = Files.write(folder.resolve("tests.txt"), ids);
    call(
        List.of(
            program("stestr"),
            "run",
            "--concurrency",
            Integer.toString(workers),
            "--load-list",
            list.toString()),
        NO_INPUT,
        folder.resolve("run.log"));
    Path stream = folder.resolve("results.subunit");
    call(List.of(program("stestr"), "last", "--subunit"), NO_INPUT, stream);
    Path results = folder.resolve("results.jsonl");
    if (call(List.of(program("python"), folder.resolve("results.py").toString()), stream, results)
        != 0) {
      throw new IllegalStateException("the results cannot be read, see " + folder);
    }
    List<TestResult> reported = new ArrayList<>();
    for (String line : Files.readAllLines(results)) {
      reported.add(mapper.readValue(line, TestResult.class));
    }
    return TestRun.of(ids, reported);
  }

  private String program(String name) {
    return programs.resolve(name).toString();
  }

  /** What it says goes to the file; its complaints go to another beside it. */
  private int call(List<String> command, Path input, Path output)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("TEMPEST_CONFIG_DIR", folder.toString());
    builder.environment().put("TEMPEST_CONFIG", "tempest.conf");
    // Programs that stestr starts are found beside it.
    builder.environment().merge("PATH", programs.toString(), (path, own) -> own + ":" + path);
    Process process =
        builder
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .redirectError(
                ProcessBuilder.Redirect.appendTo(folder.resolve("complaints.log").toFile()))
            .start();
    try {
      return process.waitFor();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
