package io.clinker.policy;

import io.clinker.policy.CheckParser.UnreadableCheckException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Named checks; never changes, so any thread may ask it. */
public final class Policy {
  /** The rule that makes a caller an administrator. */
  public static final String ADMINISTRATOR = "context_is_admin";

  private final Map<String, Check> rules;

  private Policy(Map<String, Check> rules) {
    this.rules = Map.copyOf(rules);
  }

  /** A policy that cannot be used; the message lists everything that is wrong with it. */
  public static final class InvalidPolicyException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<String> problems;

    InvalidPolicyException(List<String> problems) {
      super(String.join("; ", problems));
      this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
      return problems;
    }
  }

  /**
   * Reads every check.
   *
   * @throws InvalidPolicyException if one cannot be read, refers to none, or to itself
   */
  public static Policy of(Map<String, String> checks) throws InvalidPolicyException {
    List<String> problems = new ArrayList<>();
    Map<String, Check> rules = new HashMap<>();
    checks.forEach(
        (name, text) -> {
          try {
            rules.put(name, CheckParser.parse(text));
          } catch (UnreadableCheckException e) {
            problems.add("%s: '%s': %s".formatted(name, text, e.reason()));
          }
        });
    if (problems.isEmpty()) {
      new References(rules, problems).check();
    }
    if (!problems.isEmpty()) {
      throw new InvalidPolicyException(problems);
    }
    return new Policy(rules);
  }

  /** Whether the rule lets the subject; a rule that is not there lets nobody. */
  public boolean allows(String rule, Subject subject, Target target) {
    Check check = rules.get(rule);
    return check != null && check.passes(new Check.Case(subject, target, rules));
  }

  private record References(Map<String, Check> rules, List<String> problems) {
    void check() {
      for (String name : new TreeSet<>(rules.keySet())) {
        follow(name, new ArrayDeque<>());
      }
    }

    private void follow(String name, Deque<String> path) {
      if (path.contains(name)) {
        if (path.getFirst().equals(name)) {
          problems.add(name + ": it refers to itself");
        }
        return;
      }
      Check check = rules.get(name);
      if (check == null) {
        if (path.size() == 1) {
          problems.add("%s: there is no rule '%s'".formatted(path.getLast(), name));
        }
        return;
      }
      path.addLast(name);
      references(check).forEach(reference -> follow(reference, path));
      path.removeLast();
    }

    private static List<String> references(Check check) {
      return switch (check) {
        case Check.Refers refers -> List.of(refers.name());
        case Check.Not not -> references(not.check());
        case Check.All all -> all.checks().stream().flatMap(e -> references(e).stream()).toList();
        case Check.Any any -> any.checks().stream().flatMap(e -> references(e).stream()).toList();
        case Check.Always always -> List.of();
        case Check.Never never -> List.of();
        case Check.HasRole role -> List.of();
        case Check.HasAttribute attribute -> List.of();
        case Check.IsText text -> List.of();
      };
    }
  }
}
