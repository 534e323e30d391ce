package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.Admission.EngineRun;
import io.clinker.cases.Shows;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.store.Database;
import io.clinker.store.Stores;
import io.clinker.store.faults.CommitFate;
import io.clinker.store.faults.FaultyDataSource;
import io.clinker.store.testing.AllUp;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * L-1: whole operations on a database that calls many a transaction a deadlock, and loses
 * connections in the moment of the commit, before it or after it.
 */
@Timeout(300)
class DatabaseFaultsTest {
  private static final int CREATES = Boolean.getBoolean("clinker.full") ? 500 : 60;

  @AutoClose private final Rig rig = new Rig();
  private final Random dice = new Random(Long.getLong("clinker.seed", 7));
  private final FaultyDataSource source =
      new FaultyDataSource(rig.test().dataSource(), () -> fate(dice.nextInt(100)));
  private final AdmissionService admission =
      new AdmissionService(
          new Database(
              source, InstantSource.system(), new Database.Settings(Duration.ofSeconds(120))),
          Stores.create(),
          new AllUp(),
          AdmissionSettings.standard());

  private static CommitFate fate(int thrown) {
    if (thrown < 15) {
      return CommitFate.DEADLOCK;
    }
    if (thrown < 20) {
      return CommitFate.LOCK_WAIT;
    }
    if (thrown < 24) {
      return CommitFate.LOST_BEFORE;
    }
    return thrown < 28 ? CommitFate.LOST_AFTER : CommitFate.DONE;
  }

  private Admittance admit(OperationRequest request) {
    return admission.admit(request, new EngineRun(request.resource().workflowId(), "run"));
  }

  private void settle(Admittance admittance, Outcome outcome) {
    if (admittance instanceof Admitted admitted && !admitted.ended()) {
      admission.settle(admitted.operation(), admitted.run(), outcome, List.of());
    }
  }

  /** Create, extend, and of every other one the delete. */
  private void life(int number) {
    CreateVolume create = Rig.blank(1);
    Admittance created = admit(Rig.request(create));
    assertThat(created).isInstanceOf(Admitted.class);
    settle(created, new Outcome.Succeeded());
    VolumeId volume = create.volume();
    settle(admit(Rig.request(new ExtendVolume(volume, 2, true))), new Outcome.Succeeded());
    if (number % 2 == 0) {
      settle(admit(Rig.request(new DeleteVolume(volume, false, false))), new Outcome.Succeeded());
    }
  }

  @Test
  @Shows({"C-24", "L-1", "W-2"})
  void nothingIsLostOrDoneTwice() throws Exception {
    rig.backend("b1", 10_000);
    rig.unlimited(Rig.PROJECT);
    try (ExecutorService threads = Executors.newFixedThreadPool(40)) {
      List<Future<?>> all =
          IntStream.range(0, CREATES)
              .<Future<?>>mapToObj(number -> threads.submit(() -> life(number)))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }

    assertThat(source.count(CommitFate.DEADLOCK) + source.count(CommitFate.LOCK_WAIT))
        .isGreaterThan(CREATES / 4);
    assertThat(source.count(CommitFate.LOST_BEFORE)).isPositive();
    assertThat(source.count(CommitFate.LOST_AFTER)).isPositive();
    assertThat(rig.number("select count(*) from volume where live = 1")).isEqualTo(CREATES / 2);
    assertThat(rig.number("select sum(size_gib) from volume where live = 1"))
        .isEqualTo(CREATES)
        .isEqualTo(rig.allocated("b1"));
    assertThat(rig.number("select count(*) from operation where state = 'succeeded'"))
        .isEqualTo(CREATES * 2 + CREATES / 2);
    assertThat(rig.number("select count(*) from operation where open = 1")).isZero();
    assertThat(rig.number("select count(*) from pin")).isZero();
  }
}
