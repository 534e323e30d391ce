package io.clinker.clients;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.clients.TokenFacts.AccessRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the {@code token} member of a validation. */
final class TokenReader {
  private TokenReader() {}

  static TokenFacts read(JsonNode token) throws IdentityException {
    JsonNode user = token.path("user");
    JsonNode project = token.path("project");
    if (user.path("id").asText().isEmpty()) {
      throw new IdentityException("a token without a user");
    }
    Set<String> roles = new HashSet<>();
    token.path("roles").forEach(role -> roles.add(role.path("name").asText()));
    Map<String, String> attributes = new HashMap<>();
    put(attributes, "user_name", user.path("name"));
    put(attributes, "user_domain_id", user.path("domain").path("id"));
    put(attributes, "project_name", project.path("name"));
    put(attributes, "project_domain_id", project.path("domain").path("id"));
    put(attributes, "domain_id", token.path("domain").path("id"));
    put(attributes, "application_credential_id", token.path("application_credential").path("id"));
    if (token.path("system").path("all").asBoolean()) {
      attributes.put("system_scope", "all");
    }
    attributes.put(
        "is_admin_project", token.path("is_admin_project").asBoolean(true) ? "True" : "False");
    return new TokenFacts(
        user.path("id").asText(),
        project.path("id").asText(),
        token.has("project") || token.has("domain") || token.has("system"),
        roles,
        KeystoneClient.expiry(token.path("expires_at").asText()),
        attributes,
        rules(token.path("application_credential").path("access_rules")));
  }

  private static Optional<List<AccessRule>> rules(JsonNode listed) {
    if (!listed.isArray()) {
      return Optional.empty();
    }
    List<AccessRule> rules = new ArrayList<>();
    listed.forEach(
        rule ->
            rules.add(
                new AccessRule(
                    rule.path("service").asText(),
                    rule.path("method").asText(),
                    rule.path("path").asText())));
    return Optional.of(rules);
  }

  private static void put(Map<String, String> attributes, String name, JsonNode value) {
    if (value.isTextual() && !value.asText().isEmpty()) {
      attributes.put(name, value.asText());
    }
  }
}
