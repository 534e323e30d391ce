package io.clinker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.Inventory;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A node that dies just before any effect of a call: the next attempt, on another node, ends with
 * what the call promises; or the call is given up and undone; nothing is left in either case.
 */
public abstract class CrashContract extends FenceContract {

  /** What the death of a node looks like from within. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;

    Death(String where) {
      super(where);
    }
  }

  /**
   * A call that dies.
   *
   * @param turn the first attempt
   * @param call what each attempt does
   * @param proof what must be true after a repeat
   * @param undo what gives the call up, with a higher fence
   */
  record Doomed(Turn turn, BiConsumer<Driver, Turn> call, Runnable proof, Runnable undo) {}

  /** Makes the objects of a call anew. */
  interface DoomedMaker {
    Doomed make();
  }

  @TestFactory
  @Shows({"C-2", "C-4", "C-5", "C-7"})
  Stream<DynamicTest> aCallThatDiesIsEndedByItsRepeat() {
    return doomed().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> atEveryEffect(entry.getValue(), true)));
  }

  @TestFactory
  @Shows("G-5")
  Stream<DynamicTest> aCallThatDiesCanBeUndone() {
    return doomed().entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> atEveryEffect(entry.getValue(), false)));
  }

  /**
   * Two tests of each call, by its name: a repeat ends what a death has left, an undo undoes it.
   */
  final Stream<DynamicTest> endedOrUndone(Map<String, DoomedMaker> calls) {
    return calls.entrySet().stream()
        .flatMap(
            call ->
                Stream.of(true, false)
                    .map(
                        repeat ->
                            DynamicTest.dynamicTest(
                                call.getKey() + (repeat ? ", repeated" : ", undone"),
                                () -> atEveryEffect(call.getValue(), repeat))));
  }

  final void atEveryEffect(DoomedMaker maker, boolean repeat) {
    int effect = 0;
    boolean died = true;
    while (died) {
      Doomed doomed = maker.make();
      String where = "died before effect " + effect;
      died = dies(doomed, effect);
      if (repeat || !died) {
        doomed.call().accept(driver, doomed.turn().again());
        doomed.proof().run();
      } else {
        doomed.undo().run();
      }
      deleteAll();
      driver.sweep(Duration.ZERO);
      assertThat(driver.inventory())
          .as(where)
          .isEqualTo(new Inventory(List.of(), List.of(), List.of(), List.of()));
      effect++;
    }
    assertThat(effect).as("effects before which the call died").isGreaterThan(1);
  }

  private boolean dies(Doomed doomed, int effect) {
    AtomicInteger reached = new AtomicInteger();
    PauseHook hook =
        name -> {
          if (reached.getAndIncrement() == effect) {
            throw new Death(name);
          }
        };
    try (Driver node = testbed.node(hook)) {
      doomed.call().accept(node, doomed.turn());
      return false;
    } catch (Death death) {
      return true;
    }
  }

  private Map<String, DoomedMaker> doomed() {
    Map<String, DoomedMaker> calls = new LinkedHashMap<>();
    calls.put("create", this::create);
    calls.put("delete", this::delete);
    if (can(Capability.EXTEND)) {
      calls.put("extend", this::extend);
    }
    if (can(Capability.SNAPSHOT) && can(Capability.CLONE_FROM_SNAPSHOT)) {
      calls.put("snapshot", this::snapshot);
      calls.put("delete of a snapshot", this::deleteSnapshot);
      calls.put("clone of a snapshot", this::cloneOfSnapshot);
    }
    if (can(Capability.REVERT)) {
      calls.put("revert", this::revert);
    }
    if (can(Capability.CLONE_FROM_VOLUME)) {
      calls.put("clone of a volume", this::cloneOfVolume);
    }
    if (canConnect()) {
      calls.put("connect", this::connect);
      calls.put("disconnect", this::disconnect);
    }
    if (canConnect() && can(Capability.SNAPSHOT_IN_USE)) {
      calls.put("snapshot in use", this::snapshotInUse);
    }
    return calls;
  }

  private Doomed create() {
    VolumeId volume = VolumeId.random();
    return new Doomed(
        Turn.of(1, volume.ref()),
        (node, turn) -> node.createVolume(turn, volume, size(), BLANK),
        () -> assertThat(read(volume)).isEmpty(),
        () -> driver.deleteVolume(Turn.of(2, volume.ref()), volume));
  }

  private Doomed delete() {
    VolumeId volume = newVolume("gone");
    return new Doomed(
        Turn.of(2, volume.ref()),
        (node, turn) -> node.deleteVolume(turn, volume),
        () -> assertThat(driver.inventory().volumes()).isEmpty(),
        () -> driver.seal(Turn.of(3, volume.ref()), List.of(volume.ref())));
  }

  private Doomed extend() {
    VolumeId volume = newVolume("kept");
    Size larger = new Size(size().bytes() * 2);
    return new Doomed(
        Turn.of(2, volume.ref()),
        (node, turn) -> node.extendVolume(turn, volume, larger),
        () -> {
          assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(larger);
          assertThat(read(volume)).isEqualTo("kept");
        },
        () -> {
          driver.seal(Turn.of(3, volume.ref()), List.of(volume.ref()));
          assertThat(driver.observeVolume(volume).orElseThrow().size()).isIn(size(), larger);
          assertThat(read(volume)).isEqualTo("kept");
        });
  }

  private Doomed snapshot() {
    VolumeId volume = newVolume("before");
    SnapshotId snapshot = SnapshotId.random();
    return new Doomed(
        copying(1, snapshot.ref(), volume, 2),
        (node, turn) -> node.createSnapshot(turn, snapshot, volume),
        () -> showsWhatWas(snapshot, volume, "before"),
        () -> {
          driver.deleteSnapshot(copying(2, snapshot.ref(), volume, 3), snapshot, volume);
          assertThat(read(volume)).isEqualTo("before");
        });
  }

  private Doomed snapshotInUse() {
    VolumeId volume = newVolume();
    AttachmentId attachment = AttachmentId.random();
    driver.connect(Turn.of(1, attachment.ref()), request(attachment, volume));
    write(volume, "before");
    SnapshotId snapshot = SnapshotId.random();
    return new Doomed(
        copying(1, snapshot.ref(), volume, 2),
        (node, turn) -> node.createSnapshot(turn, snapshot, volume),
        () -> showsWhatWas(snapshot, volume, "before"),
        () -> {
          driver.deleteSnapshot(copying(2, snapshot.ref(), volume, 3), snapshot, volume);
          assertThat(read(volume)).isEqualTo("before");
        });
  }

  private Doomed deleteSnapshot() {
    VolumeId volume = newVolume("before");
    SnapshotId snapshot = newSnapshot(volume, 2);
    VolumeId clone = VolumeId.random();
    cloneOf(snapshot, volume, clone, size());
    return new Doomed(
        Turn.of(2, snapshot.ref()),
        (node, turn) -> node.deleteSnapshot(turn, snapshot, volume),
        () -> {
          assertThat(driver.observeSnapshot(snapshot)).isEmpty();
          assertThat(read(volume)).isEqualTo("before");
          assertThat(read(clone)).isEqualTo("before");
        },
        () -> {
          driver.seal(Turn.of(3, snapshot.ref()), List.of(snapshot.ref()));
          assertThat(read(clone)).isEqualTo("before");
        });
  }

  private Doomed cloneOfSnapshot() {
    VolumeId volume = newVolume("before");
    SnapshotId snapshot = newSnapshot(volume, 2);
    VolumeId clone = VolumeId.random();
    return new Doomed(
        Turn.of(1, clone.ref()),
        (node, turn) ->
            node.createVolume(turn, clone, size(), new VolumeSource.OfSnapshot(snapshot, volume)),
        () -> assertThat(read(clone)).isEqualTo("before"),
        () -> driver.deleteVolume(Turn.of(2, clone.ref()), clone));
  }

  private Doomed cloneOfVolume() {
    VolumeId volume = newVolume("before");
    VolumeId clone = VolumeId.random();
    return new Doomed(
        copying(1, clone.ref(), volume, 2),
        (node, turn) -> node.createVolume(turn, clone, size(), new VolumeSource.OfVolume(volume)),
        () -> {
          write(volume, "after");
          assertThat(read(clone)).isEqualTo("before");
        },
        () -> {
          driver.deleteVolume(Turn.of(2, clone.ref()), clone);
          assertThat(read(volume)).isEqualTo("before");
        });
  }

  private Doomed revert() {
    VolumeId volume = newVolume("before");
    SnapshotId snapshot = newSnapshot(volume, 2);
    write(volume, "after");
    return new Doomed(
        Turn.of(3, volume.ref()),
        (node, turn) -> node.revertVolume(turn, volume, snapshot),
        () -> {
          assertThat(read(volume)).isEqualTo("before");
          assertThat(driver.observeSnapshot(snapshot)).isPresent();
        },
        () -> {
          driver.seal(Turn.of(4, volume.ref()), List.of(volume.ref()));
          assertThat(read(volume)).isIn("before", "after");
        });
  }

  private Doomed connect() {
    VolumeId volume = newVolume("kept");
    AttachmentId attachment = AttachmentId.random();
    return new Doomed(
        Turn.of(1, attachment.ref()),
        (node, turn) -> node.connect(turn, request(attachment, volume)),
        () -> assertThat(driver.inventory().exports()).hasSize(1),
        () -> {
          driver.disconnect(Turn.of(2, attachment.ref()), attachment, volume);
          assertThat(driver.inventory().exports()).isEmpty();
        });
  }

  private Doomed disconnect() {
    VolumeId volume = newVolume("kept");
    AttachmentId attachment = AttachmentId.random();
    driver.connect(Turn.of(1, attachment.ref()), request(attachment, volume));
    return new Doomed(
        Turn.of(2, attachment.ref()),
        (node, turn) -> node.disconnect(turn, attachment, volume),
        () -> assertThat(driver.inventory().exports()).isEmpty(),
        () -> driver.seal(Turn.of(3, attachment.ref()), List.of(attachment.ref())));
  }

  private void showsWhatWas(SnapshotId snapshot, VolumeId volume, String text) {
    write(volume, "after");
    VolumeId clone = VolumeId.random();
    cloneOf(snapshot, volume, clone, size());
    assertThat(read(clone)).isEqualTo(text);
    assertThat(read(volume)).isEqualTo("after");
  }
}
