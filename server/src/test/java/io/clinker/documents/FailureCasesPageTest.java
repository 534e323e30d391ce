package io.clinker.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code server/src/docs/failure-cases.md} is the catalogue of failures with what shows that each
 * is borne: the tests of all modules that say so by {@code @Shows}, and commands. Written anew by
 * {@code -Dclinker.write.docs=true}.
 */
class FailureCasesPageTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern SHOWS =
      Pattern.compile(
          "@Shows\\((?<cases>[^)]*)\\)\\s+(?:@\\w+(?:\\([^)]*\\))?\\s+)*(?<declared>[^{(;]*[{(])");
  private static final Pattern NUMBER = Pattern.compile("[A-W]-\\d+");
  private static final Pattern TYPE = Pattern.compile("(?:class|interface) (\\w+)");
  private static final Pattern METHOD = Pattern.compile("(\\w+)\\($");

  /** What is too long for a test and is shown by a command that ends with the oracle. */
  private static final Map<String, List<String>> COMMANDS =
      Map.of(
          "./clinker chaos --matrix",
          List.of(
              "C-1", "C-2", "C-4", "C-5", "C-6", "C-7", "C-8", "C-16", "C-19", "G-1", "G-4", "H-6",
              "W-3", "W-4"),
          "./clinker chaos --simulate N",
          List.of("D-2", "E-13", "W-3", "W-4"),
          "./clinker chaos --takeover N",
          List.of("C-28", "E-2", "E-12"),
          "./clinker chaos --engine-faults",
          List.of("E-1", "W-10", "W-11"),
          "./clinker chaos --cases --other-build JAR",
          List.of("M-1", "M-2", "M-3", "W-12"));

  /**
   * A case.
   *
   * @param waitsFor what Clinker has not got yet, empty for nothing
   */
  private record Case(String group, String number, String what, String waitsFor) {}

  @Test
  void thePageIsUpToDate() throws Exception {
    WrittenPage.requireUpToDate(getClass(), "failure-cases.md", page());
  }

  @Test
  void everyNumberIsInTheCatalogue() {
    List<String> numbers = cases().stream().map(Case::number).toList();

    assertThat(numbers).doesNotHaveDuplicates().hasSize(160);
    assertThat(shown().keySet()).isSubsetOf(numbers);
  }

  private static String page() {
    Map<String, SortedSet<String>> shown = shown();
    List<Case> all = cases();
    StringBuilder page = new StringBuilder();
    page.append(
        """
        # Cases of failure

        Written from the catalogue (`server/src/test/resources/cases/cases.txt`), from the tests that say by `@Shows` which of its cases they show to be borne, and from the commands that play cases too long for a test; by `FailureCasesPageTest`, not edited by hand. Tests whose names end in `IT` run real processes; of those some are left to the long run (`./clinker test --full`).
        """);
    String group = "";
    for (Case one : all) {
      if (!one.group().equals(group)) {
        group = one.group();
        page.append(
            "\n## %s\n\n| case | what happens | shown by |\n| --- | --- | --- |\n"
                .formatted(group));
      }
      page.append(
          "| %s | %s | %s |\n"
              .formatted(one.number(), one.what(), by(one, shown.get(one.number()))));
    }
    page.append("\n## Waiting for what Clinker has not got yet\n\n");
    Map<String, List<String>> waiting = new TreeMap<>();
    all.stream()
        .filter(one -> !one.waitsFor().isEmpty())
        .forEach(
            one ->
                waiting
                    .computeIfAbsent(one.waitsFor(), key -> new ArrayList<>())
                    .add(one.number()));
    waiting.forEach(
        (what, numbers) -> page.append("- %s: %s\n".formatted(what, String.join(", ", numbers))));
    List<String> open =
        all.stream()
            .filter(one -> one.waitsFor().isEmpty() && !shown.containsKey(one.number()))
            .map(Case::number)
            .toList();
    page.append("\n## Shown by nothing yet\n\n")
        .append(open.isEmpty() ? "None." : String.join(", ", open))
        .append('\n');
    return page.toString();
  }

  private static String by(Case one, SortedSet<String> tests) {
    if (tests != null) {
      return tests.stream().map("`%s`"::formatted).collect(Collectors.joining(", "));
    }
    return one.waitsFor().isEmpty() ? "–" : "waits for " + one.waitsFor();
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    String group = "";
    for (String line : resource().lines().toList()) {
      if (line.startsWith("## ")) {
        group = line.substring(3);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        String[] cells = line.split(" \\| ", -1);
        cases.add(new Case(group, cells[0], cells[1], cells.length > 2 ? cells[2] : ""));
      }
    }
    return cases;
  }

  private static String resource() {
    try (var stream = FailureCasesPageTest.class.getResourceAsStream("/cases/cases.txt")) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** By the number of the case: names of tests, and commands. */
  private static Map<String, SortedSet<String>> shown() {
    Map<String, SortedSet<String>> shown = new LinkedHashMap<>();
    for (String module : List.of("drivers", "activities", "workflows", "server")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .forEach(file -> collect(file, shown));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    COMMANDS.forEach((command, numbers) -> numbers.forEach(one -> note(shown, one, command)));
    return shown;
  }

  private static void collect(Path file, Map<String, SortedSet<String>> shown) {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    String type = file.getFileName().toString().replace(".java", "");
    for (MatchResult use : SHOWS.matcher(text).results().toList()) {
      String declared = use.group("declared");
      String name =
          TYPE.matcher(declared).find()
              ? type
              : METHOD
                  .matcher(declared)
                  .results()
                  .map(method -> type + "." + method.group(1))
                  .findFirst()
                  .orElseThrow(() -> new AssertionError("not read in " + file + ": " + declared));
      NUMBER.matcher(use.group("cases")).results().forEach(one -> note(shown, one.group(), name));
    }
  }

  private static void note(Map<String, SortedSet<String>> shown, String number, String by) {
    shown.computeIfAbsent(number, key -> new TreeSet<>()).add(by);
  }
}
