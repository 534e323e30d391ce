package io.clinker.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documents name is there. */
class DocumentsTest {
  private static final Path PROJECT = project();
  private static final Path DECISIONS = PROJECT.resolve("server/src/docs/adr");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)\\)");

  static Stream<Path> documents() throws IOException {
    try (Stream<Path> files = Files.walk(PROJECT.resolve("server/src/docs"))) {
      return Stream.concat(
          Stream.of(PROJECT.resolve("README.md")),
          files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream());
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksLeadSomewhere(Path document) throws IOException {
    Matcher links = LINK.matcher(Files.readString(document));
    while (links.find()) {
      String target = links.group(1);
      if (!target.startsWith("http")) {
        assertThat(document.resolveSibling(target)).exists();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void noPathOfAMachineStandsInThem(Path document) throws IOException {
    assertThat(Files.readString(document)).doesNotContain("/tmp/", "/work/", "/root/", "/home/");
  }

  @Test
  void theIndexListsEveryDecisionByItsTitle() throws IOException {
    String readme = Files.readString(PROJECT.resolve("README.md"));
    for (Path decision : decisions()) {
      String title = Files.readAllLines(decision).getFirst().replaceFirst("^# \\d+\\. ", "");

      assertThat(readme).contains("server/src/docs/adr/" + decision.getFileName());
      assertThat(title).startsWith(indexed(readme, decision));
    }
  }

  @Test
  void decisionsAreNumberedAndOfOneShape() throws IOException {
    int number = 0;
    for (Path decision : decisions()) {
      number++;
      assertThat(decision.getFileName().toString()).startsWith("%04d-".formatted(number));
      List<String> lines = Files.readAllLines(decision);
      assertThat(lines.getFirst()).startsWith("# " + number + ". ");
      assertThat(lines).containsSubsequence("## Context", "## Decision", "## Consequences");
    }
  }

  @Test
  void theReadmeNamesCommandsThatThereAre() throws IOException {
    Set<String> named =
        Pattern.compile("\\./clinker ([a-z]+)")
            .matcher(Files.readString(PROJECT.resolve("README.md")))
            .results()
            .map(hit -> hit.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    String commands = Files.readString(PROJECT.resolve("clinker"));
    try (Stream<Path> files = Files.list(PROJECT.resolve("server/src/main/java/io/clinker/cli"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        commands += Files.readString(file);
      }
    }

    assertThat(named).contains("dev", "test", "run", "check", "doctor");
    for (String command : named) {
      assertThat(commands).containsPattern("name = \"" + command + "\"|  " + command + "\\)");
    }
  }

  private static String indexed(String readme, Path decision) {
    Matcher row =
        Pattern.compile(
                "\\| \\[\\d+]\\(server/src/docs/adr/"
                    + Pattern.quote(decision.getFileName().toString())
                    + "\\) \\| (.*) \\|")
            .matcher(readme);
    assertThat(row.find()).isTrue();
    return row.group(1);
  }

  private static List<Path> decisions() throws IOException {
    try (Stream<Path> files = Files.list(DECISIONS)) {
      return files.sorted().toList();
    }
  }

  private static Path project() {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("clinker"))) {
      here = here.getParent();
    }
    return here;
  }
}
