package io.clinker.rules;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is decided or written in one place only, so that it is right or wrong in one place. */
class OnePlaceTest {
  /** Who writes rows beside the stores, and why. */
  private static final Map<String, String> WRITERS =
      Map.of(
          "io.clinker.admission.Fences", "the one statement that raises a fence, for every table",
          "io.clinker.steps.Connections",
              "writes what a host was told, which holds secrets that pass through no history",
          "io.clinker.steps.StepJournal", "tells operators what goes on; nothing is decided by it",
          "io.clinker.simulation.Ground", "takes away what a schedule of the simulation has left",
          "io.clinker.chaos.Orphans", "forgets volumes, for the crash matrix to adopt or delete",
          "io.clinker.cli.dev.DatabaseFiles", "makes the users of the database of clinker dev");

  @Test
  @Shows("H-12")
  void quotaIsDecidedInOneClass() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.clinker.admission..")
        .should()
        .callMethodWhere(
            target(nameMatching("lockProject")).and(target(owner(nameMatching(".*\\.QuotaStore")))))
        .because("usage counted without the lock of the project is out of date when it counts")
        .check(Project.classes());
  }

  @Test
  void usageIsWeighedInOneRule() {
    noClasses()
        .that()
        .resideInAPackage("io.clinker.admission..")
        .and()
        .haveSimpleNameEndingWith("Rule")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(".*\\.QuotaStore(\\$.*)?")
        .because("every kind of operation asks admission.Quota, so that all of them ask the same")
        .check(Project.classes());
  }

  @Test
  void capacityIsGivenOutInOneClass() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.clinker.admission.Capacity")
        .should()
        .callMethodWhere(
            target(nameMatching("reserve|release"))
                .and(target(owner(nameMatching(".*\\.PoolStore")))))
        .because("a pool's ledger drifts as soon as two places know how to write it")
        .check(Project.classes());
    assertThat(filesWith("set\\s+allocated_gib\\s*="))
        .containsExactly("io.clinker.store.PoolStore");
  }

  @Test
  @Shows("A-7")
  void theStatusOfAVolumeIsComputedInOneClass() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.clinker.admission..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching("io\\.clinker\\.admission\\.VolumeStatus(\\$.*)?")
        .because("it follows from operation, attachments and pins, which only admission holds")
        .check(Project.classes());
    assertThat(filesWith("new\\s+(VolumeStatus\\.)?Computed\\("))
        .containsExactly("io.clinker.admission.VolumeStatus");
  }

  @Test
  void onlyStoresWriteRows() {
    Set<String> writers =
        filesWith("\"\\s*(insert into |update \\S+ set |delete from )(?!clinker)");
    writers.removeIf(name -> name.startsWith("io.clinker.store."));

    assertThat(writers)
        .as("whoever writes rows beside the stores is named here with a reason")
        .isSubsetOf(WRITERS.keySet());
  }

  @Test
  void operationsEndInOneClass() {
    assertThat(filesWith("[^_]ended_at\\s*=\\s*(\\?|:|utc)"))
        .containsExactly("io.clinker.store.OperationStore");
  }

  @Test
  void runsBeginInFewPlaces() {
    Set<String> starters =
        Project.classes().stream()
            .flatMap(each -> each.getMethodCallsFromSelf().stream())
            .filter(
                call ->
                    call.getTargetOwner().getName().equals("io.temporal.client.WorkflowStub")
                        && call.getName().matches("start|.*WithStart"))
            .map(call -> call.getOriginOwner().getName().replaceAll("\\$.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(starters)
        .as("requests, restarts, and the measurement of the bare engine")
        .isSubsetOf(
            "io.clinker.gateway.TemporalGateway",
            "io.clinker.node.Reconciler",
            "io.clinker.bench.BareEngine");
  }

  private static Set<String> filesWith(String pattern) {
    Pattern compiled = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
    return Project.mainSources().stream()
        .filter(source -> compiled.matcher(source.codeAndStrings()).find())
        .map(Project.Source::className)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
