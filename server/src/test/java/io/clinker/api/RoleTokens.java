package io.clinker.api;

import io.clinker.auth.Authentication;
import io.clinker.auth.Caller;
import io.clinker.auth.NoAuthentication;
import java.util.Optional;
import java.util.Set;

/** Tokens that say {@code user:project:role}; those of two parts are administrators' as ever. */
final class RoleTokens implements Authentication {
  private final Authentication others = new NoAuthentication();

  @Override
  public Optional<String> challenge() {
    return others.challenge();
  }

  @Override
  public Identity identify(Credentials credentials) {
    String token = credentials.token();
    String[] parts = token == null ? new String[0] : token.split(":", -1);
    return parts.length == 3
        ? new Identity.Known(
            new Caller(parts[0], parts[1], parts[2].equals("admin"), implied(parts[2])))
        : others.identify(credentials);
  }

  /** A role brings those below it, as with Keystone. */
  private static Set<String> implied(String role) {
    return switch (role) {
      case "admin" -> Set.of("admin", "manager", "member", "reader");
      case "member" -> Set.of("member", "reader");
      case "member+service" -> Set.of("member", "reader", "service");
      default -> Set.of(role);
    };
  }
}
