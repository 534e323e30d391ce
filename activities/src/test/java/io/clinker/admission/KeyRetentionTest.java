package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.operations.Admittance;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import io.clinker.store.Purge;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an idempotency key is worth as time goes by. */
class KeyRetentionTest {
  @AutoClose private final Rig rig = new Rig();

  private final Purge purge = new Purge(rig.database(), Purge.Retention.standard());
  private Admitted first;

  @BeforeEach
  void aKeyedCreate() {
    rig.backend("b1", 100);
    first = rig.accepted(repeat("hash"));
  }

  private static OperationRequest repeat(String hash) {
    return Rig.keyed(Rig.blank(1), "key", hash);
  }

  private void passHours(int hours) {
    rig.test()
        .run("update idempotency set created_at = created_at - interval %d hour".formatted(hours));
    purge.round();
  }

  @Test
  @Shows("N-5")
  void inTheWindowARepeatIsTheSameAndAfterItANewRequest() {
    rig.succeed(first);

    passHours(23);
    assertThat(rig.admit(repeat("hash"))).isEqualTo(new Admittance.Repeated(first.operation()));
    assertThat(rig.refused(repeat("other")).status()).isEqualTo(422);

    passHours(2);
    assertThat(rig.accepted(repeat("other")).operation()).isNotEqualTo(first.operation());
    assertThat(rig.number("select count(*) from volume")).isEqualTo(2);
  }

  @Test
  @Shows("N-5")
  void aKeyNeverLeadsToAnOperationThatIsNotToldAnyMore() {
    rig.succeed(first);
    rig.test().run("update operation set ended_at = ended_at - interval 3 hour");
    new Purge(
            rig.database(),
            new Purge.Retention(Duration.ofHours(1), Duration.ofHours(1), Duration.ofDays(2)))
        .round();

    assertThat(rig.admit(repeat("hash"))).isEqualTo(new Admittance.Repeated(first.operation()));
    assertThat(rig.row(first.operation()).state()).isEqualTo(OperationState.SUCCEEDED);
  }

  @Test
  @Shows("N-5")
  void theKeyOfAnOperationThatIsStillOpenIsKept() {
    passHours(72);
    assertThat(rig.admit(repeat("hash"))).isEqualTo(new Admittance.Repeated(first.operation()));

    rig.succeed(first);
    purge.round();
    assertThat(rig.admission().lookUpKey(Rig.PROJECT, "key")).isEmpty();
  }
}
