package io.clinker.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** One check of a policy, as oslo.policy has them; a total function without effects. */
sealed interface Check {
  /** Whether the subject may do it to the target. */
  boolean passes(Case asked);

  /**
   * What is asked.
   *
   * @param rules what {@code rule:} refers to
   */
  record Case(Subject subject, Target target, Map<String, Check> rules) {}

  /** {@code @}, and a check that is empty. */
  record Always() implements Check {
    @Override
    public boolean passes(Case asked) {
      return true;
    }
  }

  /** {@code !}. */
  record Never() implements Check {
    @Override
    public boolean passes(Case asked) {
      return false;
    }
  }

  /** {@code not CHECK}. */
  record Not(Check check) implements Check {
    @Override
    public boolean passes(Case asked) {
      return !check.passes(asked);
    }
  }

  /** {@code CHECK and CHECK}. */
  record All(List<Check> checks) implements Check {
    @Override
    public boolean passes(Case asked) {
      return checks.stream().allMatch(check -> check.passes(asked));
    }
  }

  /** {@code CHECK or CHECK}. */
  record Any(List<Check> checks) implements Check {
    @Override
    public boolean passes(Case asked) {
      return checks.stream().anyMatch(check -> check.passes(asked));
    }
  }

  /** {@code role:NAME}; names of roles have no case. */
  record HasRole(String role) implements Check {
    public HasRole {
      role = role.toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean passes(Case asked) {
      return asked.subject().roles().contains(role);
    }
  }

  /** {@code rule:NAME}. */
  record Refers(String name) implements Check {
    @Override
    public boolean passes(Case asked) {
      Check named = asked.rules().get(name);
      return named != null && named.passes(asked);
    }
  }

  /** {@code ATTRIBUTE:VALUE} of the subject, as {@code project_id:%(project_id)s}. */
  record HasAttribute(String attribute, Value value) implements Check {
    @Override
    public boolean passes(Case asked) {
      Set<String> held = asked.subject().values(attribute);
      return held.contains(value.of(asked.target()));
    }
  }

  /** {@code 'TEXT':VALUE}. */
  record IsText(String text, Value value) implements Check {
    @Override
    public boolean passes(Case asked) {
      return text.equals(value.of(asked.target()));
    }
  }

  /** The right side of a check. */
  sealed interface Value {
    String of(Target target);

    /** As it stands. */
    record Fixed(String text) implements Value {
      @Override
      public String of(Target target) {
        return text;
      }
    }

    /** {@code %(project_id)s}. */
    record TargetProject() implements Value {
      @Override
      public String of(Target target) {
        return target.projectId();
      }
    }
  }
}
