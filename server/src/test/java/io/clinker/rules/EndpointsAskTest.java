package io.clinker.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import io.clinker.api.Route;
import io.clinker.api.http.Asks;
import io.clinker.api.http.AsksNothing;
import io.clinker.api.http.Rule;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** An endpoint says which policy rules it asks, or why it asks none. */
class EndpointsAskTest {
  @Test
  void everyEndpointNamesItsRules() {
    List<JavaMethod> endpoints = endpoints();
    Set<String> silent =
        endpoints.stream()
            .filter(
                method ->
                    method.isAnnotatedWith(Asks.class) == method.isAnnotatedWith(AsksNothing.class))
            .map(JavaMethod::getFullName)
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(endpoints).hasSizeGreaterThan(60);
    assertThat(silent)
        .as("a route without @Asks(Rule...) (or @AsksNothing with its reason) is open to any token")
        .isEmpty();
  }

  @Test
  void namesOfRulesAreThere() {
    endpoints().stream()
        .filter(method -> method.isAnnotatedWith(Asks.class))
        .forEach(
            method ->
                assertThat(method.getAnnotationOfType(Asks.class).value())
                    .as(method.getFullName())
                    .isNotEmpty());
    assertThat(Arrays.stream(Rule.values()).map(Rule::rule)).doesNotHaveDuplicates();
  }

  /** What Cinder asks in calls that there are not, or names without asking it. */
  private static final Set<Rule> WITHOUT_CALLS =
      EnumSet.of(
          Rule.BACKUP_IMPORT,
          Rule.BACKUP_PROJECT_ATTRIBUTE,
          Rule.BACKUP_CREATE,
          Rule.BACKUP_DELETE,
          Rule.BACKUP_EXPORT,
          Rule.BACKUP_GET,
          Rule.BACKUP_GET_ALL,
          Rule.BACKUP_RESTORE,
          Rule.BACKUP_UPDATE,
          Rule.BACKUP_ADMIN_ACTIONS_FORCE_DELETE,
          Rule.BACKUP_ADMIN_ACTIONS_RESET_STATUS,
          Rule.GROUP_UPDATE_GROUP_SNAPSHOT,
          Rule.VOLUME_ACTIONS_UPLOAD_IMAGE,
          Rule.VOLUME_ACTIONS_UPLOAD_PUBLIC,
          Rule.VOLUME_ADMIN_ACTIONS_MIGRATE_VOLUME,
          Rule.VOLUME_ADMIN_ACTIONS_MIGRATE_VOLUME_COMPLETION,
          Rule.VOLUME_CREATE_FROM_IMAGE,
          Rule.VOLUME_REIMAGE,
          Rule.VOLUME_REIMAGE_RESERVED,
          Rule.VOLUME_TYPE_ENCRYPTION,
          Rule.VOLUME_UPDATE_VOLUME_ADMIN_METADATA);

  @Test
  void everyRuleThatAnOperatorMaySetIsAskedSomewhere() {
    String code =
        Project.mainSources().stream().map(Project.Source::code).collect(Collectors.joining("\n"));
    Set<String> named =
        Pattern.compile("\\bRule\\.([A-Z_]+)\\b")
            .matcher(code)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());

    assertThat(EnumSet.allOf(Rule.class).stream().filter(rule -> !named.contains(rule.name())))
        .as("a line of policy.yaml that changes nothing misleads whoever writes it")
        .containsExactlyInAnyOrderElementsOf(WITHOUT_CALLS);
  }

  private static List<JavaMethod> endpoints() {
    return Route.all().stream().map(Route::method).toList();
  }
}
