package io.clinker.api;

import io.clinker.api.http.Call;
import io.clinker.api.http.Microversion;
import io.clinker.api.http.Permissions;
import io.clinker.api.http.Query;
import io.clinker.api.http.Rule;
import io.clinker.auth.Caller;
import io.clinker.policy.Policy;
import io.clinker.policy.Policy.InvalidPolicyException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Requests for tests that need no server. */
public final class Calls {
  public static final Caller ADMIN =
      new Caller("u1", "aaaa", true, Set.of("admin", "member", "reader"));
  public static final Caller MEMBER = new Caller("u1", "aaaa", false, Set.of("member", "reader"));

  private Calls() {}

  /** The policy that holds without a file. */
  public static Policy policy() {
    try {
      return Policy.of(Rule.defaults());
    } catch (InvalidPolicyException e) {
      throw new IllegalStateException(e);
    }
  }

  public static Call get(Caller caller, int minor, String query) {
    return call(caller, minor, query, "");
  }

  public static Call post(int minor, String body) {
    return call(ADMIN, minor, "", body);
  }

  private static Call call(Caller caller, int minor, String query, String body) {
    return new Call(
        "req-1",
        caller,
        new Microversion(3, minor),
        "aaaa",
        "http://host",
        body.isEmpty() ? "GET" : "POST",
        "/volumes",
        Query.parse(query),
        body.getBytes(StandardCharsets.UTF_8),
        null,
        new Permissions(policy(), caller));
  }
}
