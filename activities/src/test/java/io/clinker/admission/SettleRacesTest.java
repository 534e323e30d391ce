package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.AttachmentInput.DeleteAttachment;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ReconcileVolume;
import io.clinker.operations.OperationInput.ResetVolume;
import io.clinker.operations.OperationInput.UnmanageVolume;
import io.clinker.operations.Outcome;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A volume's operation ends while an attachment that only reserves it goes. */
final class SettleRacesTest {
  private static final Outcome FAILED = new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no");

  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;

  @BeforeEach
  void oneBackend() {
    rig.empty();
    rig.backend("b1", 100);
    rig.unlimited(Rig.PROJECT);
  }

  private static Stream<Arguments> ends() {
    return Stream.of(
        end(volume -> new ReconcileVolume(volume, null), new Outcome.Succeeded(), "available"),
        end(volume -> new DeleteVolume(volume, false, false), FAILED, "error_deleting"),
        end(UnmanageVolume::new, FAILED, "error_unmanaging"));
  }

  private static Arguments end(
      Function<VolumeId, OperationInput> input, Outcome outcome, String status) {
    return Arguments.of(input, outcome, status);
  }

  @ParameterizedTest
  @MethodSource("ends")
  void theStatusFollowsFromTheAttachmentsThatAreLeft(
      Function<VolumeId, OperationInput> input, Outcome outcome, String status) throws Exception {
    VolumeId volume = rig.volume(1);
    AttachmentId attachment = AttachmentId.random();
    rig.done(new CreateAttachment(attachment, volume, "i1", null, null));
    rig.done(new ResetVolume(volume, "error", null, null));
    assertThat(rig.row(volume).attachStatus()).isEqualTo("reserved");
    Admitted held = rig.accepted(input.apply(volume));

    try (ExecutorService threads = Executors.newFixedThreadPool(2);
        Handle first = rig.database().jdbi().open()) {
      first.begin();
      rig.stores().volumes().lock(first, volume);
      Future<Admitted> delete = threads.submit(() -> rig.done(new DeleteAttachment(attachment)));
      awaitWaiting(1);
      Future<?> settle = threads.submit(() -> rig.settle(held, outcome));
      awaitWaiting(2);
      first.commit();
      assertThat(delete.get().ended()).isTrue();
      settle.get();
    }

    assertThat(rig.row(volume).status()).isEqualTo(status);
    assertThat(rig.row(volume).attachStatus()).isEqualTo("detached");
  }

  private void awaitWaiting(long transactions) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (rig.number(
            "select count(*) from information_schema.innodb_trx where trx_state = 'LOCK WAIT'")
        < transactions) {
      assertThat(System.nanoTime()).as("somebody waits").isLessThan(deadline);
      // The server looks again only for those who have not asked for a tenth of a second.
      Thread.sleep(200);
    }
  }
}
