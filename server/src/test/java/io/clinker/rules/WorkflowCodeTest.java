package io.clinker.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.clinker.cases.Shows;
import io.clinker.rules.examples.BadWorkflow;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What would make a replay take another way than the run did. */
class WorkflowCodeTest {
  private static final JavaClasses WORKFLOWS = Project.classesOf("workflows");
  private static final JavaClasses BAD = new ClassFileImporter().importClasses(BadWorkflow.class);

  /** Each with its reason. */
  enum Rule {
    NO_CLOCK(
        noClasses()
            .should()
            .callMethodWhere(
                target(nameMatching("now|millis|instant|currentTimeMillis|nanoTime"))
                    .and(
                        target(
                            owner(
                                resideInAnyPackage("java.time..")
                                    .or(nameMatching("java\\.lang\\.System"))))))
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock")
            .because("a replay happens at another time: use Workflow.currentTimeMillis")),

    NO_DICE(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.util\\.Random.*|java\\.security\\.SecureRandom|java\\.util\\.random\\..*"
                    + "|java\\.util\\.concurrent\\.ThreadLocalRandom|java\\.util\\.SplittableRandom")
            .orShould()
            .callMethodWhere(
                target(nameMatching("randomUUID|random"))
                    .and(target(owner(nameMatching("java\\.util\\.UUID|java\\.lang\\.Math")))))
            .because("a replay would draw another number: ids come with the request")),

    NO_THREADS(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching(
                "java\\.lang\\.(Thread|ThreadLocal|Process|ProcessBuilder|Runtime)(\\$.*)?"
                    + "|java\\.util\\.Timer(Task)?|java\\.util\\.concurrent\\..*")
            .orShould()
            .callMethodWhere(
                target(nameMatching("wait|notify|notifyAll"))
                    .and(target(owner(nameMatching("java\\.lang\\.Object")))))
            .because(
                "the engine runs workflow code one thread at a time and knows of no other; to wait"
                    + " use Workflow.await")),

    NO_INPUT_OR_OUTPUT(
        noClasses()
            .should()
            .dependOnClassesThat(
                resideInAnyPackage(
                        "java.io",
                        "java.nio.file..",
                        "java.nio.channels..",
                        "java.net..",
                        "java.sql..",
                        "javax.sql..",
                        "org.jdbi..",
                        "com.mysql..")
                    .and(not(nameMatching("java\\.io\\.(Serializable|.*Exception)"))))
            .because("a replay must not do an effect again: effects are activities")),

    NO_PLAIN_LOGGER(
        noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.slf4j.LoggerFactory")
            .because("a plain logger writes again at every replay: use Workflow.getLogger"));

    private final ArchRule rule;

    Rule(ArchRule rule) {
      this.rule = rule;
    }
  }

  @ParameterizedTest
  @EnumSource
  @Shows("W-18")
  void workflowCodeKeeps(Rule rule) {
    rule.rule.check(WORKFLOWS);
  }

  @ParameterizedTest
  @EnumSource
  void codeThatBreaksItIsFound(Rule rule) {
    assertThat(rule.rule.evaluate(BAD).hasViolation()).isTrue();
  }
}
