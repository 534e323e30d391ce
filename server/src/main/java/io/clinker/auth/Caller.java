package io.clinker.auth;

import io.clinker.policy.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who sent a request.
 *
 * @param projectId the project that the token is for; resources are made in it; empty for a token
 *     that is for no project
 * @param admin whether every project's resources may be read and changed
 * @param roles as the identity service names them
 * @param service whether another service vouches for the request with its own token
 * @param attributes what else the identity service says, as policy checks name it
 */
public record Caller(
    String userId,
    String projectId,
    boolean admin,
    Set<String> roles,
    boolean service,
    Map<String, String> attributes) {
  public Caller {
    roles = Set.copyOf(roles);
    attributes = Map.copyOf(attributes);
  }

  /** A caller of whom no more is known. */
  public Caller(String userId, String projectId, boolean admin, Set<String> roles) {
    this(userId, projectId, admin, roles, false, Map.of());
  }

  /** As policy checks see it. */
  public Subject subject() {
    Map<String, String> all = new HashMap<>(attributes);
    all.put("user_id", userId);
    all.put("project_id", projectId);
    all.put("tenant_id", projectId);
    all.put("is_admin", admin ? "True" : "False");
    return new Subject(roles, all);
  }
}
