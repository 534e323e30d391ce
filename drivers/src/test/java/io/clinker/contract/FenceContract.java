package io.clinker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.Inventory;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Tokens: a lower one is refused, and a call that sleeps before any of its effects and wakes after
 * a higher token has finished changes nothing that can be seen.
 */
public abstract class FenceContract extends CopyContract {

  @Test
  @Shows("D-1")
  void aLowerTokenIsRefusedWhateverItAsksFor() {
    VolumeId volume = newVolume("kept");
    SnapshotId snapshot = can(Capability.SNAPSHOT) ? newSnapshot(volume, 2) : SnapshotId.random();
    driver.seal(Turn.of(9, volume.ref()), List.of(volume.ref()));
    driver.seal(Turn.of(9, snapshot.ref()), List.of(snapshot.ref()));
    Visible before = visible();

    for (Consumer<Driver> call : lowCalls(volume, snapshot)) {
      refused(ErrorCode.STALE_TOKEN, () -> call.accept(driver));
    }

    assertThat(visible()).isEqualTo(before);
  }

  private List<Consumer<Driver>> lowCalls(VolumeId volume, SnapshotId snapshot) {
    Turn low = Turn.of(3, volume.ref());
    Turn lowSnapshot = Turn.of(3, snapshot.ref());
    List<Consumer<Driver>> calls = new ArrayList<>();
    calls.add(node -> node.seal(low, List.of(volume.ref())));
    calls.add(node -> node.createVolume(low, volume, size(), BLANK));
    calls.add(node -> node.deleteVolume(low, volume));
    if (can(Capability.EXTEND)) {
      calls.add(node -> node.extendVolume(low, volume, new Size(size().bytes() * 2)));
    }
    if (can(Capability.REVERT)) {
      calls.add(node -> node.revertVolume(low, volume, snapshot));
    }
    if (can(Capability.SNAPSHOT)) {
      calls.add(node -> node.deleteSnapshot(lowSnapshot, snapshot, volume));
      calls.add(
          node -> node.createSnapshot(copying(3, snapshot.ref(), volume, 10), snapshot, volume));
    }
    return calls;
  }

  @Test
  void attemptsRunsAndStepsBreakTies() {
    VolumeId volume = VolumeId.random();
    Turn first = Turn.of(1, volume.ref());
    Turn second = first.again();
    driver.createVolume(second, volume, size(), BLANK);

    refused(ErrorCode.STALE_TOKEN, () -> driver.createVolume(first, volume, size(), BLANK));

    assertThat(driver.observeVolume(volume)).isPresent();
  }

  @Test
  @Shows("W-6")
  void aMarkOutlivesItsObject() {
    VolumeId volume = VolumeId.random();
    Turn late = Turn.of(1, volume.ref());
    driver.deleteVolume(Turn.of(2, volume.ref()), volume);

    refused(ErrorCode.STALE_TOKEN, () -> driver.createVolume(late, volume, size(), BLANK));
    driver.sweep(Duration.ZERO);
    refused(ErrorCode.STALE_TOKEN, () -> driver.createVolume(late, volume, size(), BLANK));

    assertThat(driver.observeVolume(volume)).isEmpty();
    assertThat(driver.inventory().strays()).isEmpty();
  }

  @Test
  @Shows("E-13")
  void sealingAgainWithTheSameTokenIsAccepted() {
    VolumeId volume = newVolume("kept");
    Turn turn = Turn.of(2, volume.ref());

    driver.seal(turn, List.of(volume.ref()));
    driver.seal(turn, List.of(volume.ref()));

    assertThat(read(volume)).isEqualTo("kept");
    assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(size());
  }

  /** A call that sleeps, and what overtakes it. */
  record Race(Consumer<Driver> sleeper, Consumer<Driver> rival) {}

  @TestFactory
  @Shows({"D-2", "D-10", "W-4"})
  Stream<DynamicTest> aCallThatWakesTooLateChangesNothing() {
    return proven(races());
  }

  /** A test of each race, by its name. */
  final Stream<DynamicTest> proven(Map<String, RaceMaker> races) {
    return races.entrySet().stream()
        .map(race -> DynamicTest.dynamicTest(race.getKey(), () -> provenAt(race.getValue())));
  }

  /** Takes back what a call that succeeded has let go, so that it is deleted with the rest. */
  void takeBack() {}

  /** Runs a race once for each effect of the sleeping call. */
  final void provenAt(RaceMaker maker) throws Exception {
    int effect = 0;
    int refusals = 0;
    while (true) {
      Race race = maker.make();
      PausedCall call = PausedCall.start(effect, testbed::node, race.sleeper());
      if (!call.sleeps()) {
        ClinkerException failure = call.resume();
        assertThat(failure).as("without a rival the call succeeds").isNull();
        takeBack();
        deleteAll();
        break;
      }
      race.rival().accept(driver);
      Visible before = visible();
      ClinkerException failure = call.resume();
      String where = "asleep before effect %d (%s)".formatted(effect, call.where());
      assertThat(visible()).as(where).isEqualTo(before);
      if (failure != null) {
        assertThat(failure.code()).as(where + ": " + failure).isEqualTo(ErrorCode.STALE_TOKEN);
        refusals++;
      }
      deleteAll();
      driver.sweep(Duration.ZERO);
      assertThat(driver.inventory())
          .as(where + ", then all deleted")
          .isEqualTo(new Inventory(List.of(), List.of(), List.of(), List.of()));
      effect++;
    }
    assertThat(effect).as("effects at which the call slept").isPositive();
    assertThat(refusals).as("late calls refused").isPositive();
  }

  /** Makes the objects of a race anew. */
  interface RaceMaker {
    Race make();
  }

  private Map<String, RaceMaker> races() {
    Map<String, RaceMaker> races = new LinkedHashMap<>();
    races.put("create, overtaken by a seal", this::createAgainstSeal);
    races.put("create, overtaken by delete", this::createAgainstDelete);
    races.put("create, overtaken by its next attempt and a write", this::createAgainstCreate);
    races.put("delete, overtaken by a seal", this::deleteAgainstSeal);
    if (can(Capability.EXTEND)) {
      races.put("extend, overtaken by a seal", this::extendAgainstSeal);
      races.put("extend, overtaken by a larger extend", this::extendAgainstExtend);
    }
    if (can(Capability.SNAPSHOT)) {
      races.put("snapshot, overtaken by a seal", this::snapshotAgainstSeal);
      races.put("snapshot, overtaken by its delete", this::snapshotAgainstDelete);
      races.put("snapshot, overtaken by its next attempt", this::snapshotAgainstSnapshot);
      races.put("delete of a snapshot, overtaken by a seal", this::deleteSnapshotAgainstSeal);
    }
    if (can(Capability.REVERT)) {
      races.put("revert, overtaken by a seal and a write", this::revertAgainstWrite);
    }
    if (can(Capability.CLONE_FROM_SNAPSHOT)) {
      races.put("clone of a snapshot, overtaken by delete", this::cloneAgainstDelete);
    }
    if (can(Capability.CLONE_FROM_VOLUME)) {
      races.put("clone of a volume, overtaken by a seal", this::cloneOfVolumeAgainstSeal);
      races.put("clone of a volume, overtaken by delete", this::cloneOfVolumeAgainstDelete);
      races.put("clone of a volume, overtaken by a write", this::cloneOfVolumeAgainstWrite);
    }
    if (canConnect()) {
      races.put("delete, overtaken by a seal and a connect", this::deleteAgainstConnect);
      races.put("connect, overtaken by disconnect", this::connectAgainstDisconnect);
      races.put("disconnect, overtaken by a seal", this::disconnectAgainstSeal);
    }
    return races;
  }

  private Race createAgainstSeal() {
    VolumeId volume = VolumeId.random();
    return new Race(
        node -> node.createVolume(Turn.of(1, volume.ref()), volume, size(), BLANK),
        node -> node.seal(Turn.of(2, volume.ref()), List.of(volume.ref())));
  }

  private Race snapshotAgainstSeal() {
    VolumeId volume = newVolume("kept");
    SnapshotId snapshot = SnapshotId.random();
    return new Race(
        node -> node.createSnapshot(copying(1, snapshot.ref(), volume, 2), snapshot, volume),
        node -> node.seal(Turn.of(2, snapshot.ref()), List.of(snapshot.ref())));
  }

  private Race cloneOfVolumeAgainstSeal() {
    VolumeId volume = newVolume("kept");
    VolumeId clone = VolumeId.random();
    return new Race(
        node ->
            node.createVolume(
                copying(1, clone.ref(), volume, 2),
                clone,
                size(),
                new VolumeSource.OfVolume(volume)),
        node -> node.seal(Turn.of(2, clone.ref()), List.of(clone.ref())));
  }

  private Race createAgainstDelete() {
    VolumeId volume = VolumeId.random();
    return new Race(
        node -> node.createVolume(Turn.of(1, volume.ref()), volume, size(), BLANK),
        node -> node.deleteVolume(Turn.of(2, volume.ref()), volume));
  }

  private Race createAgainstCreate() {
    VolumeId volume = VolumeId.random();
    Turn turn = Turn.of(1, volume.ref());
    return new Race(
        node -> node.createVolume(turn, volume, size(), BLANK),
        node -> {
          node.createVolume(turn.again(), volume, size(), BLANK);
          write(volume, "written since");
        });
  }

  private Race deleteAgainstSeal() {
    VolumeId volume = newVolume("kept");
    return new Race(
        node -> node.deleteVolume(Turn.of(2, volume.ref()), volume),
        node -> node.seal(Turn.of(3, volume.ref()), List.of(volume.ref())));
  }

  private Race deleteAgainstConnect() {
    VolumeId volume = newVolume("kept");
    AttachmentId attachment = AttachmentId.random();
    return new Race(
        node -> node.deleteVolume(Turn.of(2, volume.ref()), volume),
        node -> {
          node.seal(Turn.of(3, volume.ref()), List.of(volume.ref()));
          if (node.observeVolume(volume).isPresent()) {
            node.connect(Turn.of(1, attachment.ref()), request(attachment, volume));
          }
        });
  }

  private Race extendAgainstSeal() {
    VolumeId volume = newVolume("kept");
    return new Race(
        node -> node.extendVolume(Turn.of(2, volume.ref()), volume, new Size(size().bytes() * 2)),
        node -> node.seal(Turn.of(3, volume.ref()), List.of(volume.ref())));
  }

  private Race extendAgainstExtend() {
    VolumeId volume = newVolume("kept");
    Size larger = new Size(size().bytes() * 4);
    return new Race(
        node -> node.extendVolume(Turn.of(2, volume.ref()), volume, new Size(size().bytes() * 2)),
        node -> {
          node.extendVolume(Turn.of(3, volume.ref()), volume, larger);
          testbed.write(volume, larger.bytes() - 4, new byte[] {1, 2, 3, 4});
          testbed.write(volume, size().bytes() * 2 - 4, new byte[] {1, 2, 3, 4});
        });
  }

  private Race snapshotAgainstDelete() {
    VolumeId volume = newVolume("kept");
    SnapshotId snapshot = SnapshotId.random();
    return new Race(
        node -> node.createSnapshot(copying(1, snapshot.ref(), volume, 2), snapshot, volume),
        node -> node.deleteSnapshot(copying(2, snapshot.ref(), volume, 3), snapshot, volume));
  }

  private Race snapshotAgainstSnapshot() {
    VolumeId volume = newVolume("kept");
    SnapshotId snapshot = SnapshotId.random();
    Turn turn = copying(1, snapshot.ref(), volume, 2);
    return new Race(
        node -> node.createSnapshot(turn, snapshot, volume),
        node -> {
          node.createSnapshot(turn.again(), snapshot, volume);
          write(volume, "written since");
        });
  }

  private Race deleteSnapshotAgainstSeal() {
    VolumeId volume = newVolume("kept");
    SnapshotId snapshot = newSnapshot(volume, 2);
    return new Race(
        node -> node.deleteSnapshot(Turn.of(2, snapshot.ref()), snapshot, volume),
        node -> node.seal(Turn.of(3, snapshot.ref()), List.of(snapshot.ref())));
  }

  private Race revertAgainstWrite() {
    VolumeId volume = newVolume("before");
    SnapshotId snapshot = newSnapshot(volume, 2);
    write(volume, "after");
    return new Race(
        node -> node.revertVolume(Turn.of(3, volume.ref()), volume, snapshot),
        node -> {
          node.seal(Turn.of(4, volume.ref()), List.of(volume.ref()));
          write(volume, "written since");
        });
  }

  private Race cloneAgainstDelete() {
    VolumeId volume = newVolume("kept");
    SnapshotId snapshot = newSnapshot(volume, 2);
    VolumeId clone = VolumeId.random();
    return new Race(
        node ->
            node.createVolume(
                Turn.of(1, clone.ref()),
                clone,
                size(),
                new VolumeSource.OfSnapshot(snapshot, volume)),
        node -> {
          node.deleteVolume(Turn.of(2, clone.ref()), clone);
          node.deleteSnapshot(Turn.of(2, snapshot.ref()), snapshot, volume);
        });
  }

  private Race cloneOfVolumeAgainstDelete() {
    VolumeId volume = newVolume("kept");
    VolumeId clone = VolumeId.random();
    return new Race(
        node ->
            node.createVolume(
                copying(1, clone.ref(), volume, 2),
                clone,
                size(),
                new VolumeSource.OfVolume(volume)),
        node -> {
          node.deleteVolume(Turn.of(2, clone.ref()), clone);
          node.deleteVolume(Turn.of(3, volume.ref()), volume);
        });
  }

  private Race cloneOfVolumeAgainstWrite() {
    VolumeId volume = newVolume("before");
    VolumeId clone = VolumeId.random();
    Turn turn = copying(1, clone.ref(), volume, 2);
    return new Race(
        node -> node.createVolume(turn, clone, size(), new VolumeSource.OfVolume(volume)),
        node -> {
          node.createVolume(turn.again(), clone, size(), new VolumeSource.OfVolume(volume));
          write(volume, "source");
          write(clone, "clone");
        });
  }

  private Race connectAgainstDisconnect() {
    VolumeId volume = newVolume("kept");
    AttachmentId attachment = AttachmentId.random();
    return new Race(
        node -> node.connect(Turn.of(1, attachment.ref()), request(attachment, volume)),
        node -> node.disconnect(Turn.of(2, attachment.ref()), attachment, volume));
  }

  private Race disconnectAgainstSeal() {
    VolumeId volume = newVolume("kept");
    AttachmentId attachment = AttachmentId.random();
    driver.connect(Turn.of(1, attachment.ref()), request(attachment, volume));
    return new Race(
        node -> node.disconnect(Turn.of(2, attachment.ref()), attachment, volume),
        node -> node.seal(Turn.of(3, attachment.ref()), List.of(attachment.ref())));
  }
}
