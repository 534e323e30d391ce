package io.clinker.auth;

import java.util.Set;

/**
 * Who sent a request.
 *
 * @param projectId the project that the token is for; resources are made in it
 * @param admin whether every project's resources may be read and changed
 * @param roles as the identity service names them
 */
public record Caller(String userId, String projectId, boolean admin, Set<String> roles) {
  public Caller {
    roles = Set.copyOf(roles);
  }
}
