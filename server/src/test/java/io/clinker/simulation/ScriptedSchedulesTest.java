package io.clinker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.drivers.simulator.SimulatorArray;
import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.AttachmentInput.CompleteAttachment;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.AttachmentInput.DeleteAttachment;
import io.clinker.operations.AttachmentInput.UpdateAttachment;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.CreateSnapshot;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteSnapshot;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationInput.ReconcileSnapshot;
import io.clinker.operations.OperationInput.ReconcileVolume;
import io.clinker.operations.OperationInput.ResetSnapshot;
import io.clinker.operations.OperationInput.ResetVolume;
import io.clinker.operations.OperationInput.RevertVolume;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import io.clinker.oracle.Rows;
import io.clinker.store.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Cases that need a certain order of events, played on the engine whose clock is moved. */
class ScriptedSchedulesTest {
  private static final Map<String, Object> CONNECTOR =
      Map.of("host", "h", "ip", "127.0.0.1", "initiator", "iqn.2016-04.org.example:h");

  private static final int SLOTS_OF_A_NODE = 64;

  /** What a script cannot ask for: foreign objects, another type, and what groups do together. */
  private static final Set<OperationKind> NOT_ASKED =
      EnumSet.of(
          OperationKind.VOLUME_RETYPE,
          OperationKind.VOLUME_ADOPT,
          OperationKind.VOLUME_MANAGE,
          OperationKind.VOLUME_UNMANAGE,
          OperationKind.SNAPSHOT_ADOPT,
          OperationKind.SNAPSHOT_MANAGE,
          OperationKind.SNAPSHOT_UNMANAGE);

  @AutoClose private final TestDatabase database = TestDatabase.createEmpty();

  @Test
  @Shows("E-12")
  void everyOperationEndsWithoutTheNodeThatDied() {
    CreateVolume created = blank();
    VolumeId volume = created.volume();
    CreateSnapshot taken = snapshotOf(volume);
    SnapshotId snapshot = taken.snapshot();
    CreateAttachment reserved = attach(volume, null);
    CreateAttachment connected = attach(volume, CONNECTOR);

    Played played =
        play(
            new Script()
                .strike(created, "create-volume:before", Effect.FREEZE)
                .inTurn(
                    created,
                    new ExtendVolume(volume, 2, true),
                    taken,
                    copy(null, volume),
                    copy(snapshot, null),
                    new RevertVolume(volume, snapshot),
                    new ReconcileVolume(volume, null),
                    new ReconcileSnapshot(snapshot, null),
                    new ResetVolume(volume, "available", null, null),
                    new ResetSnapshot(snapshot, "available"),
                    reserved,
                    new UpdateAttachment(reserved.attachment(), CONNECTOR),
                    new CompleteAttachment(reserved.attachment()),
                    new DeleteAttachment(reserved.attachment()),
                    connected,
                    new DeleteAttachment(connected.attachment()),
                    new DeleteSnapshot(snapshot, false),
                    new DeleteVolume(volume, false, false)));

    assertThat(played.strikes().counts()).containsEntry(Effect.FREEZE, 1);
    requireAllEndedBeforeTheyWereHealed(played);
    for (OperationKind kind : EnumSet.complementOf(EnumSet.copyOf(NOT_ASKED))) {
      if (kind.resourceKind().isStored()) {
        assertThat(states(played, kind))
            .as(kind.word())
            .isNotEmpty()
            .allMatch(state -> state == OperationState.SUCCEEDED);
      }
    }
  }

  /** The snapshot is set to error and deleted while the call that makes it still hangs. */
  @Test
  @Shows("C-25")
  void nobodyWaitsForASnapshotThatHasMovedOn() {
    CreateVolume created = blank();
    CreateSnapshot taken = snapshotOf(created.volume());
    CreateAttachment connected = attach(created.volume(), CONNECTOR);

    Played played =
        play(
            // Hanging attempts are counted below: as few as may be by the machine's own time.
            new Script()
                .leap(Duration.ofMillis(100))
                .inTurn(created, connected, new CompleteAttachment(connected.attachment()))
                .disturb(hangs("createSnapshot", taken))
                .ask(taken)
                .ask(new ResetSnapshot(taken.snapshot(), "error"))
                .awaitEnds()
                .inTurn(new DeleteSnapshot(taken.snapshot(), false)));

    requireAllEndedBeforeTheyWereHealed(played);
    assertThat(states(played, OperationKind.SNAPSHOT_DELETE))
        .containsExactly(OperationState.SUCCEEDED);
    assertThat(played.log().size()).as("calls of the array").isLessThan(40);
  }

  /** What a create has left hangs in its undo, and somebody deletes the volume meanwhile. */
  @Test
  @Shows("C-20")
  void aDeleteTakesOverFromACleanUpThatHangs() {
    CreateVolume created = blank();

    Played played =
        play(
            new Script()
                .disturb(FaultRule.on("createVolume", new Fault.Partial(ErrorCode.BACKEND_REFUSED)))
                .disturb(hangs("deleteVolume", created).times(1))
                .strike(created, "settle:before", Effect.HOLD)
                .ask(created)
                .ask(new DeleteVolume(created.volume(), false, true))
                .awaitEnds());

    requireAllEndedBeforeTheyWereHealed(played);
    assertThat(states(played, OperationKind.VOLUME_DELETE))
        .containsExactly(OperationState.SUCCEEDED);
  }

  /** One run for the volume and its snapshots: it is not cancelled, and the engine loses it. */
  @Test
  @Shows("W-15")
  void aCascadeIsGoneOnWithAsAWhole() {
    CreateVolume created = blank();
    List<CreateSnapshot> taken =
        List.of(
            snapshotOf(created.volume()),
            snapshotOf(created.volume()),
            snapshotOf(created.volume()));

    Played played =
        play(
            new Script()
                .inTurn(created)
                .ask(taken)
                .awaitEnds()
                .disturb(hangs("deleteSnapshot", taken.get(1)).times(1))
                .ask(new DeleteVolume(created.volume(), true, false))
                .cancel(4)
                .loseRun(4)
                .awaitEnds());

    assertThat(states(played, OperationKind.VOLUME_DELETE))
        .containsExactly(OperationState.SUCCEEDED);
    assertThat(states(played, OperationKind.SNAPSHOT_DELETE)).isEmpty();
  }

  /** The run is handed over while requests for the same volume go on coming in. */
  @Test
  @Shows("W-7")
  void everyRequestThatMeetsAHandOverIsAnsweredOnce() {
    for (int round = 0; round < 2; round++) {
      CreateVolume created = blank();
      List<OperationInput> together = new ArrayList<>();
      for (int request = 0; request < 60; request++) {
        together.add(
            request % 3 == 0
                ? new ResetVolume(created.volume(), "error", null, null)
                : new DeleteVolume(created.volume(), false, request % 2 == 0));
      }

      Played played =
          play(
              new Script()
                  .disturb(hangs("createVolume", created))
                  .ask(created)
                  .ask(together)
                  .cancel(1)
                  .ask(together)
                  .awaitEnds());

      assertThat(states(played, OperationKind.VOLUME_CREATE))
          .containsExactly(OperationState.SUPERSEDED);
      requireAllEndedBeforeTheyWereHealed(played);
    }
  }

  /**
   * All wait for an array that is away; while nobody works the clock jumps past all their waits.
   */
  @Test
  @Shows("W-16")
  void whatBecomesDueAtOnceIsDoneWithinTheSlots() {
    AtomicReference<@Nullable SimulatorArray> array = new AtomicReference<>();

    Played played =
        play(
            new Script()
                .disturb(FaultRule.on("createVolume", new Fault.Delay(10, FaultPoint.BEFORE)))
                .ask(creates(200))
                .awaitEnds(),
            new Flaws(
                one -> {
                  array.set(one);
                  one.faults().add(FaultRule.on("createVolume", new Fault.Down()).times(600));
                },
                UnaryOperator.identity()));

    requireCreated(played, 150);
    assertThat(Objects.requireNonNull(array.get()).mostChangesInFlight())
        .allSatisfy((pool, most) -> assertThat(most).isBetween(2, 2 * SLOTS_OF_A_NODE));
  }

  /** All meet an array that is away at the same moment, and then again and again by themselves. */
  @Test
  @Shows("W-16")
  void whatHasFailedAtOnceIsNotTriedAgainAtOnce() {
    int count = 20;
    int tries = 8;

    Played played =
        play(
            new Script().leap(Duration.ofMillis(20)).ask(creates(count)).awaitEnds(),
            new Flaws(
                array ->
                    array
                        .faults()
                        .add(FaultRule.on("createVolume", new Fault.Down()).times(count * tries)),
                UnaryOperator.identity()));

    requireCreated(played, count / 2);
    Map<Long, Long> inASecond =
        lastTries(played).stream()
            .collect(Collectors.groupingBy(millis -> millis / 1000, Collectors.counting()));
    assertThat(inASecond.values())
        .as(inASecond.toString())
        .allMatch(together -> together < count / 2);
  }

  /** When each run came to its create for the last time, by the clock that is moved. */
  private static Collection<Long> lastTries(Played played) {
    return played.strikes().arrivals().stream()
        .filter(arrival -> arrival.point().equals("create-volume:before"))
        .collect(
            Collectors.toMap(
                Strikes.Arrival::workflowId, Strikes.Arrival::millis, (first, next) -> next))
        .values();
  }

  /** Runs fall out of both caches, and those of a node that stands still are replayed at once. */
  @Test
  @Shows("W-17")
  void moreRunsThanAllCachesHoldAreGoneOnWith() {
    CreateVolume struck = blank();

    Played played =
        play(
            new Script()
                .ask(creates(140))
                .strike(struck, "create-volume:before", Effect.FREEZE)
                .ask(struck)
                .awaitEnds(),
            new Flaws(
                array ->
                    array.faults().add(FaultRule.on("createVolume", new Fault.Down()).times(500)),
                UnaryOperator.identity()));

    requireCreated(played, 110);
    assertThat(played.strikes().counts()).containsEntry(Effect.FREEZE, 1);
  }

  private static List<CreateVolume> creates(int count) {
    return IntStream.range(0, count).mapToObj(one -> blank()).toList();
  }

  /** Of those that a busy machine admitted in time. */
  private static void requireCreated(Played played, int atLeast) {
    assertThat(states(played, OperationKind.VOLUME_CREATE))
        .filteredOn(state -> state != OperationState.ABANDONED)
        .hasSizeGreaterThanOrEqualTo(atLeast)
        .allMatch(state -> state == OperationState.SUCCEEDED);
  }

  private Played play(Script script) {
    return play(script, Flaws.none());
  }

  private Played play(Script script, Flaws flaws) {
    Ground ground = new Ground(database.dataSource(), flaws.admission());
    try (Quiet ignored = new Quiet();
        World world = new World(ground);
        Play play = new Play(world, script.schedule(), flaws)) {
      Played played = play.play();
      String story = String.join("\n", played.witness().story());
      assertThat(played.verdict().holds()).as("%s%n%s", played.verdict().text(), story).isTrue();
      assertThat(played.operations())
          .as(story)
          .isNotEmpty()
          .noneMatch(operation -> operation.state().open());
      return played;
    }
  }

  private static void requireAllEndedBeforeTheyWereHealed(Played played) {
    assertThat(played.witness().story()).noneMatch(line -> line.contains("not all have ended"));
  }

  private static CreateVolume blank() {
    return copy(null, null);
  }

  private static CreateVolume copy(@Nullable SnapshotId snapshot, @Nullable VolumeId source) {
    Integer gib = snapshot == null && source == null ? 1 : null;
    return new CreateVolume(
        VolumeId.random(), gib, "scripted", null, null, null, snapshot, source, Map.of());
  }

  private static CreateSnapshot snapshotOf(VolumeId volume) {
    return new CreateSnapshot(SnapshotId.random(), volume, "scripted", null, true, Map.of());
  }

  private static CreateAttachment attach(VolumeId volume, @Nullable Map<String, Object> connector) {
    return new CreateAttachment(AttachmentId.random(), volume, "server", null, connector);
  }

  private static FaultRule hangs(String call, OperationInput about) {
    return FaultRule.on(call, new Fault.Hang(FaultPoint.BEFORE))
        .about(new ResourceRef(about.kind().resourceKind(), about.resourceId()));
  }

  private static List<OperationState> states(Played played, OperationKind kind) {
    return played.operations().stream()
        .filter(operation -> operation.kind().equals(kind.word()))
        .map(Rows.Operation::state)
        .toList();
  }
}
