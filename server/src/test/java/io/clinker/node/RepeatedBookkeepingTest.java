package io.clinker.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clinker.cases.Shows;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationState;
import io.clinker.operations.Outcome;
import io.clinker.steps.EngineActivities;
import io.clinker.store.testing.Rig;
import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bookkeeping that fails again and again although the database is there says so. */
class RepeatedBookkeepingTest {
  @AutoClose private final Rig rig = new Rig();

  @AutoClose private final TestActivityEnvironment environment = Activities.environment();

  private final EngineActivities engine =
      environment.newActivityStub(
          EngineActivities.class,
          ActivityOptions.newBuilder()
              .setStartToCloseTimeout(Duration.ofSeconds(20))
              .setRetryOptions(RetryOptions.newBuilder().setMaximumAttempts(1).build())
              .build());

  private Admitted admitted;

  @BeforeEach
  void anOpenOperation() {
    environment.registerActivitiesImplementations(Activities.bookkeeping(rig, Optional.empty()));
    rig.backend("b", 100);
    admitted = rig.accepted(Rig.blank(1));
  }

  @Test
  @Shows("C-24")
  void aRowThatCannotBeReadIsNamedAsTheReason() {
    rig.test().run("update operation set request = '{}'");

    assertThatThrownBy(
            () ->
                engine.settle(
                    admitted.operation(), admitted.run(), new Outcome.Succeeded(), List.of()))
        .isInstanceOf(ActivityFailure.class);

    assertThat(rig.row(admitted.operation()).state()).isEqualTo(OperationState.WAITING);
    assertThat(rig.row(admitted.operation()).waitingReason())
        .startsWith("settle fails and is repeated: Stored JSON cannot be read");
  }
}
