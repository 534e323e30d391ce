package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.clinker.api.http.Rule;
import io.clinker.policy.Policy;
import io.clinker.policy.Policy.InvalidPolicyException;
import io.clinker.policy.PolicyFile;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** {@code authentication}: how callers are known. */
public final class AuthenticationSection {
  private static final List<String> STRATEGIES = List.of("noauth", "keystone");

  private static final List<String> USER_DETACH = List.of("refuse", "allow");

  @JsonProperty private String strategy = "noauth";
  @JsonProperty private String projectPattern = "[0-9a-f-]+";
  @JsonProperty private boolean allowNoauthOnPublicAddress;
  @JsonProperty private boolean everyCallerIsAdministrator;
  @JsonProperty private String userDetach = "refuse";
  @JsonProperty private @Nullable String policyFile;

  public String strategy() {
    return strategy;
  }

  /** What a project segment of a URL looks like. */
  public Pattern projectPattern() {
    return Pattern.compile(projectPattern);
  }

  /** Whether noauth may listen beyond this machine, the first word. */
  public boolean allowNoauthOnPublicAddress() {
    return allowNoauthOnPublicAddress;
  }

  /** The second word: that whoever reaches a public address is meant to be an administrator. */
  public boolean everyCallerIsAdministrator() {
    return everyCallerIsAdministrator;
  }

  /** Whether a user may detach what a server uses; a service that vouches for it always may. */
  public boolean usersMayDetach() {
    return userDetach.equals("allow");
  }

  /**
   * Who may do what: the rules of the file over the defaults.
   *
   * @throws IllegalStateException if {@link #check} finds the file unusable
   */
  public Policy policy() {
    try {
      return readPolicy();
    } catch (InvalidPolicyException e) {
      throw new IllegalStateException(e);
    }
  }

  private Policy readPolicy() throws InvalidPolicyException {
    return policyFile == null
        ? Policy.of(Rule.defaults())
        : PolicyFile.over(Rule.defaults(), Path.of(policyFile));
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems) {
    try {
      readPolicy();
    } catch (InvalidPolicyException e) {
      problems.add(
          "authentication.policyFile",
          policyFile,
          "a policy file that can be used (%s)".formatted(e.getMessage()));
    }
    problems.requireOneOf("authentication.strategy", strategy, STRATEGIES);
    problems.requireOneOf("authentication.userDetach", userDetach, USER_DETACH);
    try {
      Pattern.compile(projectPattern);
    } catch (PatternSyntaxException e) {
      problems.add("authentication.projectPattern", projectPattern, "a regular expression");
    }
  }
}
