package io.clinker.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.auth.Authentication.Credentials;
import io.clinker.auth.Authentication.Identity;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoAuthenticationTest {
  private final NoAuthentication authentication = new NoAuthentication();

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "u1:aaaa, -, u1, aaaa",
        "u1:aaaa, bbbb, u1, aaaa",
        "notused, bbbb, notused, bbbb",
        "notused, -, notused, admin",
        "u1:, bbbb, u1, bbbb",
        "u1:a:b, -, u1, a:b"
      })
  void tokenNamesUserAndProject(String token, String urlProject, String user, String project) {
    assertThat(authentication.identify(credentials(token, null, null, urlProject)))
        .isEqualTo(
            new Identity.Known(
                new Caller(user, project, true, Set.of("admin", "manager", "member", "reader"))));
  }

  @Test
  void withoutATokenTheClientIsToldOne() {
    assertThat(authentication.identify(credentials(null, null, null, null)))
        .isEqualTo(new Identity.LoginEmulated("admin:admin"));
    assertThat(authentication.identify(credentials(null, "u", "p", null)))
        .isEqualTo(new Identity.LoginEmulated("u:p"));
  }

  private static Credentials credentials(
      String token, String user, String project, String urlProject) {
    return new Credentials(token, user, project, urlProject, null, "GET", "/v3/volumes");
  }
}
