package io.clinker.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import io.clinker.api.Route;
import io.clinker.api.http.Asks;
import io.clinker.api.http.AsksNothing;
import io.clinker.api.http.Rule;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

  private static List<JavaMethod> endpoints() {
    return Route.all().stream().map(Route::method).toList();
  }
}
