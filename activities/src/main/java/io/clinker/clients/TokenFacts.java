package io.clinker.clients;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the identity service says about a token.
 *
 * @param projectId empty if the token is for no project
 * @param scoped whether the token is for a project, a domain or the system
 * @param attributes domains, scope and the like, named as policy checks name them
 * @param accessRules the only requests that an application credential was made for; empty: any
 */
public record TokenFacts(
    String userId,
    String projectId,
    boolean scoped,
    Set<String> roles,
    Instant expiresAt,
    Map<String, String> attributes,
    Optional<List<AccessRule>> accessRules) {
  public TokenFacts {
    roles = Set.copyOf(roles);
    attributes = Map.copyOf(attributes);
    accessRules = accessRules.map(List::copyOf);
  }

  /** One kind of request that a restricted application credential is good for. */
  public record AccessRule(String service, String method, String path) {}
}
