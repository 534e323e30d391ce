package io.clinker.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.clinker.policy.Policy.InvalidPolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A policy file: YAML (or JSON), names of rules and their checks. */
public final class PolicyFile {
  private PolicyFile() {}

  /**
   * The rules of a file over the defaults.
   *
   * @throws InvalidPolicyException if the file cannot be read or a rule of it cannot be used
   */
  public static Policy over(Map<String, String> defaults, Path file) throws InvalidPolicyException {
    Map<String, String> checks = new LinkedHashMap<>(defaults);
    checks.putAll(read(file));
    return Policy.of(checks);
  }

  /** The rules of a file alone. */
  public static Map<String, String> read(Path file) throws InvalidPolicyException {
    JsonNode tree;
    try {
      tree = new YAMLMapper().readTree(Files.readString(file));
    } catch (IOException e) {
      throw new InvalidPolicyException(List.of("it cannot be read: " + e.getMessage()));
    }
    Map<String, String> checks = new LinkedHashMap<>();
    if (tree == null || tree.isMissingNode() || tree.isNull()) {
      return checks;
    }
    List<String> problems = new ArrayList<>();
    if (!tree.isObject()) {
      throw new InvalidPolicyException(List.of("it must be names of rules, each with a check"));
    }
    tree.properties()
        .forEach(
            rule -> {
              JsonNode value = rule.getValue();
              if (value.isTextual()) {
                checks.put(rule.getKey(), value.asText());
              } else if (value.isArray()) {
                checks.put(rule.getKey(), oldForm(value));
              } else {
                problems.add(rule.getKey() + ": '" + value + "' is no check");
              }
            });
    if (!problems.isEmpty()) {
      throw new InvalidPolicyException(problems);
    }
    return checks;
  }

  /** A list of alternatives, each a list of checks that must all pass; empty: everybody may. */
  private static String oldForm(JsonNode alternatives) {
    List<String> either = new ArrayList<>();
    for (JsonNode alternative : alternatives) {
      List<String> all = new ArrayList<>();
      if (alternative.isArray()) {
        alternative.forEach(check -> all.add(check.asText()));
      } else {
        all.add(alternative.asText());
      }
      either.add(all.isEmpty() ? "@" : "(" + String.join(" and ", all) + ")");
    }
    return String.join(" or ", either);
  }
}
