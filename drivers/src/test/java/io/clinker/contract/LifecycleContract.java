package io.clinker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.Inventory;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.PoolReport;
import io.clinker.driver.VolumeSource;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Create, delete and extend; absent things, repeats, mismatches, a storage that is away. */
public abstract class LifecycleContract extends ContractFixture {

  @Test
  void aNewVolumeIsAsAskedForAndEmpty() {
    VolumeId volume = VolumeId.random();
    Turn turn = Turn.of(1, volume.ref());

    ObservedVolume created = driver.createVolume(turn, volume, size(), BLANK);

    assertThat(created.id()).isEqualTo(volume);
    assertThat(created.size()).isEqualTo(size());
    assertThat(turn.observations()).isNotEmpty();
    assertThat(driver.observeVolume(volume)).contains(created);
    assertThat(testbed.read(volume, 0, 4096)).containsOnly(0);
    assertThat(testbed.read(volume, size().bytes() - 4096, 4096)).containsOnly(0);
  }

  @Test
  @Shows("G-1")
  void creatingAgainFindsTheVolumeAndKeepsItsContents() {
    VolumeId volume = VolumeId.random();
    Turn first = Turn.of(1, volume.ref());
    driver.createVolume(first, volume, size(), BLANK);
    write(volume, "written since");

    ObservedVolume sameTurn = driver.createVolume(first, volume, size(), BLANK);
    ObservedVolume nextAttempt;
    try (Driver other = testbed.node()) {
      nextAttempt = other.createVolume(first.again(), volume, size(), BLANK);
    }

    assertThat(sameTurn.size()).isEqualTo(size());
    assertThat(nextAttempt.size()).isEqualTo(size());
    assertThat(read(volume)).isEqualTo("written since");
  }

  @Test
  void creatingWithAnotherSizeIsAMismatchAndChangesNothing() {
    VolumeId volume = newVolume("kept");

    refused(
        ErrorCode.OBJECT_MISMATCH,
        () ->
            driver.createVolume(
                Turn.of(2, volume.ref()), volume, new Size(size().bytes() * 2), BLANK));

    assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(size());
    assertThat(read(volume)).isEqualTo("kept");
  }

  @Test
  void aSizeThatCannotBeIsRefused() {
    VolumeId volume = VolumeId.random();

    refused(
        ErrorCode.INVALID_INPUT,
        () -> driver.createVolume(Turn.of(1, volume.ref()), volume, new Size(0), BLANK));

    assertThat(driver.observeVolume(volume)).isEmpty();
  }

  @Test
  void deletingLeavesNothing() {
    VolumeId volume = newVolume("gone");

    driver.deleteVolume(Turn.of(2, volume.ref()), volume);

    assertThat(driver.observeVolume(volume)).isEmpty();
    assertThat(driver.inventory().volumes()).isEmpty();
    assertThat(driver.inventory().strays()).isEmpty();
  }

  @Test
  @Shows({"C-4", "G-2"})
  void deletingWhatIsAbsentSucceeds() {
    VolumeId never = VolumeId.random();
    VolumeId deleted = newVolume();
    Turn turn = Turn.of(2, deleted.ref());
    driver.deleteVolume(turn, deleted);

    driver.deleteVolume(turn, deleted);
    driver.deleteVolume(turn.again(), deleted);
    driver.deleteVolume(Turn.of(1, never.ref()), never);

    assertThat(driver.inventory().volumes()).isEmpty();
  }

  @Test
  @Shows("G-3")
  void whatIsAbsentCannotBeExtended() {
    VolumeId never = VolumeId.random();

    refused(
        ErrorCode.OBJECT_MISSING,
        () -> driver.extendVolume(Turn.of(1, never.ref()), never, size()));
  }

  @Test
  void extendingKeepsTheContentsAndAddsZeros() {
    VolumeId volume = newVolume("kept");
    Size larger = new Size(size().bytes() * 2);
    if (!can(Capability.EXTEND)) {
      refused(
          ErrorCode.NOT_SUPPORTED,
          () -> driver.extendVolume(Turn.of(2, volume.ref()), volume, larger));
      return;
    }
    Turn turn = Turn.of(2, volume.ref());

    ObservedVolume extended = driver.extendVolume(turn, volume, larger);
    ObservedVolume repeated = driver.extendVolume(turn.again(), volume, larger);

    assertThat(extended.size()).isEqualTo(larger);
    assertThat(repeated.size()).isEqualTo(larger);
    assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(larger);
    assertThat(read(volume)).isEqualTo("kept");
    assertThat(testbed.read(volume, larger.bytes() - 4096, 4096)).containsOnly(0);
    byte[] mark = {1, 2, 3, 4};
    testbed.write(volume, larger.bytes() - 4, mark);
    assertThat(testbed.read(volume, larger.bytes() - 4, 4)).isEqualTo(mark);
  }

  @Test
  void extendingNeverShrinks() {
    VolumeId volume = newVolume("kept");

    if (can(Capability.EXTEND)) {
      driver.extendVolume(Turn.of(2, volume.ref()), volume, new Size(size().bytes() / 2));
    }

    assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(size());
    assertThat(testbed.read(volume, size().bytes() - 4096, 4096)).containsOnly(0);
  }

  @Test
  @Shows("E-13")
  void manyCreatesOfOneVolumeAtOnceMakeOne() throws InterruptedException {
    VolumeId volume = VolumeId.random();
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    Turn turn = Turn.of(1, volume.ref());
    for (int attempt = 0; attempt < 8; attempt++) {
      Turn mine = turn;
      turn = turn.again();
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (Driver node = testbed.node()) {
                      node.createVolume(mine, volume, size(), BLANK);
                    } catch (ClinkerException e) {
                      if (e.code() != ErrorCode.STALE_TOKEN) {
                        wrong.add(e.toString());
                      }
                    } catch (RuntimeException e) {
                      wrong.add(e.toString());
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(wrong).isEmpty();
    assertThat(driver.inventory().volumes()).hasSize(1);
    ObservedVolume repeated = driver.createVolume(turn, volume, size(), BLANK);
    assertThat(repeated.size()).isEqualTo(size());
    assertThat(driver.inventory().strays()).isEmpty();
  }

  @Test
  void theInventoryIsWhatWasMade() {
    Set<VolumeId> made = Set.of(newVolume(), newVolume(), newVolume());
    VolumeId deleted = newVolume();
    driver.deleteVolume(Turn.of(2, deleted.ref()), deleted);

    Inventory inventory = driver.inventory();

    assertThat(inventory.volumes().stream().map(ObservedVolume::id).collect(Collectors.toSet()))
        .isEqualTo(made);
    for (ObservedVolume volume : inventory.volumes()) {
      assertThat(driver.observeVolume(volume.id())).contains(volume);
    }
    assertThat(inventory.snapshots()).isEmpty();
    assertThat(inventory.exports()).isEmpty();
    assertThat(inventory.strays()).isEmpty();
  }

  @Test
  void poolsTellTheirSpace() {
    List<PoolReport> pools = driver.pools();

    assertThat(pools).isNotEmpty();
    for (PoolReport pool : pools) {
      assertThat(pool.total().bytes()).isPositive();
      assertThat(pool.free()).isLessThanOrEqualTo(pool.total());
    }
  }

  @Test
  @Shows("G-4")
  void aStorageThatIsAwaySaysSoAndLosesNothing() {
    VolumeId volume = newVolume("kept");
    VolumeId wanted = VolumeId.random();
    Turn turn = Turn.of(1, wanted.ref());
    try (Driver present = testbed.impatientNode()) {
      assertThat(present.observeVolume(volume)).isPresent();
      testbed.takeAway();

      refused(ErrorCode.BACKEND_UNAVAILABLE, present::pools);
      refused(ErrorCode.BACKEND_UNAVAILABLE, () -> present.observeVolume(volume));
      refused(ErrorCode.BACKEND_UNAVAILABLE, present::inventory);
      refused(
          ErrorCode.BACKEND_UNAVAILABLE, () -> present.createVolume(turn, wanted, size(), BLANK));
      refused(
          ErrorCode.BACKEND_UNAVAILABLE,
          () -> present.deleteVolume(Turn.of(2, volume.ref()), volume));
      try (Driver started = testbed.impatientNode()) {
        assertThat(started.description().driver()).isNotBlank();
        refused(ErrorCode.BACKEND_UNAVAILABLE, started::pools);
      }
    }

    testbed.bringBack();
    assertThat(driver.pools()).isNotEmpty();
    assertThat(read(volume)).isEqualTo("kept");
    assertThat(driver.createVolume(turn.again(), wanted, size(), BLANK).size()).isEqualTo(size());
  }

  @Test
  void aSourceThatIsMissingIsSaidToBe() {
    VolumeId volume = VolumeId.random();
    VolumeId never = VolumeId.random();

    if (can(Capability.CLONE_FROM_VOLUME)) {
      refused(
          ErrorCode.OBJECT_MISSING,
          () ->
              driver.createVolume(
                  copying(1, volume.ref(), never, 1),
                  volume,
                  size(),
                  new VolumeSource.OfVolume(never)));
    }

    assertThat(driver.observeVolume(volume)).isEmpty();
  }
}
