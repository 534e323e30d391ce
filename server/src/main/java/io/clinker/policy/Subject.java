package io.clinker.policy;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who wants to do something, as checks see it.
 *
 * @param roles in lower case
 * @param attributes such as {@code user_id}, {@code project_id}, {@code is_admin}
 */
public record Subject(Set<String> roles, Map<String, String> attributes) {
  public Subject {
    roles =
        roles.stream()
            .map(role -> role.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    attributes = Map.copyOf(attributes);
  }

  Set<String> values(String attribute) {
    if (attribute.equals("roles")) {
      return roles;
    }
    String value = attributes.get(attribute);
    return value == null ? Set.of() : Set.of(value);
  }
}
