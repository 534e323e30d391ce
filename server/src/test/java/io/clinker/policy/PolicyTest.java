package io.clinker.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.clinker.policy.Policy.InvalidPolicyException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTest {
  private static final Subject MEMBER =
      new Subject(
          Set.of("Member", "reader"),
          Map.of("user_id", "u1", "project_id", "p1", "is_admin", "False"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          @                                                    | true
          !                                                    | false
          role:member                                          | true
          role:MEMBER                                          | true
          role:admin                                           | false
          not role:admin                                       | true
          NOT role:admin AND role:reader                       | true
          role:admin or role:reader                            | true
          role:admin and role:reader                           | false
          role:reader or role:admin and role:nobody            | true
          (role:reader or role:admin) and role:nobody          | false
          not (role:admin or role:nobody)                      | true
          ((role:reader))                                      | true
          not not role:reader                                  | true
          project_id:%(project_id)s                            | true
          (role:reader and project_id:%(project_id)s)          | true
          tenant_id:%(tenant_id)s                              | false
          user_id:u1                                           | true
          user_id:u2                                           | false
          is_admin:True                                        | false
          is_admin:False                                       | true
          'p1':%(project_id)s                                  | true
          "p2":%(project_id)s                                  | false
          rule:helper                                          | true
          unknown_attribute:x                                  | false
          """)
  void aCheckIsReadAsOsloPolicyReadsIt(String check, boolean allowed) throws Exception {
    Policy policy = Policy.of(Map.of("r", check, "helper", "role:reader"));

    assertThat(policy.allows("r", MEMBER, new Target("p1"))).isEqualTo(allowed);
  }

  @Test
  void anEmptyCheckLetsEverybodyAndAnUnknownRuleNobody() throws Exception {
    Policy policy = Policy.of(Map.of("open", ""));

    assertThat(policy.allows("open", MEMBER, new Target("p1"))).isTrue();
    assertThat(policy.allows("other", MEMBER, new Target("p1"))).isFalse();
  }

  @Test
  void anotherProjectIsAnotherTarget() throws Exception {
    Policy policy = Policy.of(Map.of("r", "project_id:%(project_id)s"));

    assertThat(policy.allows("r", MEMBER, new Target("p2"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          role:a or               | ends where a check is expected
          (role:a                 | parenthesis is not closed
          role:a)                 | one too many
          role:a role:b           | one too many
          admin                   | no check of the form
          http://host/check       | not supported
          user_id:%(user_id)s     | only %(project_id)s is known
          role:%(role)s           | only %(project_id)s is known
          rule:absent             | there is no rule 'absent'
          rule:r                  | refers to itself
          """)
  void whatCannotBeUsedIsRefused(String check, String reason) {
    assertThatExceptionOfType(InvalidPolicyException.class)
        .isThrownBy(() -> Policy.of(Map.of("r", check)))
        .withMessageContaining("r: ")
        .withMessageContaining(reason);
  }

  @Test
  void aCircleOfRulesIsRefused() {
    assertThatExceptionOfType(InvalidPolicyException.class)
        .isThrownBy(() -> Policy.of(Map.of("a", "rule:b", "b", "not rule:a", "c", "rule:a")))
        .satisfies(e -> assertThat(e.problems()).hasSize(2));
  }
}
