package io.clinker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clinker.api.http.Rule;
import io.clinker.policy.Policy.InvalidPolicyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFileTest {
  private static final Subject READER =
      new Subject(Set.of("reader"), Map.of("project_id", "p1", "is_admin", "False"));
  private static final Target OWN = new Target("p1");

  @TempDir private Path folder;

  @Test
  void theExampleHasEveryRuleWithItsDefault() throws Exception {
    Path example = Path.of(System.getProperty("user.dir")).resolve("../config/policy.yaml");

    assertThat(PolicyFile.read(example)).isEqualTo(Rule.defaults());
  }

  @Test
  void aRuleOfTheFileReplacesTheDefaultAndTheOthersStay() throws Exception {
    Policy policy = over("'volume:get': '!'\n'volume:create': 'role:reader'\n");

    assertThat(policy.allows("volume:get", READER, OWN)).isFalse();
    assertThat(policy.allows("volume:create", READER, OWN)).isTrue();
    assertThat(policy.allows("volume:get_all", READER, OWN)).isTrue();
    assertThat(policy.allows("volume:delete", READER, OWN)).isFalse();
  }

  @Test
  void theOldListFormAndJsonAreRead() throws Exception {
    Policy policy =
        over(
            "{\"volume:get\": [[\"role:admin\", \"role:reader\"], [\"role:reader\"]],"
                + " \"volume:delete\": [], \"volume:create\": [[\"role:admin\"]]}");

    assertThat(policy.allows("volume:get", READER, OWN)).isTrue();
    assertThat(policy.allows("volume:delete", READER, OWN)).isTrue();
    assertThat(policy.allows("volume:create", READER, OWN)).isFalse();
  }

  @Test
  void anEmptyFileChangesNothing() throws Exception {
    assertThat(over("# nothing\n").allows("volume:get", READER, OWN)).isTrue();
  }

  @Test
  void everyMistakeIsNamed() {
    assertThatExceptionOfType(InvalidPolicyException.class)
        .isThrownBy(() -> over("'volume:get': 'role'\n'volume:delete': 'rule:mine'\n"))
        .withMessageContaining("volume:get: 'role': 'role' is no check");
    assertThatExceptionOfType(InvalidPolicyException.class)
        .isThrownBy(() -> over("'volume:get': {a: b}\n"))
        .withMessageContaining("volume:get");
    assertThatExceptionOfType(InvalidPolicyException.class)
        .isThrownBy(() -> over("- role:admin\n"))
        .withMessageContaining("names of rules");
    assertThatExceptionOfType(InvalidPolicyException.class)
        .isThrownBy(() -> over("a: [b\n"))
        .withMessageContaining("cannot be read");
  }

  private Policy over(String text) throws Exception {
    return PolicyFile.over(Rule.defaults(), Files.writeString(folder.resolve("policy.yaml"), text));
  }
}
