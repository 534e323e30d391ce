package io.clinker.auth;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Strategy {@code noauth}: the token is {@code user:project} and every caller is an administrator.
 * A token without a project ("notused", as the SDK sends) takes the project of the URL.
 */
public final class NoAuthentication implements Authentication {
  private static final String ADMIN = "admin";
  // An administrator of the identity service has the lesser roles too.
  private static final Set<String> ROLES = Set.of(ADMIN, "manager", "member", "reader");

  @Override
  public Optional<String> challenge() {
    return Optional.empty();
  }

  @Override
  public Identity identify(Credentials credentials) {
    String token = credentials.token();
    if (token == null) {
      return new Identity.LoginEmulated(
          orAdmin(credentials.user()) + ":" + orAdmin(credentials.project()));
    }
    int colon = token.indexOf(':');
    String user = colon < 0 ? token : token.substring(0, colon);
    String project = colon < 0 ? "" : token.substring(colon + 1);
    if (project.isEmpty()) {
      project = orAdmin(credentials.urlProject());
    }
    if (user.length() > 255 || project.length() > 255) {
      return new Identity.Rejected("a part of the token has more than 255 characters");
    }
    return new Identity.Known(new Caller(user, project, true, ROLES));
  }

  private static String orAdmin(@Nullable String text) {
    return text == null || text.isEmpty() ? ADMIN : text;
  }
}
