package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** {@code authentication}: how callers are known. */
public final class AuthenticationSection {
  private static final List<String> STRATEGIES = List.of("noauth");

  @JsonProperty private String strategy = "noauth";
  @JsonProperty private String projectPattern = "[0-9a-f-]+";
  @JsonProperty private boolean allowNoauthOnPublicAddress;

  public String strategy() {
    return strategy;
  }

  /** What a project segment of a URL looks like. */
  public Pattern projectPattern() {
    return Pattern.compile(projectPattern);
  }

  /** Whether noauth, where everybody is an administrator, may listen beyond this machine. */
  public boolean allowNoauthOnPublicAddress() {
    return allowNoauthOnPublicAddress;
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems) {
    problems.requireOneOf("authentication.strategy", strategy, STRATEGIES);
    try {
      Pattern.compile(projectPattern);
    } catch (PatternSyntaxException e) {
      problems.add("authentication.projectPattern", projectPattern, "a regular expression");
    }
  }
}
