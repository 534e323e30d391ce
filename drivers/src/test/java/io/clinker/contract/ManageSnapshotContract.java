package io.clinker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Snapshots that somebody made by hand of volumes of ours are taken over and let go. */
public abstract class ManageSnapshotContract extends ManageContract {
  private static final String BY_HAND = "by-hand";

  private void take(Driver node, Turn turn, SnapshotId snapshot, VolumeId volume) {
    node.manageSnapshot(turn, snapshot, volume, ForeignReference.named(BY_HAND));
  }

  /** Takes whatever is left under this name, so that all can be deleted afterwards. */
  private void takeForGood(Driver node, VolumeId volume, String name) {
    SnapshotId other = SnapshotId.random();
    node.manageSnapshot(
        Turn.of(1, other.ref()), other, volume, ForeignReference.named(nameThatBegins(name)));
  }

  /** A snapshot that is nobody's outlives its volume, and holds it up. */
  @Override
  final void takeBack() {
    if (!can(Capability.MANAGE_SNAPSHOT)) {
      return;
    }
    for (ObservedVolume volume : driver.inventory().volumes()) {
      driver.manageableSnapshots().stream()
          .filter(object -> object.notSafe() == null)
          .forEach(
              object ->
                  takeForGood(driver, volume.id(), String.valueOf(object.reference().name())));
    }
  }

  private String nameThatBegins(String name) {
    return driver.manageableSnapshots().stream()
        .filter(object -> object.notSafe() == null)
        .map(object -> String.valueOf(object.reference().name()))
        .filter(found -> found.startsWith(name))
        .findFirst()
        .orElse(name);
  }

  @Test
  void snapshotsAreTakenOverAndLetGo() {
    VolumeId volume = newVolume("before");
    SnapshotId snapshot = SnapshotId.random();
    Turn turn = Turn.of(1, snapshot.ref());
    if (!can(Capability.MANAGE_SNAPSHOT)) {
      ForeignReference any = ForeignReference.named("any");
      refused(ErrorCode.NOT_SUPPORTED, () -> driver.manageSnapshot(turn, snapshot, volume, any));
      refused(ErrorCode.NOT_SUPPORTED, () -> driver.unmanageSnapshot(turn, snapshot, volume));
      refused(ErrorCode.NOT_SUPPORTED, () -> driver.giveBackSnapshot(turn, snapshot, volume));
      refused(ErrorCode.NOT_SUPPORTED, () -> driver.manageableSnapshots());
      return;
    }
    ForeignReference reference = testbed.makeForeignSnapshot(BY_HAND, volume);
    write(volume, "after");
    Visible before = visible();

    ObservedSnapshot taken = driver.manageSnapshot(turn, snapshot, volume, reference);
    driver.manageSnapshot(turn.again(), snapshot, volume, reference);

    assertThat(taken.size()).isEqualTo(size());
    assertThat(driver.observeSnapshot(snapshot).orElseThrow().volume()).isEqualTo(volume);
    assertThat(foreign()).isEmpty();
    assertThat(driver.manageableSnapshots())
        .singleElement()
        .satisfies(
            object -> {
              assertThat(object.ours()).isEqualTo(snapshot.value());
              assertThat(object.notSafe()).isEqualTo(ManageableObject.MANAGED);
            });
    VolumeId clone = VolumeId.random();
    cloneOf(snapshot, volume, clone, size());
    assertThat(read(clone)).isEqualTo("before");
    driver.deleteVolume(Turn.of(9, clone.ref()), clone);

    driver.giveBackSnapshot(Turn.of(2, snapshot.ref()), snapshot, volume);
    driver.giveBackSnapshot(Turn.of(3, snapshot.ref()), snapshot, volume);
    assertThat(visible()).isEqualTo(before);
    driver.manageSnapshot(Turn.of(4, snapshot.ref()), snapshot, volume, reference);
    driver.unmanageSnapshot(Turn.of(5, snapshot.ref()), snapshot, volume);
    driver.unmanageSnapshot(Turn.of(6, snapshot.ref()), snapshot, volume);
    driver.sweep(Duration.ZERO);
    assertThat(driver.observeSnapshot(snapshot)).isEmpty();
    assertThat(driver.inventory().snapshots()).isEmpty();
    assertThat(driver.inventory().strays()).isEmpty();
    assertThat(driver.manageableSnapshots())
        .singleElement()
        .satisfies(
            object -> {
              assertThat(object.reference().name()).startsWith("snapshot-" + snapshot);
              assertThat(object.notSafe()).isNull();
            });
    SnapshotId missing = SnapshotId.random();
    refused(
        ErrorCode.OBJECT_MISSING,
        () -> driver.manageSnapshot(Turn.of(1, missing.ref()), missing, volume, reference));
    driver.deleteSnapshot(Turn.of(7, snapshot.ref()), snapshot, volume);
    assertThat(driver.manageableSnapshots()).as("what was let go is not ours to delete").hasSize(1);
    takeForGood(driver, volume, "snapshot-" + snapshot);
    assertThat(foreign()).isEmpty();
  }

  @Test
  void ofManyThatTakeTheSameSnapshotOneGetsIt() throws InterruptedException {
    if (!can(Capability.MANAGE_SNAPSHOT)) {
      return;
    }
    VolumeId volume = newVolume("kept");
    testbed.makeForeignSnapshot(BY_HAND, volume);
    ConcurrentLinkedQueue<SnapshotId> winners = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int index = 0; index < 6; index++) {
      threads.add(Thread.ofVirtual().start(() -> compete(volume, winners, wrong)));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(wrong).isEmpty();
    assertThat(winners).hasSize(1);
    assertThat(driver.inventory().snapshots())
        .singleElement()
        .satisfies(found -> assertThat(found.id()).isEqualTo(winners.element()));
  }

  private void compete(
      VolumeId volume,
      ConcurrentLinkedQueue<SnapshotId> winners,
      ConcurrentLinkedQueue<String> wrong) {
    SnapshotId snapshot = SnapshotId.random();
    try (Driver node = testbed.node()) {
      take(node, Turn.of(1, snapshot.ref()), snapshot, volume);
      winners.add(snapshot);
    } catch (ClinkerException e) {
      // One that was overtaken between its look and its act may be told to look again.
      if (e.code() != ErrorCode.OBJECT_MISSING && e.code() != ErrorCode.BACKEND_BUSY) {
        wrong.add(e.toString());
      }
    }
  }

  @Test
  void aLowerTokenTakesNoSnapshotAndLetsNoneGo() {
    if (!can(Capability.MANAGE_SNAPSHOT)) {
      return;
    }
    VolumeId volume = newVolume("kept");
    SnapshotId ours = newSnapshot(volume, 2);
    SnapshotId other = SnapshotId.random();
    testbed.makeForeignSnapshot(BY_HAND, volume);
    for (SnapshotId snapshot : List.of(ours, other)) {
      driver.seal(Turn.of(9, snapshot.ref()), List.of(snapshot.ref()));
    }
    Visible before = visible();

    refused(
        ErrorCode.STALE_TOKEN, () -> driver.unmanageSnapshot(Turn.of(3, ours.ref()), ours, volume));
    refused(ErrorCode.STALE_TOKEN, () -> take(driver, Turn.of(3, other.ref()), other, volume));
    refused(
        ErrorCode.STALE_TOKEN,
        () -> driver.giveBackSnapshot(Turn.of(3, other.ref()), other, volume));

    assertThat(visible()).isEqualTo(before);
  }

  @TestFactory
  @Shows({"D-2", "D-10"})
  Stream<DynamicTest> aTakeoverOfASnapshotThatWakesTooLateChangesNothing() {
    Map<String, RaceMaker> races = new LinkedHashMap<>();
    if (can(Capability.MANAGE_SNAPSHOT)) {
      races.put("manage, overtaken by giving back", this::manageAgainstGiveBack);
      races.put("manage, overtaken by its next attempt", this::manageAgainstManage);
      races.put("unmanage, overtaken by a seal", this::unmanageAgainstSeal);
      races.put("giving back, overtaken by its next attempt", this::giveBackAgainstGiveBack);
    }
    return proven(races);
  }

  private Race manageAgainstGiveBack() {
    VolumeId volume = newVolume("kept");
    testbed.makeForeignSnapshot(BY_HAND, volume);
    SnapshotId snapshot = SnapshotId.random();
    return new Race(
        node -> take(node, Turn.of(1, snapshot.ref()), snapshot, volume),
        node -> {
          node.giveBackSnapshot(Turn.of(2, snapshot.ref()), snapshot, volume);
          takeForGood(node, volume, BY_HAND);
        });
  }

  private Race manageAgainstManage() {
    VolumeId volume = newVolume("kept");
    testbed.makeForeignSnapshot(BY_HAND, volume);
    SnapshotId snapshot = SnapshotId.random();
    Turn turn = Turn.of(1, snapshot.ref());
    return new Race(
        node -> take(node, turn, snapshot, volume),
        node -> take(node, turn.again(), snapshot, volume));
  }

  private Race unmanageAgainstSeal() {
    VolumeId volume = newVolume("kept");
    SnapshotId snapshot = newSnapshot(volume, 2);
    return new Race(
        node -> node.unmanageSnapshot(Turn.of(2, snapshot.ref()), snapshot, volume),
        node -> node.seal(Turn.of(3, snapshot.ref()), List.of(snapshot.ref())));
  }

  private Race giveBackAgainstGiveBack() {
    VolumeId volume = managedSnapshot().volume();
    SnapshotId snapshot = driver.inventory().snapshots().getFirst().id();
    return new Race(
        node -> node.giveBackSnapshot(Turn.of(2, snapshot.ref()), snapshot, volume),
        node -> {
          node.giveBackSnapshot(Turn.of(3, snapshot.ref()), snapshot, volume);
          takeForGood(node, volume, BY_HAND);
        });
  }

  private ObservedSnapshot managedSnapshot() {
    VolumeId volume = newVolume("kept");
    testbed.makeForeignSnapshot(BY_HAND, volume);
    SnapshotId snapshot = SnapshotId.random();
    take(driver, Turn.of(1, snapshot.ref()), snapshot, volume);
    return driver.observeSnapshot(snapshot).orElseThrow();
  }

  @TestFactory
  @Shows("C-16")
  Stream<DynamicTest> aTakeoverOfASnapshotThatDiesIsEndedByItsRepeatOrUndone() {
    Map<String, DoomedMaker> calls = new LinkedHashMap<>();
    if (can(Capability.MANAGE_SNAPSHOT)) {
      calls.put("manage", this::manage);
      calls.put("unmanage", this::unmanage);
      calls.put("giving back", this::giveBack);
    }
    return endedOrUndone(calls);
  }

  private Doomed manage() {
    VolumeId volume = newVolume("kept");
    testbed.makeForeignSnapshot(BY_HAND, volume);
    SnapshotId snapshot = SnapshotId.random();
    return new Doomed(
        Turn.of(1, snapshot.ref()),
        (node, turn) -> take(node, turn, snapshot, volume),
        () -> {
          assertThat(driver.observeSnapshot(snapshot)).isPresent();
          assertThat(foreign()).isEmpty();
        },
        () -> {
          driver.giveBackSnapshot(Turn.of(2, snapshot.ref()), snapshot, volume);
          assertThat(driver.observeSnapshot(snapshot)).isEmpty();
          takeForGood(driver, volume, BY_HAND);
        });
  }

  private Doomed unmanage() {
    VolumeId volume = newVolume("kept");
    SnapshotId snapshot = newSnapshot(volume, 2);
    return new Doomed(
        Turn.of(2, snapshot.ref()),
        (node, turn) -> node.unmanageSnapshot(turn, snapshot, volume),
        () -> {
          assertThat(driver.observeSnapshot(snapshot)).isEmpty();
          takeForGood(driver, volume, "snapshot-" + snapshot);
        },
        () -> {
          driver.seal(Turn.of(3, snapshot.ref()), List.of(snapshot.ref()));
          boolean out = foreign().stream().anyMatch(name -> name.contains(snapshot.value()));
          assertThat(driver.observeSnapshot(snapshot).isPresent()).isNotEqualTo(out);
          driver.unmanageSnapshot(Turn.of(4, snapshot.ref()), snapshot, volume);
          takeForGood(driver, volume, "snapshot-" + snapshot);
        });
  }

  private Doomed giveBack() {
    ObservedSnapshot taken = managedSnapshot();
    SnapshotId snapshot = taken.id();
    VolumeId volume = taken.volume();
    Runnable proof =
        () -> {
          assertThat(driver.observeSnapshot(snapshot)).isEmpty();
          takeForGood(driver, volume, BY_HAND);
        };
    return new Doomed(
        Turn.of(2, snapshot.ref()),
        (node, turn) -> node.giveBackSnapshot(turn, snapshot, volume),
        proof,
        () -> {
          driver.giveBackSnapshot(Turn.of(3, snapshot.ref()), snapshot, volume);
          proof.run();
        });
  }
}
