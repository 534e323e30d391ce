package io.clinker.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.clinker.api.Calls;
import io.clinker.auth.Caller;
import java.lang.reflect.Method;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PolicyGuardTest {
  /** Endpoints as they may be written. */
  static final class Endpoints {
    @Asks({Rule.VOLUME_GET, Rule.VOLUME_GET_ALL})
    public void asks() {}

    @AsksNothing("a reason")
    public void open() {}

    public void silent() {}
  }

  @Test
  void anEndpointAsksWhatItDeclares() throws Exception {
    assertThat(PolicyGuard.isRight(method("asks"), Set.of(Rule.VOLUME_GET))).isTrue();
    assertThat(PolicyGuard.isRight(method("asks"), Set.of())).isFalse();
    assertThat(PolicyGuard.isRight(method("asks"), Set.of(Rule.VOLUME_DELETE))).isFalse();
    assertThat(PolicyGuard.isRight(method("asks"), Set.of(Rule.VOLUME_GET, Rule.VOLUME_DELETE)))
        .isFalse();
    assertThat(PolicyGuard.isRight(method("open"), Set.of())).isTrue();
    assertThat(PolicyGuard.isRight(method("open"), Set.of(Rule.VOLUME_GET))).isFalse();
    assertThat(PolicyGuard.isRight(method("silent"), Set.of(Rule.VOLUME_GET))).isFalse();
  }

  @Test
  void nothingIsChangedBeforeARuleWasAsked() {
    Permissions permissions = new Permissions(Calls.policy(), Calls.MEMBER);
    assertThatIllegalStateException().isThrownBy(permissions::mustHaveBeenAsked);

    permissions.require(Rule.VOLUME_CREATE, "aaaa");
    permissions.mustHaveBeenAsked();
  }

  @Test
  void aTokenWithoutAProjectMayDoNothing() {
    Caller system = new Caller("u1", "", true, Set.of("admin"));

    assertThatExceptionOfType(Fault.class)
        .isThrownBy(() -> new Permissions(Calls.policy(), system).require(Rule.VOLUME_GET_ALL, ""))
        .withMessage("Policy doesn't allow volume:get_all to be performed.");
  }

  private static Method method(String name) throws NoSuchMethodException {
    return Endpoints.class.getMethod(name);
  }
}
