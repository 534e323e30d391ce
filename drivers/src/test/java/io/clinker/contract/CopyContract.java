package io.clinker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.VolumeSource;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshots, clones and reverts, proven by the bytes. */
public abstract class CopyContract extends LifecycleContract {

  @Test
  void aSnapshotHoldsWhatWasThereAndACloneShowsIt() {
    VolumeId volume = newVolume("before");
    SnapshotId snapshot = SnapshotId.random();
    if (!can(Capability.SNAPSHOT)) {
      refused(
          ErrorCode.NOT_SUPPORTED,
          () -> driver.createSnapshot(copying(1, snapshot.ref(), volume, 2), snapshot, volume));
      return;
    }

    ObservedSnapshot made =
        driver.createSnapshot(copying(1, snapshot.ref(), volume, 2), snapshot, volume);
    write(volume, "after");

    assertThat(made.id()).isEqualTo(snapshot);
    assertThat(made.volume()).isEqualTo(volume);
    assertThat(made.size()).isEqualTo(size());
    assertThat(driver.observeSnapshot(snapshot)).contains(made);
    assertThat(read(volume)).isEqualTo("after");
    VolumeId clone = VolumeId.random();
    if (can(Capability.CLONE_FROM_SNAPSHOT)) {
      cloneOf(snapshot, volume, clone, size());
      assertThat(read(clone)).isEqualTo("before");
    } else {
      refused(ErrorCode.NOT_SUPPORTED, () -> cloneOf(snapshot, volume, clone, size()));
    }
  }

  @Test
  void aSnapshotTakenAgainIsTheSame() {
    if (!can(Capability.SNAPSHOT) || !can(Capability.CLONE_FROM_SNAPSHOT)) {
      return;
    }
    VolumeId volume = newVolume("before");
    SnapshotId snapshot = SnapshotId.random();
    Turn turn = copying(1, snapshot.ref(), volume, 2);
    driver.createSnapshot(turn, snapshot, volume);
    write(volume, "after");

    driver.createSnapshot(turn, snapshot, volume);
    try (Driver other = testbed.node()) {
      other.createSnapshot(turn.again(), snapshot, volume);
    }

    VolumeId clone = VolumeId.random();
    cloneOf(snapshot, volume, clone, size());
    assertThat(read(clone)).isEqualTo("before");
    assertThat(read(volume)).isEqualTo("after");
    assertThat(driver.inventory().snapshots()).hasSize(1);
    assertThat(driver.inventory().strays()).isEmpty();
  }

  @Test
  void aSnapshotOfAnotherVolumeIsAMismatch() {
    if (!can(Capability.SNAPSHOT)) {
      return;
    }
    VolumeId volume = newVolume();
    VolumeId other = newVolume("kept");
    SnapshotId snapshot = newSnapshot(volume, 2);

    refused(
        ErrorCode.OBJECT_MISMATCH,
        () -> driver.createSnapshot(copying(2, snapshot.ref(), other, 2), snapshot, other));
    if (can(Capability.REVERT)) {
      refused(
          ErrorCode.OBJECT_MISMATCH,
          () -> driver.revertVolume(Turn.of(3, other.ref()), other, snapshot));
    }

    assertThat(read(other)).isEqualTo("kept");
  }

  @Test
  void cloneAndSourceGoTheirOwnWays() {
    VolumeId source = newVolume("common");
    VolumeId clone = VolumeId.random();
    if (!can(Capability.CLONE_FROM_VOLUME)) {
      refused(ErrorCode.NOT_SUPPORTED, () -> cloneOf(source, 2, clone, size()));
      return;
    }

    cloneOf(source, 2, clone, size());
    write(source, "source");
    assertThat(read(clone)).isEqualTo("common");
    write(clone, "clone");

    assertThat(read(source)).isEqualTo("source");
    assertThat(read(clone)).isEqualTo("clone");
    assertThat(driver.inventory().strays()).isEmpty();
  }

  @Test
  void aCloneMadeAgainIsTheSame() {
    if (!can(Capability.CLONE_FROM_VOLUME)) {
      return;
    }
    VolumeId source = newVolume("common");
    VolumeId clone = VolumeId.random();
    Turn turn = copying(1, clone.ref(), source, 2);
    driver.createVolume(turn, clone, size(), new VolumeSource.OfVolume(source));
    write(clone, "clone");
    write(source, "source");

    driver.createVolume(turn, clone, size(), new VolumeSource.OfVolume(source));
    driver.createVolume(turn.again(), clone, size(), new VolumeSource.OfVolume(source));

    assertThat(read(clone)).isEqualTo("clone");
    assertThat(read(source)).isEqualTo("source");
  }

  @Test
  void aCloneMayBeLargerAndNotSmaller() {
    if (!can(Capability.CLONE_FROM_SNAPSHOT) || !can(Capability.CLONE_FROM_VOLUME)) {
      return;
    }
    VolumeId source = newVolume("common");
    SnapshotId snapshot = newSnapshot(source, 2);
    Size larger = new Size(size().bytes() * 2);
    VolumeId fromSnapshot = VolumeId.random();
    VolumeId fromVolume = VolumeId.random();
    VolumeId tooSmall = VolumeId.random();

    cloneOf(snapshot, source, fromSnapshot, larger);
    cloneOf(source, 3, fromVolume, larger);
    refused(
        ErrorCode.INVALID_INPUT,
        () -> cloneOf(snapshot, source, tooSmall, new Size(size().bytes() / 2)));

    for (VolumeId clone : List.of(fromSnapshot, fromVolume)) {
      assertThat(driver.observeVolume(clone).orElseThrow().size()).isEqualTo(larger);
      assertThat(read(clone)).isEqualTo("common");
      assertThat(testbed.read(clone, larger.bytes() - 4096, 4096)).containsOnly(0);
    }
    assertThat(driver.observeVolume(tooSmall)).isEmpty();
  }

  @Test
  @Shows("B-3")
  void clonesStayWholeWhenAllTheyCameFromIsDeleted() {
    if (!can(Capability.CLONE_FROM_SNAPSHOT) || !can(Capability.CLONE_FROM_VOLUME)) {
      return;
    }
    VolumeId source = newVolume("common");
    SnapshotId snapshot = newSnapshot(source, 2);
    VolumeId first = VolumeId.random();
    VolumeId second = VolumeId.random();
    VolumeId ofClone = VolumeId.random();
    cloneOf(snapshot, source, first, size());
    cloneOf(source, 3, second, size());
    cloneOf(first, 2, ofClone, size());

    driver.deleteSnapshot(Turn.of(2, snapshot.ref()), snapshot, source);
    driver.deleteVolume(Turn.of(4, source.ref()), source);
    driver.deleteVolume(Turn.of(3, first.ref()), first);

    assertThat(read(second)).isEqualTo("common");
    assertThat(read(ofClone)).isEqualTo("common");
    driver.sweep(Duration.ZERO);
    assertThat(read(second)).isEqualTo("common");
    assertThat(read(ofClone)).isEqualTo("common");
    write(ofClone, "own");
    assertThat(read(second)).isEqualTo("common");
    assertThat(read(ofClone)).isEqualTo("own");
  }

  @Test
  @Shows("B-3")
  void nothingIsLeftWhenAllIsDeletedInAnyOrder() {
    if (!can(Capability.CLONE_FROM_SNAPSHOT) || !can(Capability.CLONE_FROM_VOLUME)) {
      return;
    }
    for (int order = 0; order < 4; order++) {
      VolumeId source = newVolume("common");
      SnapshotId early = newSnapshot(source, 2);
      write(source, "later");
      SnapshotId late = newSnapshot(source, 3);
      VolumeId clone = VolumeId.random();
      cloneOf(early, source, clone, size());
      List<Runnable> deletes = new ArrayList<>();
      deletes.add(() -> driver.deleteVolume(Turn.of(9, source.ref()), source));
      deletes.add(() -> driver.deleteSnapshot(Turn.of(9, early.ref()), early, source));
      deletes.add(() -> driver.deleteSnapshot(Turn.of(9, late.ref()), late, source));
      deletes.add(() -> driver.deleteVolume(Turn.of(9, clone.ref()), clone));
      for (int index = 0; index < 4; index++) {
        deletes.get((order + index) % 4).run();
      }
      assertThat(driver.inventory().strays()).isEmpty();
    }
    assertThat(driver.inventory().volumes()).isEmpty();
    assertThat(driver.inventory().snapshots()).isEmpty();
  }

  @Test
  @Shows({"C-5", "G-2"})
  void deletingASnapshotThatIsAbsentSucceeds() {
    if (!can(Capability.SNAPSHOT)) {
      return;
    }
    VolumeId volume = newVolume("kept");
    SnapshotId never = SnapshotId.random();
    SnapshotId snapshot = newSnapshot(volume, 2);
    Turn turn = Turn.of(2, snapshot.ref());

    driver.deleteSnapshot(turn, snapshot, volume);
    driver.deleteSnapshot(turn.again(), snapshot, volume);
    driver.deleteSnapshot(Turn.of(1, never.ref()), never, volume);

    assertThat(driver.observeSnapshot(snapshot)).isEmpty();
    assertThat(read(volume)).isEqualTo("kept");
    refused(
        ErrorCode.STALE_TOKEN,
        () -> driver.createSnapshot(copying(1, snapshot.ref(), volume, 3), snapshot, volume));
  }

  @Test
  void revertingBringsBackTheContentsAndKeepsTheSnapshot() {
    VolumeId volume = newVolume("before");
    if (!can(Capability.SNAPSHOT)) {
      return;
    }
    SnapshotId snapshot = newSnapshot(volume, 2);
    write(volume, "after");
    Turn turn = Turn.of(3, volume.ref());
    if (!can(Capability.REVERT)) {
      refused(ErrorCode.NOT_SUPPORTED, () -> driver.revertVolume(turn, volume, snapshot));
      return;
    }

    driver.revertVolume(turn, volume, snapshot);
    driver.revertVolume(turn.again(), volume, snapshot);

    assertThat(read(volume)).isEqualTo("before");
    assertThat(driver.inventory().strays()).isEmpty();
    write(volume, "anew");
    driver.revertVolume(Turn.of(4, volume.ref()), volume, snapshot);
    assertThat(read(volume)).isEqualTo("before");
    assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(size());
    assertThat(driver.observeSnapshot(snapshot)).isPresent();
  }

  @Test
  void revertingAnExtendedVolumeKeepsItsSize() {
    if (!can(Capability.REVERT) || !can(Capability.EXTEND)) {
      return;
    }
    VolumeId volume = newVolume("before");
    SnapshotId snapshot = newSnapshot(volume, 2);
    Size larger = new Size(size().bytes() * 2);
    driver.extendVolume(Turn.of(3, volume.ref()), volume, larger);
    testbed.write(volume, larger.bytes() - 4096, new byte[] {1, 2, 3});

    driver.revertVolume(Turn.of(4, volume.ref()), volume, snapshot);

    assertThat(read(volume)).isEqualTo("before");
    assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(larger);
    assertThat(testbed.read(volume, larger.bytes() - 4096, 4096)).containsOnly(0);
  }

  @Test
  void aCopyThatIsCancelledLeavesOnlyWhatASweepTakes() {
    if (!can(Capability.CLONE_FROM_VOLUME) || !can(Capability.SNAPSHOT)) {
      return;
    }
    VolumeId source = newVolume("kept");
    VolumeId clone = VolumeId.random();
    SnapshotId snapshot = SnapshotId.random();
    Turn cloning = copying(1, clone.ref(), source, 2).cancelled();
    Turn copying = copying(1, snapshot.ref(), source, 3).cancelled();

    refused(
        ErrorCode.CANCELLED,
        () -> driver.createVolume(cloning, clone, size(), new VolumeSource.OfVolume(source)));
    refused(ErrorCode.CANCELLED, () -> driver.createSnapshot(copying, snapshot, source));

    assertThat(driver.observeVolume(clone)).isEmpty();
    assertThat(driver.observeSnapshot(snapshot)).isEmpty();
    assertThat(driver.inventory().volumes()).hasSize(1);
    assertThat(driver.inventory().snapshots()).isEmpty();
    List<String> strays = driver.inventory().strays();
    assertThat(driver.sweep(Duration.ofHours(1))).isEmpty();
    assertThat(driver.inventory().strays()).isEqualTo(strays);
    driver.sweep(Duration.ZERO);
    assertThat(driver.inventory().strays()).isEmpty();
    assertThat(read(source)).isEqualTo("kept");
  }

  final void cloneOf(SnapshotId snapshot, VolumeId volume, VolumeId clone, Size size) {
    driver.createVolume(
        Turn.of(1, clone.ref()), clone, size, new VolumeSource.OfSnapshot(snapshot, volume));
  }

  final void cloneOf(VolumeId source, long sourceFence, VolumeId clone, Size size) {
    driver.createVolume(
        copying(1, clone.ref(), source, sourceFence),
        clone,
        size,
        new VolumeSource.OfVolume(source));
  }
}
