package io.clinker.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * No lock outlives a transaction, and none is local: a lock of one process says nothing to the
 * other nodes, and whoever dies with it leaves it held or lets two in. Exceptions are named here,
 * each with its reason.
 */
class NoLocksTest {
  private static final Map<String, String> MONITORS =
      Map.of(
          "io.clinker.drivers.simulator.SimulatorArray",
          "plays a storage array: one owner that checks a token and acts in one moment",
          "io.clinker.drivers.simulator.FaultTable",
          "belongs to the simulated array; held for a look into a map");

  private static final Map<String, String> FILE_LOCKS =
      Map.of(
          "io.clinker.cli.dev.LauncherLock",
          "keeps two launchers out of one folder; no operation and no I/O depends on it");

  @Test
  @Shows("G-10")
  void noMonitors() {
    assertThat(uses(Pattern.compile("\\bsynchronized\\b"), MONITORS, Project.mainSources()))
        .as("two calls that must not meet are kept apart by rows of the database or by the storage")
        .isEmpty();
  }

  @Test
  void noLocksOfTheProcess() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.util.concurrent.locks..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.Semaphore")
        .because("a backend that cannot take parallel calls says so in its capabilities")
        .check(Project.classes());
  }

  @Test
  @Shows("B-5")
  void noFileLocks() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.nio.channels.FileLock")
        .because("on shared storage a file lock is advisory, and a frozen owner keeps it")
        .check(
            Project.classes()
                .that(
                    not(
                        nameMatching(
                            FILE_LOCKS.keySet().stream()
                                .map(Pattern::quote)
                                .reduce((a, b) -> a + "|" + b)
                                .orElse("")))));
  }

  @Test
  @Shows("G-10")
  void noNamedLocksOfTheDatabase() {
    assertThat(
            texts(
                Pattern.compile(
                    "get_lock|release_lock|is_free_lock|lock\\s+tables|flush\\s+tables",
                    Pattern.CASE_INSENSITIVE)))
        .as("two nodes of a Galera cluster held the same GET_LOCK at once")
        .isEmpty();
  }

  @Test
  void codeThatBreaksItIsFound() {
    Project.Source bad =
        new Project.Source(
            Path.of("server/src/main/java/io/clinker/Bad.java"),
            "class Bad {\n  synchronized void a() {}\n  void b() { synchronized (this) {} }\n}\n");

    assertThat(uses(Pattern.compile("\\bsynchronized\\b"), MONITORS, List.of(bad))).hasSize(2);
  }

  @Test
  void exceptionsAreStillNeeded() {
    MONITORS
        .keySet()
        .forEach(
            name ->
                assertThat(source(name))
                    .hasValueSatisfying(
                        source -> assertThat(source.code()).containsPattern("\\bsynchronized\\b")));
    FILE_LOCKS
        .keySet()
        .forEach(
            name ->
                assertThat(source(name))
                    .hasValueSatisfying(source -> assertThat(source.code()).contains("FileLock")));
  }

  private static List<String> uses(
      Pattern pattern, Map<String, String> exceptions, List<Project.Source> sources) {
    List<String> found = new ArrayList<>();
    for (Project.Source source : sources) {
      if (!exceptions.containsKey(source.className())) {
        pattern
            .matcher(source.code())
            .results()
            .forEach(hit -> found.add(source.path() + ":" + lineOf(source.code(), hit.start())));
      }
    }
    return found;
  }

  private static List<String> texts(Pattern pattern) {
    return Project.mainSources().stream()
        .filter(source -> pattern.matcher(source.codeAndStrings()).find())
        .map(source -> source.path().toString())
        .toList();
  }

  private static Optional<Project.Source> source(String className) {
    return Project.mainSources().stream()
        .filter(source -> source.className().equals(className))
        .findFirst();
  }

  private static long lineOf(String text, int offset) {
    return text.substring(0, offset).chars().filter(each -> each == '\n').count() + 1;
  }
}
