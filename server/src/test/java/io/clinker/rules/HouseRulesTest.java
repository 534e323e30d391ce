package io.clinker.rules;

import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.clinker.rules.examples.BadWorkflow;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds in all main code. */
class HouseRulesTest {
  private static final int MOST_PARAMETERS = 8;
  private static final int LONG_CLASS = 400;
  private static final int TOO_LONG_CLASS = 500;

  @Test
  void noInjectionIntoFields() {
    NO_CLASSES_SHOULD_USE_FIELD_INJECTION
        .because("what an object needs is in its constructor, where tests can give it")
        .check(Project.classes());
    noFields()
        .that()
        .areDeclaredInClassesThat()
        .areAnnotatedWith("jakarta.ws.rs.Path")
        .should(
            be(
                new DescribedPredicate<JavaField>("annotated by JAX-RS") {
                  @Override
                  public boolean test(JavaField field) {
                    return field.getAnnotations().stream()
                        .anyMatch(
                            annotation ->
                                annotation.getRawType().getPackageName().startsWith("jakarta.ws"));
                  }
                }))
        .because("a resource is one object for all requests: what a request brings is a parameter")
        .check(Project.classes());
  }

  @Test
  void noStaticStateThatChanges() {
    staticState().check(Project.classes());
    assertThat(staticState().evaluate(new ClassFileImporter().importClasses(BadWorkflow.class)))
        .as("code that breaks it is found")
        .satisfies(
            result ->
                assertThat(result.getFailureReport().getDetails())
                    .anyMatch(detail -> detail.contains("counter"))
                    .anyMatch(detail -> detail.contains("SHARED")));
  }

  private static ArchRule staticState() {
    return fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .andShould(
            new ArchCondition<JavaField>("not hold a changeable collection") {
              @Override
              public void check(JavaField field, ConditionEvents events) {
                String type = field.getRawType().getName();
                if (field.getModifiers().contains(JavaModifier.SYNTHETIC)) {
                  return;
                }
                if (type.startsWith("java.util.concurrent.atomic.")
                    || type.matches(
                        "java\\.util\\.concurrent\\..*(Map|Queue|Deque|List|Set)"
                            + "|java\\.util\\.(Array|Linked|Hash|Tree|Identity|Weak).*"
                            + "|java\\.lang\\.ThreadLocal")) {
                  events.add(
                      SimpleConditionEvent.violated(field, field.getFullName() + " is a " + type));
                }
              }
            })
        .because("two nodes in one process, as in tests, must not share anything");
  }

  @Test
  void constructorsTakeFewParameters() {
    classes()
        .that()
        .areNotRecords()
        .should(
            new ArchCondition<JavaClass>("have constructors of at most " + MOST_PARAMETERS) {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                item.getConstructors().stream()
                    .filter(each -> each.getRawParameterTypes().size() > mostOf(item))
                    .forEach(
                        each ->
                            events.add(SimpleConditionEvent.violated(each, each.getFullName())));
              }
            })
        .because("who needs more does more than one thing")
        .check(Project.classes());
  }

  @Test
  void classesAreShort() {
    Map<String, Integer> tooLong = new TreeMap<>();
    for (Project.Source source : Project.mainSources()) {
      if (source.lines() > LONG_CLASS) {
        System.out.printf("%s has %d lines%n", source.path(), source.lines());
      }
      if (source.lines() > TOO_LONG_CLASS) {
        tooLong.put(source.path().toString(), source.lines());
      }
    }
    assertThat(tooLong)
        .as(
            "a class is read on a few pages: above %s lines it is said, above %s refused",
            LONG_CLASS, TOO_LONG_CLASS)
        .isEmpty();
  }

  @Test
  void everyPackageSaysThatNothingIsNull() {
    List<String> without =
        Project.mainSources().stream()
            .map(source -> source.path().resolveSibling("package-info.java"))
            .distinct()
            .filter(
                info ->
                    Project.mainSources().stream()
                        .noneMatch(
                            source ->
                                source.path().equals(info)
                                    && source.text().contains("@NullMarked")))
            .map(Object::toString)
            .toList();
    assertThat(without)
        .as("NullAway checks only what is @NullMarked, so a package without it is not checked")
        .isEmpty();
  }

  @Test
  void oneExceptionCrossesBorders() {
    noClasses()
        .should()
        .callConstructorWhere(
            new DescribedPredicate<>("a bare RuntimeException or Exception is made") {
              @Override
              public boolean test(com.tngtech.archunit.core.domain.JavaConstructorCall call) {
                String made = call.getTargetOwner().getName();
                boolean superCall =
                    call.getOriginOwner()
                        .getRawSuperclass()
                        .filter(parent -> parent.equals(call.getTargetOwner()))
                        .isPresent();
                return !superCall
                    && (made.equals("java.lang.RuntimeException")
                        || made.equals("java.lang.Exception"));
              }
            })
        .because("an error that somebody must act on has a code: ClinkerException")
        .check(Project.classes());
  }

  @Test
  void oneLogger() {
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING
        .because("logs are slf4j events with facts as key and value")
        .check(Project.classes());
    noClasses()
        .that()
        .resideOutsideOfPackages("io.clinker.cli..", "io.clinker.load..", "io.clinker.oracle..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .because("only the command line speaks to a terminal")
        .check(
            Project.classes()
                .that(
                    DescribedPredicate.not(
                        HasName.Predicates.nameMatching(".*SimulatorServer(\\$.*)?"))));
  }

  @Test
  void noMockingLibraryInTests() throws Exception {
    for (String module : Project.MODULES) {
      try (Stream<java.nio.file.Path> files =
          Files.walk(Project.folder().resolve(module).resolve("src"))) {
        for (java.nio.file.Path file :
            files.filter(each -> each.toString().endsWith(".java")).toList()) {
          assertThat(SourceText.withoutCommentsAndStrings(Files.readString(file)))
              .as("a mock proves what its author believed, in %s", file)
              .doesNotContainPattern("import (static )?org\\.(mockito|easymock|powermock)");
        }
      }
    }
  }

  private static int mostOf(JavaClass item) {
    // Name and number come before the parameters of an enum's constructor.
    return item.isEnum() ? MOST_PARAMETERS + 2 : MOST_PARAMETERS;
  }
}
