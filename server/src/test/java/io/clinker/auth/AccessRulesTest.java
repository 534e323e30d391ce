package io.clinker.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.clients.TokenFacts.AccessRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRulesTest {
  @ParameterizedTest
  @CsvSource({
    "block-storage, GET, /v3/*/volumes, GET, /v3/aa/volumes, true",
    "block-storage, GET, /v3/*/volumes, POST, /v3/aa/volumes, false",
    "block-storage, GET, /v3/*/volumes, GET, /v3/aa/volumes/1, false",
    "block-storage, GET, /v3/*/volumes, GET, /v3/aa/bb/volumes, false",
    "block-storage, GET, '/v3/{project_id}/volumes/{id}', GET, /v3/aa/volumes/1, true",
    "block-storage, GET, /v3/**, GET, /v3/aa/volumes/1, true",
    "block-storage, get, /v3/a.b, GET, /v3/a.b, true",
    "block-storage, GET, /v3/a.b, GET, /v3/aXb, false",
    "compute, GET, /v3/**, GET, /v3/aa/volumes, false"
  })
  void aRuleNamesServiceMethodAndPath(
      String service, String method, String rule, String asked, String path, boolean allowed) {
    assertThat(AccessRules.allow(List.of(new AccessRule(service, method, rule)), asked, path))
        .isEqualTo(allowed);
  }

  @Test
  void noRuleAllowsNothing() {
    assertThat(AccessRules.allow(List.of(), "GET", "/v3/aa/volumes")).isFalse();
  }
}
