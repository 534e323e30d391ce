package io.clinker.rules;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.clinker.cases.Shows;
import io.clinker.rules.examples.BadEngineUse;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is asked of the engine and what is not, so that its known weaknesses cannot hurt. */
class EngineUseTest {
  private static final JavaClasses BAD = new ClassFileImporter().importClasses(BadEngineUse.class);

  private static final ArchRule NO_SEARCH =
      noClasses()
          .should()
          .callMethodWhere(
              target(nameMatching("(list|scan|count)\\w*(Workflow|Execution)\\w*"))
                  .and(target(owner(resideInAPackage("io.temporal..")))))
          .because(
              "the engine's search lags behind, by seconds when it is busy: what is decided is"
                  + " decided from rows, and lists come from rows");

  private static final ArchRule NO_CHILDREN =
      noClasses()
          .should()
          .callMethodWhere(
              target(nameMatching("new\\w*(Child|External)Workflow\\w*"))
                  .and(target(owner(resideInAPackage("io.temporal.workflow..")))))
          .because(
              "an operation is one run, however many objects it deletes: when it ends or is"
                  + " cancelled nothing is left that goes on without it");

  private static final ArchRule NO_ENGINE_BEHIND_READS =
      noClasses()
          .that()
          .resideInAPackage("io.clinker.api..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.temporal..")
          .because(
              "what was done is told from the rows of operations, which are kept for longer than"
                  + " the engine keeps a history");

  @Test
  @Shows("W-8")
  void nothingIsDecidedFromTheEnginesSearch() {
    NO_SEARCH.check(Project.classes());
    assertThat(NO_SEARCH.evaluate(BAD).hasViolation()).isTrue();
  }

  @Test
  @Shows("W-15")
  void noRunHasChildren() {
    NO_CHILDREN.check(Project.classes());
    assertThat(NO_CHILDREN.evaluate(BAD).hasViolation()).isTrue();
  }

  @Test
  @Shows("W-9")
  void noAnswerOfTheApiNeedsAHistory() {
    NO_ENGINE_BEHIND_READS.check(Project.classes());
  }

  /** A queue is named after the backend, and after a host only where an export is bound to one. */
  @Test
  @Shows("E-12")
  void whereAStepIsDoneIsSaidInOneClass() {
    assertThat(namesWith("\"backend/\""))
        .as("classes that name a queue")
        .containsExactly("io.clinker.workflows.support.TaskQueues");
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.clinker.workflows.support",
            "io.clinker.gateway",
            "io.clinker.node",
            "io.clinker.bench")
        .should()
        .callMethodWhere(
            target(nameMatching("setTaskQueue"))
                .and(target(owner(resideInAPackage("io.temporal..")))))
        .because("an operation that finds its node another way waits for that node for ever")
        .check(Project.classes());
    assertThat(givenQueues())
        .as("queues of runs and of steps")
        .isSubsetOf("TaskQueues.ENGINE", "taskQueue", "ENGINE_QUEUE", "STEP_QUEUE");
  }

  /** What waits in workflow code without a deadline waits for something in the same run. */
  @Test
  @Shows("C-25")
  void noRunWaitsForAnotherServiceByItself() {
    ArchRule rule =
        noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.clinker.workflows.support.OperationFrame")
            .should()
            .callMethodWhere(
                target(nameMatching("await|sleep|newTimer"))
                    .and(
                        target(
                            owner(
                                resideInAnyPackage("io.temporal.workflow..")
                                    .or(nameMatching("java\\.lang\\.Thread"))))))
            .because(
                "a wait for storage or for another operation is an activity with a deadline, which"
                    + " reads again each time: a loop that waits for a status that has moved on"
                    + " never ends");

    rule.check(Project.classesOf("workflows"));

    assertThat(rule.evaluate(BAD).hasViolation()).isTrue();
  }

  private static Set<String> givenQueues() {
    Pattern given = Pattern.compile("\\.setTaskQueue\\(([^()]*)\\)");
    return Project.mainSources().stream()
        .flatMap(source -> given.matcher(source.code()).results())
        .map(hit -> hit.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> namesWith(String pattern) {
    Pattern compiled = Pattern.compile(pattern);
    return Project.mainSources().stream()
        .filter(source -> compiled.matcher(source.codeAndStrings()).find())
        .map(Project.Source::className)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
