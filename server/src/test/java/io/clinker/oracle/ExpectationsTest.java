package io.clinker.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpectationsTest {
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final Rows.Snapshot broken =
      new Rows.Snapshot("snapshot", "volume", "p", 1, "error", 2, 2, null, null);

  @Test
  void nobodyKnowsTheSnapshotsOfADeleteThatAResetEndedAndCouldNotRead() {
    Rows.Operation made = ended("snapshot", OperationKind.SNAPSHOT_CREATE, 1, true);

    assertThat(expected(made, ended("volume", OperationKind.VOLUME_RESET_STATUS, 2, false)))
        .isEqualTo(Expectations.EITHER);
    assertThat(expected(made, ended("volume", OperationKind.VOLUME_RESET_STATUS, 2, true)))
        .isEqualTo(Expectations.PRESENT);
    assertThat(expected(made, ended("volume", OperationKind.VOLUME_EXTEND, 2, false)))
        .isEqualTo(Expectations.PRESENT);
  }

  @Test
  void oneThatWasUndoneSinceIsNotThere() {
    Rows.Operation undone = ended("snapshot", OperationKind.SNAPSHOT_CREATE, 3, false);

    assertThat(expected(undone, ended("volume", OperationKind.VOLUME_RESET_STATUS, 2, false)))
        .isEqualTo(Expectations.ABSENT);
  }

  @Test
  void oneThatCouldNotBeTakenOverIsNotThere() {
    Rows.Operation made = ended("volume", OperationKind.VOLUME_CREATE, 1, true);

    assertThat(expected(ended("snapshot", OperationKind.SNAPSHOT_MANAGE, 2, false), made))
        .isEqualTo(Expectations.ABSENT);
    assertThat(expected(ended("snapshot", OperationKind.SNAPSHOT_MANAGE, 2, true), made))
        .isEqualTo(Expectations.PRESENT);
  }

  @Test
  void aReconcileMayHaveFoundNothing() {
    Rows.Operation read = ended("snapshot", OperationKind.SNAPSHOT_RECONCILE, 3, true);

    assertThat(expected(read, ended("volume", OperationKind.VOLUME_EXTEND, 2, true)))
        .isEqualTo(Expectations.EITHER);
  }

  private Expectations expected(Rows.Operation own, Rows.Operation ofVolume) {
    return Expectations.of(broken, Map.of("snapshot", own, "volume", ofVolume));
  }

  private static Rows.Operation ended(
      String resource, OperationKind kind, int second, boolean succeeded) {
    return new Rows.Operation(
        kind.word() + second,
        kind.word(),
        resource,
        "p",
        "request",
        succeeded ? OperationState.SUCCEEDED : OperationState.FAILED,
        "backend",
        "pool",
        1,
        null,
        null,
        null,
        60,
        BEGIN.plusSeconds(second),
        BEGIN.plusSeconds(second + 1),
        "",
        0);
  }
}
