package io.clinker.api.http;

import io.clinker.auth.Caller;
import io.clinker.policy.Policy;
import io.clinker.policy.Subject;
import io.clinker.policy.Target;
import java.util.EnumSet;
import java.util.Set;

/** What the policy lets one caller do, and what one request has asked it; of one thread. */
public final class Permissions {
  private final Policy policy;
  private final Caller caller;
  private final Subject subject;
  private final Set<Rule> asked = EnumSet.noneOf(Rule.class);

  public Permissions(Policy policy, Caller caller) {
    this.policy = policy;
    this.caller = caller;
    this.subject = caller.subject();
  }

  /** Whether the rule lets the caller do it to something of this project. */
  boolean allows(Rule rule, String projectId) {
    // A token without a project (of the system, of a domain) is for no resource.
    return !caller.projectId().isEmpty()
        && policy.allows(rule.rule(), subject, new Target(projectId));
  }

  /**
   * The same, recorded as the question that the request depends on.
   *
   * @throws Fault 403 with the name of the rule
   */
  void require(Rule rule, String projectId) {
    asked.add(rule);
    if (!allows(rule, projectId)) {
      throw Fault.forbidden(rule.rule());
    }
  }

  /** Fails unless a rule has been asked: called before anything is changed. */
  public void mustHaveBeenAsked() {
    if (asked.isEmpty()) {
      throw new IllegalStateException("no policy rule was asked before a change");
    }
  }

  /** The rules that were asked so far. */
  Set<Rule> asked() {
    return Set.copyOf(asked);
  }
}
