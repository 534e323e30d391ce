package io.clinker.rules;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import io.clinker.cases.Shows;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class LayersTest {
  /** What one layer must not know, and why. */
  private static final Map<String, Map<List<String>, String>> STRANGERS =
      Map.of(
          "drivers",
          Map.of(
              List.of(
                  "io.temporal..",
                  "org.jdbi..",
                  "java.sql..",
                  "javax.sql..",
                  "com.mysql..",
                  "org.glassfish.jersey..",
                  "jakarta.ws.rs..",
                  "io.dropwizard.."),
              "a driver is handed a token and a context and knows neither the engine, nor the"
                  + " database, nor HTTP resources: so one contract suite can prove every driver"),
          "activities",
          Map.of(
              List.of(
                  "io.temporal.workflow..",
                  "io.temporal.serviceclient..",
                  "io.temporal.worker..",
                  "org.glassfish.jersey..",
                  "jakarta.ws.rs..",
                  "jakarta.servlet..",
                  "io.dropwizard.."),
              "transactions and steps are called by workflows and never start or serve any, and"
                  + " admission answers with refusals, not with HTTP responses"),
          "workflows",
          Map.of(
              List.of(
                  "io.temporal.client..",
                  "io.temporal.serviceclient..",
                  "io.temporal.worker..",
                  "org.jdbi..",
                  "java.sql..",
                  "javax.sql..",
                  "org.glassfish.jersey..",
                  "jakarta.ws.rs..",
                  "jakarta.servlet..",
                  "io.dropwizard.."),
              "workflow code reaches the world through activities only, since everything else"
                  + " would differ when it is replayed"));

  @Test
  void aLayerDoesNotKnowWhatIsNotItsBusiness() {
    STRANGERS.forEach(
        (module, strangers) ->
            strangers.forEach(
                (packages, reason) ->
                    noClasses()
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(packages.toArray(String[]::new))
                        .because(reason)
                        .check(Project.classesOf(module))));
  }

  @Test
  void stepsStartNoWorkflows() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveNameMatching("io\\.temporal\\.client\\.(Workflow|Batch|schedules).*")
        .because("an operation begins at the API and at the reconciler, nowhere else")
        .check(Project.classesOf("activities"));
  }

  /** What is called with a handle is called in a transaction, or may be. */
  @Test
  @Shows("L-7")
  void whatWorksInTransactionsReachesNothingButTheDatabase() {
    noClasses()
        .that()
        .resideInAnyPackage("io.clinker.admission..", "io.clinker.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.clinker.clients..",
            "io.clinker.exec..",
            "io.clinker.export..",
            "io.temporal..",
            "java.net.http..")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.clinker.driver.Driver")
        .because(
            "a transaction that waits for a backend or a service holds its rows and its connection"
                + " for as long, and soon nobody has one")
        .check(Project.classesOf("activities"));
  }

  @Test
  void dependenciesPointOneWay() {
    Map<String, String> moduleOfPackage = modulesOfPackages();
    Map<String, Set<String>> wrong = new TreeMap<>();
    for (String module : Project.MODULES) {
      for (JavaClass each : Project.classesOf(module)) {
        each.getDirectDependenciesFromSelf().stream()
            .map(dependency -> moduleOfPackage.get(dependency.getTargetClass().getPackageName()))
            .filter(target -> target != null && isAbove(target, module))
            .forEach(
                target ->
                    wrong
                        .computeIfAbsent(module + " -> " + target, absent -> new TreeSet<>())
                        .add(each.getName()));
      }
    }
    assertThat(wrong)
        .as("server -> workflows -> activities -> drivers, so that lower layers are proven alone")
        .isEmpty();
  }

  @Test
  void aPackageLivesInOneModule() {
    Map<String, Set<String>> modules = new HashMap<>();
    for (Project.Source source : Project.mainSources()) {
      String name = source.className();
      modules
          .computeIfAbsent(name.substring(0, name.lastIndexOf('.')), absent -> new HashSet<>())
          .add(source.module());
    }
    assertThat(modules.entrySet().stream().filter(entry -> entry.getValue().size() > 1))
        .as("a package split over modules would let one module see another's private classes")
        .isEmpty();
  }

  @Test
  void workflowsUseOnlyWhatActivitiesShow() {
    Set<String> shown =
        Set.of(
            "io.clinker.operations",
            "io.clinker.model",
            "io.clinker.driver",
            "io.clinker.workflows",
            "io.clinker.workflows.support");
    ArchRule rule =
        noClasses()
            .should()
            .dependOnClassesThat(
                new com.tngtech.archunit.base.DescribedPredicate<JavaClass>(
                    "are neither interfaces and data of activities nor shared words") {
                  @Override
                  public boolean test(JavaClass target) {
                    String owner = target.getPackageName();
                    return owner.startsWith("io.clinker")
                        && !shown.contains(owner)
                        && !isInterfaceOfSteps(target);
                  }
                })
            .because(
                "an implementation named in workflow code would run in the workflow, outside of"
                    + " history");
    rule.check(Project.classesOf("workflows"));
  }

  @Test
  void driversDoNotKnowEachOther() {
    Set<String> drivers =
        Project.classesOf("drivers").stream()
            .map(JavaClass::getPackageName)
            .filter(name -> name.startsWith("io.clinker.drivers."))
            .map(name -> name.split("\\.")[3])
            .collect(Collectors.toCollection(TreeSet::new));
    for (String driver : drivers) {
      String[] others =
          drivers.stream()
              .filter(other -> !other.equals(driver))
              .map(other -> "io.clinker.drivers." + other + "..")
              .toArray(String[]::new);
      if (others.length > 0) {
        noClasses()
            .that()
            .resideInAPackage("io.clinker.drivers." + driver + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(others)
            .because("what two drivers share belongs to the SPI or to exec")
            .check(Project.classes());
      }
    }
  }

  @Test
  void driversAreFoundByTheirFactories() {
    classes()
        .that()
        .resideInAPackage("io.clinker.drivers..")
        .and()
        .areAssignableTo(io.clinker.driver.Driver.class)
        .should()
        .onlyBeAccessed()
        .byAnyPackage("io.clinker.drivers..")
        .because("a service that names a driver's class must be changed for every new driver")
        .check(Project.classes());
  }

  private static boolean isInterfaceOfSteps(JavaClass target) {
    JavaClass outer = target;
    while (outer.getEnclosingClass().isPresent()) {
      outer = outer.getEnclosingClass().get();
    }
    return outer.getPackageName().equals("io.clinker.steps") && outer.isInterface();
  }

  private static Map<String, String> modulesOfPackages() {
    Map<String, String> modules = new HashMap<>();
    for (String module : Project.MODULES) {
      Project.classesOf(module).forEach(each -> modules.put(each.getPackageName(), module));
    }
    return modules;
  }

  private static boolean isAbove(String module, String other) {
    return Project.MODULES.indexOf(module) > Project.MODULES.indexOf(other);
  }
}
