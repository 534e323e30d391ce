package io.clinker.drivers.simulator;

import static io.clinker.drivers.simulator.Bench.BLANK;
import static io.clinker.drivers.simulator.Bench.SIZE;
import static io.clinker.drivers.simulator.Bench.await;
import static io.clinker.drivers.simulator.Bench.background;
import static io.clinker.drivers.simulator.Bench.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.clinker.cases.Shows;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatorFaultsTest {
  private final SimulatorArray array = Bench.array();
  private final SimulatorDriver driver = Bench.driver(array);
  private final VolumeId volume = VolumeId.random();
  private final Step step = Step.of(1, volume.ref());

  private void create() {
    driver.createVolume(step, volume, SIZE, BLANK);
  }

  @ParameterizedTest
  @EnumSource(FaultPoint.class)
  void aDelayedCallTellsThatItLives(FaultPoint point) {
    int fault = array.faults().add(FaultRule.on("createVolume", new Fault.Hang(point)).times(1));
    CompletableFuture<Void> call = background(this::create);
    await(() -> step.progressed.get() > 3);
    array.faults().remove(fault);
    assertThat(call).succeedsWithin(Duration.ofMinutes(1));
    assertThat(driver.observeVolume(volume)).isPresent();
  }

  @Test
  void aFaultOnACallThatDoesNotExistIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FaultRule.on("listAll", new Fault.Down()))
        .withMessageContaining("inventory")
        .withMessageContaining("listAll");
  }

  @Test
  void aDelayedCallCanBeCancelledAndItsLateEffectIsFencedOff() {
    int fault = array.faults().add(FaultRule.on("createVolume", new Fault.Hang(FaultPoint.MIDDLE)));
    CompletableFuture<Void> call = background(this::create);
    await(() -> step.progressed.get() > 2);
    step.cancelled = true;
    assertThat(call).failsWithin(Duration.ofMinutes(1));
    driver.deleteVolume(Step.of(2, volume.ref()), volume);

    array.faults().remove(fault);

    await(() -> TokenOrder.refusals(array.log()) == 1);
    assertThat(driver.observeVolume(volume)).isEmpty();
    assertThat(TokenOrder.violations(array.log())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(FaultPoint.class)
  void aHangingCallGivesUpByItselfAndGoesOnWhenReleased(FaultPoint point) {
    SimulatorDriver hasty =
        Bench.driver(
            array, "node-1", SimulatorOptions.defaults().withTimeLimit(Duration.ofMillis(200)));
    int fault = array.faults().add(FaultRule.on("createVolume", new Fault.Hang(point)));
    refused(ErrorCode.OUTCOME_UNKNOWN, () -> hasty.createVolume(step, volume, SIZE, BLANK));
    await(() -> array.inFlight().size() == 1);
    if (point == FaultPoint.AFTER) {
      await(() -> driver.observeVolume(volume).isPresent());
    } else {
      assertThat(driver.observeVolume(volume)).isEmpty();
    }

    array.faults().remove(fault);

    await(() -> array.inFlight().isEmpty());
    assertThat(driver.observeVolume(volume)).isPresent();
  }

  @ParameterizedTest
  @EnumSource(value = ErrorCode.class)
  void aRefusedCallHasNoEffect(ErrorCode code) {
    array.faults().add(FaultRule.on("createVolume", new Fault.Refuse(code)).times(2));
    refused(code, this::create);
    refused(code, this::create);
    assertThat(driver.observeVolume(volume)).isEmpty();
    create();
  }

  @ParameterizedTest
  @EnumSource(FaultPoint.class)
  @Shows("G-4")
  void aLostReplyIsUnknownToTheCaller(FaultPoint point) {
    array.faults().add(FaultRule.on("createVolume", new Fault.LoseReply(point)).times(1));
    refused(ErrorCode.OUTCOME_UNKNOWN, this::create);
    assertThat(driver.observeVolume(volume).isPresent()).isEqualTo(point == FaultPoint.AFTER);
    assertThat(array.marks().containsKey(volume.ref())).isEqualTo(point != FaultPoint.BEFORE);
    assertThat(array.log())
        .filteredOn(entry -> entry.outcome() == Outcome.LOST_REPLY)
        .singleElement()
        .satisfies(entry -> assertThat(entry.effect()).isEqualTo(point == FaultPoint.AFTER));
    create();
    assertThat(driver.inventory().volumes()).hasSize(1);
  }

  @Test
  void aHalfMadeVolumeIsAStrayUntilTheRepeatEndsIt() {
    VolumeId source = Bench.volume(driver);
    Bench.write(array, source, "contents");
    array
        .faults()
        .add(FaultRule.on("createVolume", new Fault.Partial(ErrorCode.OUTCOME_UNKNOWN)).times(1));
    VolumeSource clone = new VolumeSource.OfVolume(source);
    refused(ErrorCode.OUTCOME_UNKNOWN, () -> driver.createVolume(step, volume, SIZE, clone));
    assertThat(driver.observeVolume(volume)).isEmpty();
    assertThat(driver.inventory().strays()).containsExactly("half/" + volume.ref());

    driver.createVolume(step, volume, SIZE, clone);

    assertThat(Bench.read(array, volume.ref(), 8)).isEqualTo("contents");
    assertThat(driver.inventory().strays()).isEmpty();
  }

  @Test
  void aSweepTakesOnlyHalvesThatAreOldEnough() {
    create();
    VolumeId half = VolumeId.random();
    array.act(new AdminAct.AddStray("not ours"));
    array.faults().add(FaultRule.always(new Fault.Partial(ErrorCode.BACKEND_BUSY)).times(1));
    refused(
        ErrorCode.BACKEND_BUSY,
        () -> driver.createVolume(Step.of(1, half.ref()), half, SIZE, BLANK));
    assertThat(driver.sweep(Duration.ofHours(1))).isEmpty();
    assertThat(driver.inventory().strays()).contains("half/" + half.ref());
    assertThat(driver.sweep(Duration.ZERO)).containsExactly("half/" + half.ref());
    assertThat(driver.inventory().strays()).containsExactly("not ours");
    assertThat(driver.inventory().volumes()).hasSize(1);
  }

  @Test
  void everyOtherCallCanBreakOffInTheMiddleToo() {
    create();
    Bench.write(array, volume, "first!");
    SnapshotId snapshot = SnapshotId.random();
    AttachmentId attachment = AttachmentId.random();
    Step ofSnapshot = Step.of(1, snapshot.ref());
    Step ofAttachment = Step.of(1, attachment.ref());
    List<Runnable> calls =
        List.of(
            () -> driver.createSnapshot(ofSnapshot, snapshot, volume),
            () -> driver.extendVolume(step, volume, Size.ofGibibytes(3)),
            () -> driver.connect(ofAttachment, Bench.connect(attachment, volume)),
            () -> driver.disconnect(ofAttachment, attachment, volume),
            () -> driver.revertVolume(step, volume, snapshot),
            () -> driver.deleteSnapshot(ofSnapshot, snapshot, volume),
            () -> driver.deleteVolume(step, volume));
    for (Runnable call : calls) {
      array.faults().add(FaultRule.always(new Fault.Partial(ErrorCode.BACKEND_BUSY)).times(1));
      refused(ErrorCode.BACKEND_BUSY, call::run);
      call.run();
    }
    assertThat(driver.inventory())
        .isEqualTo(new io.clinker.driver.Inventory(List.of(), List.of(), List.of(), List.of()));
  }

  @Test
  void listsLagBehindAsLongAsTold() {
    AtomicLong nanos = new AtomicLong();
    SimulatorArray slow = new SimulatorArray(List.of(Bench.THIN), null, nanos::get);
    SimulatorDriver node = Bench.driver(slow, "node-1", SimulatorOptions.defaults());
    VolumeId old = Bench.volume(node);
    nanos.addAndGet(Duration.ofMillis(300).toNanos());
    node.createVolume(step, volume, SIZE, BLANK);
    node.deleteVolume(Step.of(2, old.ref()), old);
    slow.faults().add(FaultRule.always(new Fault.StaleLists(250)));
    assertThat(node.inventory().volumes()).extracting(v -> v.id()).containsExactly(old);
    assertThat(node.observeVolume(volume)).isPresent();
    nanos.addAndGet(Duration.ofMillis(251).toNanos());
    assertThat(node.inventory().volumes()).extracting(v -> v.id()).containsExactly(volume);
  }

  @Test
  void anArrayThatIsDownAnswersNobody() {
    int fault = array.faults().add(FaultRule.always(new Fault.Down()));
    refused(ErrorCode.BACKEND_UNAVAILABLE, this::create);
    refused(ErrorCode.BACKEND_UNAVAILABLE, driver::pools);
    refused(ErrorCode.BACKEND_UNAVAILABLE, driver::inventory);
    assertThat(array.marks()).isEmpty();
    array.faults().remove(fault);
    create();
  }

  @Test
  void oneNodeCanBeCutOff() {
    array.faults().add(FaultRule.always(new Fault.Down()).from("node-2"));
    create();
    SimulatorDriver other = Bench.driver(array, "node-2", SimulatorOptions.defaults());
    refused(ErrorCode.BACKEND_UNAVAILABLE, other::pools);
  }

  @Test
  void capacityCanBeReportedWrongly() {
    Size lie = Size.ofGibibytes(77);
    array.faults().add(FaultRule.on("pools", new Fault.WrongCapacity(lie, lie)));
    assertThat(driver.pools().getFirst().free()).isEqualTo(lie);
    assertThat(array.pools().getFirst().free()).isNotEqualTo(lie);
  }

  @Test
  void aFullArrayRefusesOnlyWhatNeedsSpace() {
    create();
    array.faults().add(FaultRule.always(new Fault.Full()));
    refused(ErrorCode.BACKEND_FULL, () -> Bench.volume(driver));
    refused(ErrorCode.BACKEND_FULL, () -> driver.extendVolume(step, volume, Size.ofGibibytes(2)));
    driver.deleteVolume(step, volume);
  }

  @Test
  void rulesMatchObjectsSkipAndCount() {
    VolumeId other = VolumeId.random();
    array
        .faults()
        .add(
            FaultRule.always(new Fault.Refuse(ErrorCode.BACKEND_BUSY))
                .onCalls(Set.of("createVolume", "deleteVolume"))
                .about(volume.ref())
                .after(1)
                .times(1));
    driver.createVolume(Step.of(1, other.ref()), other, SIZE, BLANK);
    create();
    refused(ErrorCode.BACKEND_BUSY, () -> driver.deleteVolume(step, volume));
    driver.deleteVolume(step, volume);
    assertThat(array.faults().all().values())
        .extracting(FaultTable.Standing::struck)
        .containsExactly(1);
  }

  @Test
  void theSameSeedStrikesTheSameCalls() {
    assertThat(struck(7)).isEqualTo(struck(7)).isNotEqualTo(struck(8)).contains(true, false);
  }

  private static List<Boolean> struck(long seed) {
    SimulatorArray fresh = Bench.array();
    SimulatorDriver caller = Bench.driver(fresh);
    fresh
        .faults()
        .add(
            FaultRule.on("pools", new Fault.Refuse(ErrorCode.BACKEND_BUSY))
                .withProbability(0.5, seed));
    List<Boolean> struck = new ArrayList<>();
    for (int call = 0; call < 40; call++) {
      try {
        caller.pools();
        struck.add(false);
      } catch (io.clinker.model.ClinkerException e) {
        struck.add(true);
      }
    }
    return struck;
  }

  @Test
  void anArrayThatIgnoresMarksIsFoundOut() {
    driver.createVolume(Step.of(2, volume.ref()), volume, SIZE, BLANK);
    array.faults().add(FaultRule.always(new Fault.IgnoreMarks()));
    driver.deleteVolume(step, volume);
    assertThat(TokenOrder.violations(array.log()))
        .singleElement()
        .satisfies(violation -> assertThat(violation.object()).isEqualTo(volume.ref()));
  }
}
