package io.clinker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.Inventory;
import io.clinker.driver.ManageableObject;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Foreign objects are taken over and let go, whole and by one at a time. */
public abstract class ManageContract extends ExportContract {
  private static final Inventory NOTHING =
      new Inventory(List.of(), List.of(), List.of(), List.of());

  private final AtomicInteger lastForeign = new AtomicInteger();

  /** Something foreign that holds this text. */
  final ForeignReference foreign(String text) {
    return testbed.makeForeign(
        "foreign-" + lastForeign.incrementAndGet(),
        size(),
        OFFSET,
        text.getBytes(StandardCharsets.UTF_8));
  }

  private ManageableObject listed(ForeignReference reference) {
    return driver.manageableVolumes().stream()
        .filter(object -> reference.means(object.reference()))
        .findFirst()
        .orElseThrow();
  }

  /** A volume that was taken over with fence 1. */
  private VolumeId managed(String text) {
    VolumeId volume = VolumeId.random();
    driver.manageVolume(Turn.of(1, volume.ref()), volume, foreign(text));
    return volume;
  }

  @Test
  void whatIsForeignIsListedAndNoneOfOurs() {
    if (!can(Capability.MANAGE)) {
      refused(ErrorCode.NOT_SUPPORTED, () -> driver.manageableVolumes());
      return;
    }
    ForeignReference reference = foreign("kept");
    VolumeId ours = newVolume("ours");

    ManageableObject listed = listed(reference);

    assertThat(listed.notSafe()).isNull();
    assertThat(listed.ours()).isNull();
    assertThat(listed.size()).isEqualTo(size());
    assertThat(driver.manageableVolumes())
        .anySatisfy(
            object -> {
              assertThat(object.ours()).isEqualTo(ours.value());
              assertThat(object.notSafe()).isEqualTo(ManageableObject.MANAGED);
            });
    assertThat(driver.inventory().volumes()).hasSize(1);
    assertThat(driver.inventory().strays()).isEmpty();
  }

  @Test
  void whatIsTakenOverIsAVolumeWithItsContents() {
    VolumeId volume = VolumeId.random();
    Turn turn = Turn.of(1, volume.ref());
    if (!can(Capability.MANAGE)) {
      refused(
          ErrorCode.NOT_SUPPORTED,
          () -> driver.manageVolume(turn, volume, ForeignReference.named("any")));
      return;
    }
    ForeignReference reference = foreign("kept");
    assertThat(driver.findManageable(volume, reference).orElseThrow().size()).isEqualTo(size());

    driver.manageVolume(turn, volume, reference);
    driver.manageVolume(turn, volume, reference);
    try (Driver other = testbed.node()) {
      other.manageVolume(turn.again(), volume, reference);
    }

    assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(size());
    assertThat(read(volume)).isEqualTo("kept");
    assertThat(foreign()).isEmpty();
    assertThat(driver.findManageable(volume, reference).orElseThrow().size()).isEqualTo(size());
    assertThat(driver.inventory().strays()).isEmpty();
    if (can(Capability.SNAPSHOT)) {
      newSnapshot(volume, 2);
    }
    deleteAll();
    assertThat(driver.inventory()).isEqualTo(NOTHING);
  }

  @Test
  void whatIsLetGoIsForeignUnderANameOfItsOwnAndCanBeTakenAgain() {
    VolumeId volume = newVolume("kept");
    Turn turn = Turn.of(2, volume.ref());
    if (!can(Capability.MANAGE)) {
      refused(ErrorCode.NOT_SUPPORTED, () -> driver.unmanageVolume(turn, volume));
      return;
    }

    driver.unmanageVolume(turn, volume);
    driver.unmanageVolume(turn, volume);
    driver.unmanageVolume(turn.again(), volume);
    driver.sweep(Duration.ZERO);

    assertThat(driver.observeVolume(volume)).isEmpty();
    assertThat(driver.inventory()).isEqualTo(NOTHING);
    List<ManageableObject> left = driver.manageableVolumes();
    assertThat(left).hasSize(1);
    assertThat(left.getFirst().notSafe()).isNull();
    assertThat(left.getFirst().reference().name()).startsWith("volume-" + volume);
    VolumeId again = VolumeId.random();
    driver.manageVolume(Turn.of(1, again.ref()), again, left.getFirst().reference());
    assertThat(read(again)).isEqualTo("kept");
    assertThat(driver.observeVolume(volume)).isEmpty();
  }

  @Test
  void whatSharesItsContentsIsLetGoWhole() {
    if (!can(Capability.MANAGE) || !can(Capability.CLONE_FROM_SNAPSHOT)) {
      return;
    }
    VolumeId source = newVolume("common");
    SnapshotId snapshot = newSnapshot(source, 2);
    VolumeId clone = VolumeId.random();
    cloneOf(snapshot, source, clone, size());

    driver.unmanageVolume(Turn.of(2, clone.ref()), clone);
    deleteAll();

    assertThat(foreign()).hasSize(1);
    VolumeId again = VolumeId.random();
    driver.manageVolume(
        Turn.of(1, again.ref()), again, driver.manageableVolumes().getFirst().reference());
    assertThat(read(again)).isEqualTo("common");
  }

  @Test
  @Shows("C-16")
  void whatIsGivenBackIsAsItWas() {
    if (!can(Capability.MANAGE)) {
      VolumeId any = VolumeId.random();
      refused(ErrorCode.NOT_SUPPORTED, () -> driver.giveBackVolume(Turn.of(1, any.ref()), any));
      return;
    }
    ForeignReference reference = foreign("kept");
    VolumeId volume = VolumeId.random();
    VolumeId never = VolumeId.random();
    Visible before = visible();
    driver.giveBackVolume(Turn.of(1, never.ref()), never);
    driver.manageVolume(Turn.of(1, volume.ref()), volume, reference);

    driver.giveBackVolume(Turn.of(2, volume.ref()), volume);
    driver.giveBackVolume(Turn.of(3, volume.ref()), volume);

    assertThat(visible()).isEqualTo(before);
    driver.manageVolume(Turn.of(2, never.ref()), never, reference);
    assertThat(read(never)).isEqualTo("kept");
  }

  @Test
  void whatIsNotThereOrNoNameIsMissing() {
    if (!can(Capability.MANAGE)) {
      return;
    }
    foreign("kept");
    for (String name : List.of("nothing", "../objects", "a/b", "..", ".", "")) {
      VolumeId volume = VolumeId.random();
      ForeignReference reference = ForeignReference.named(name);
      assertThat(driver.findManageable(volume, reference)).as(name).isEmpty();
      refused(
          ErrorCode.OBJECT_MISSING,
          () -> driver.manageVolume(Turn.of(1, volume.ref()), volume, reference));
      assertThat(driver.observeVolume(volume)).isEmpty();
    }
    assertThat(foreign()).hasSize(1);
  }

  @Test
  void ofManyThatTakeTheSameOneGetsIt() throws InterruptedException {
    if (!can(Capability.MANAGE)) {
      return;
    }
    ForeignReference reference = foreign("kept");
    ConcurrentLinkedQueue<VolumeId> winners = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int index = 0; index < 6; index++) {
      threads.add(Thread.ofVirtual().start(() -> take(reference, winners, wrong)));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(wrong).isEmpty();
    assertThat(winners).hasSize(1);
    assertThat(read(winners.element())).isEqualTo("kept");
    assertThat(driver.inventory().volumes()).hasSize(1);
  }

  private void take(
      ForeignReference reference,
      ConcurrentLinkedQueue<VolumeId> winners,
      ConcurrentLinkedQueue<String> wrong) {
    VolumeId volume = VolumeId.random();
    try (Driver node = testbed.node()) {
      node.manageVolume(Turn.of(1, volume.ref()), volume, reference);
      winners.add(volume);
    } catch (ClinkerException e) {
      // One that was overtaken between its look and its act may be told to look again.
      if (e.code() != ErrorCode.OBJECT_MISSING && e.code() != ErrorCode.BACKEND_BUSY) {
        wrong.add(e.toString());
      }
    }
  }

  @Test
  void aLowerTokenTakesNothingAndLetsNothingGo() {
    if (!can(Capability.MANAGE)) {
      return;
    }
    VolumeId volume = newVolume("kept");
    VolumeId other = VolumeId.random();
    ForeignReference reference = foreign("foreign");
    for (ResourceRef object : List.of(volume.ref(), other.ref())) {
      driver.seal(Turn.of(9, object), List.of(object));
    }
    Visible before = visible();

    refused(ErrorCode.STALE_TOKEN, () -> driver.unmanageVolume(Turn.of(3, volume.ref()), volume));
    refused(
        ErrorCode.STALE_TOKEN,
        () -> driver.manageVolume(Turn.of(3, other.ref()), other, reference));
    refused(ErrorCode.STALE_TOKEN, () -> driver.giveBackVolume(Turn.of(3, other.ref()), other));

    assertThat(visible()).isEqualTo(before);
  }

  @TestFactory
  @Shows({"D-2", "D-10"})
  Stream<DynamicTest> aTakeoverThatWakesTooLateChangesNothing() {
    Map<String, RaceMaker> races = new LinkedHashMap<>();
    if (can(Capability.MANAGE)) {
      races.put("manage, overtaken by a seal", this::manageAgainstSeal);
      races.put("manage, overtaken by giving back", this::manageAgainstGiveBack);
      races.put("manage, overtaken by its next attempt and a write", this::manageAgainstManage);
      races.put("unmanage, overtaken by a seal", this::unmanageAgainstSeal);
      races.put("giving back, overtaken by a seal", this::giveBackAgainstSeal);
    }
    return proven(races);
  }

  private Race manageAgainstSeal() {
    ForeignReference reference = foreign("kept");
    VolumeId volume = VolumeId.random();
    return new Race(
        node -> node.manageVolume(Turn.of(1, volume.ref()), volume, reference),
        node -> node.seal(Turn.of(2, volume.ref()), List.of(volume.ref())));
  }

  private Race manageAgainstGiveBack() {
    ForeignReference reference = foreign("kept");
    VolumeId volume = VolumeId.random();
    return new Race(
        node -> node.manageVolume(Turn.of(1, volume.ref()), volume, reference),
        node -> node.giveBackVolume(Turn.of(2, volume.ref()), volume));
  }

  private Race manageAgainstManage() {
    ForeignReference reference = foreign("before");
    VolumeId volume = VolumeId.random();
    Turn turn = Turn.of(1, volume.ref());
    return new Race(
        node -> node.manageVolume(turn, volume, reference),
        node -> {
          node.manageVolume(turn.again(), volume, reference);
          write(volume, "written since");
        });
  }

  private Race unmanageAgainstSeal() {
    VolumeId volume = newVolume("kept");
    return new Race(
        node -> node.unmanageVolume(Turn.of(2, volume.ref()), volume),
        node -> node.seal(Turn.of(3, volume.ref()), List.of(volume.ref())));
  }

  private Race giveBackAgainstSeal() {
    VolumeId volume = managed("kept");
    return new Race(
        node -> node.giveBackVolume(Turn.of(2, volume.ref()), volume),
        node -> node.seal(Turn.of(3, volume.ref()), List.of(volume.ref())));
  }

  @TestFactory
  @Shows("C-16")
  Stream<DynamicTest> aTakeoverThatDiesIsEndedByItsRepeatOrUndone() {
    Map<String, DoomedMaker> calls = new LinkedHashMap<>();
    if (can(Capability.MANAGE)) {
      calls.put("manage", this::manage);
      calls.put("unmanage", this::unmanage);
      calls.put("giving back", this::giveBack);
    }
    return endedOrUndone(calls);
  }

  private Doomed manage() {
    ForeignReference reference = foreign("kept");
    VolumeId volume = VolumeId.random();
    return new Doomed(
        Turn.of(1, volume.ref()),
        (node, turn) -> node.manageVolume(turn, volume, reference),
        () -> assertThat(read(volume)).isEqualTo("kept"),
        () -> {
          driver.giveBackVolume(Turn.of(2, volume.ref()), volume);
          assertThat(listed(reference).notSafe()).isNull();
        });
  }

  private Doomed unmanage() {
    VolumeId volume = newVolume("kept");
    return new Doomed(
        Turn.of(2, volume.ref()),
        (node, turn) -> node.unmanageVolume(turn, volume),
        () ->
            assertThat(foreign())
                .anySatisfy(name -> assertThat(name).startsWith("volume-" + volume)),
        () -> {
          driver.seal(Turn.of(3, volume.ref()), List.of(volume.ref()));
          boolean there = driver.observeVolume(volume).isPresent();
          boolean out = foreign().stream().anyMatch(name -> name.startsWith("volume-" + volume));
          assertThat(there).isNotEqualTo(out);
          driver.unmanageVolume(Turn.of(4, volume.ref()), volume);
        });
  }

  private Doomed giveBack() {
    VolumeId volume = managed("kept");
    return new Doomed(
        Turn.of(2, volume.ref()),
        (node, turn) -> node.giveBackVolume(turn, volume),
        () -> assertThat(driver.observeVolume(volume)).isEmpty(),
        () -> driver.giveBackVolume(Turn.of(3, volume.ref()), volume));
  }
}
