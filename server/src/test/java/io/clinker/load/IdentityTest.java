package io.clinker.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** As whom an operator's commands ask. */
class IdentityTest {
  @Test
  void withoutATokenItIsOneThatNoauthTakes() {
    for (Map<String, String> shell :
        Map.of("none", Map.<String, String>of(), "empty", Map.of("OS_TOKEN", "")).values()) {
      Identity identity = Identity.of(shell, "0");

      assertThat(identity.token()).isEqualTo("load:0");
      assertThat(identity.root()).isEqualTo("/v3/0");
    }
    assertThat(Identity.of(Map.of("OS_PROJECT_ID", "abc"), "0")).isEqualTo(Identity.unchecked("0"));
  }

  @Test
  void aTokenIsOfItsOwnProjectUnlessOneIsNamed() {
    Identity own = Identity.of(Map.of("OS_TOKEN", "gAAA"), "0");
    Identity named = Identity.of(Map.of("OS_TOKEN", "gAAA", "OS_PROJECT_ID", "abc"), "0");

    assertThat(own.token()).isEqualTo("gAAA");
    assertThat(own.root()).isEqualTo("/v3");
    assertThat(named.root()).isEqualTo("/v3/abc");
    assertThat(named.toString()).doesNotContain("gAAA");
  }
}
