package io.clinker.drivers.rbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clinker.cases.Shows;
import io.clinker.contract.Turn;
import io.clinker.driver.Driver;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.VolumeSource;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How images and snapshots of others are taken over, seen through Ceph's own tools. */
@ExtendWith(CephExtension.class)
class RbdManageTest {
  private static final Size SIZE = new Size(64 << 20);
  private static final String NAME = "disk of somebody";
  private static final String IMAGE = "volumes/" + NAME;
  private static final ForeignReference REFERENCE = ForeignReference.named(NAME);

  /** What the death of a node looks like from within. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  @TempDir Path directory;
  private final PrivateCeph cluster;
  private RbdTestbed testbed;
  private Driver driver;

  RbdManageTest(PrivateCeph cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    testbed = new RbdTestbed(cluster, directory, Map.of());
    driver = testbed.node();
  }

  @AfterEach
  void close() {
    try {
      assertThat(testbed.tokenViolations()).isEmpty();
    } finally {
      driver.close();
      testbed.close();
    }
  }

  @Test
  void anImageHasOneNameAndTheTagAndThenItsOldNameAndNone() {
    foreign(NAME);
    String id = idOf(IMAGE);
    VolumeId volume = VolumeId.random();

    driver.manageVolume(Turn.of(1, volume.ref()), volume, REFERENCE);

    assertThat(idOf(image(volume))).isEqualTo(id);
    assertThat(tags(image(volume))).contains("volume/" + volume);
    assertThat(cluster.tool("rbd", "ls", "volumes")).isEqualToIgnoringNewLines("volume-" + volume);
    assertThat(names()).contains("rbd_id.volume-" + volume).doesNotContain("rbd_id." + NAME);

    driver.giveBackVolume(Turn.of(2, volume.ref()), volume);

    assertThat(idOf(IMAGE)).isEqualTo(id);
    assertThat(tags(IMAGE)).doesNotContain("clinker");
    assertThat(cluster.tool("rbd", "ls", "volumes")).isEqualToIgnoringNewLines(NAME);
    assertThat(names()).contains("rbd_id." + NAME).doesNotContain("rbd_id.volume-" + volume);
  }

  @Test
  void whatIsLetGoKeepsItsNameAndIsNeverTakenForALeftover() {
    VolumeId volume = newVolume();
    write(volume, "kept");
    driver.unmanageVolume(Turn.of(2, volume.ref()), volume);

    assertThat(driver.inventory().volumes()).isEmpty();
    assertThat(driver.inventory().strays()).isEmpty();
    assertThat(driver.sweep(Duration.ZERO)).isEmpty();
    assertThat(tags(image(volume))).doesNotContain("clinker");
    assertThat(text(volume)).isEqualTo("kept");
    refused(ErrorCode.OBJECT_MISMATCH, () -> driver.deleteVolume(Turn.of(3, volume.ref()), volume));
    assertThat(text(volume)).isEqualTo("kept");
  }

  @Test
  @Shows("C-16")
  void aVolumeWhoseCreateDiedAtItsEndIsNotRemovedWhenItIsLetGo() {
    VolumeId volume = VolumeId.random();
    Turn making = Turn.of(1, volume.ref());
    VolumeSource blank = new VolumeSource.Blank();
    dyingAt(RbdDriver.SIGN_OFF, node -> node.createVolume(making, volume, SIZE, blank));
    write(volume, "kept");
    Turn turn = Turn.of(2, volume.ref());
    dyingAt(RbdDriver.SIGN_OFF, node -> node.unmanageVolume(turn, volume));

    driver.unmanageVolume(turn.again(), volume);
    driver.sweep(Duration.ZERO);

    assertThat(text(volume)).isEqualTo("kept");
    assertThat(listed("volume-" + volume).notSafe()).isNull();
  }

  @Test
  @Shows("C-16")
  void aTakeoverWhoseClientIsKilledAnywhereIsEndedByItsRepeat() throws Exception {
    Random random = new Random(42);
    for (int round = 0; round < 12; round++) {
      foreign(NAME);
      String id = idOf(IMAGE);
      VolumeId volume = VolumeId.random();
      Turn turn = Turn.of(1, volume.ref());
      try (Driver node = testbed.node()) {
        node.pools();
        List<ProcessHandle> clients = RbdDriverTest.clients();
        CompletableFuture<Throwable> first =
            CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> node.manageVolume(turn, volume, REFERENCE)));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(120));
        clients.forEach(ProcessHandle::destroyForcibly);
        clients.forEach(client -> client.onExit().join());
        first.get(120, TimeUnit.SECONDS);
      }
      if (round % 2 == 0) {
        driver.manageVolume(turn.again(), volume, REFERENCE);
        assertThat(idOf(image(volume))).isEqualTo(id);
        assertThat(names()).doesNotContain("rbd_id." + NAME);
        driver.deleteVolume(Turn.of(2, volume.ref()), volume);
        driver.sweep(Duration.ZERO);
      } else {
        driver.giveBackVolume(Turn.of(2, volume.ref()), volume);
        assertThat(idOf(IMAGE)).isEqualTo(id);
        assertThat(names()).doesNotContain("rbd_id.volume-" + volume);
        assertThat(tags(IMAGE)).doesNotContain("clinker");
        // The cluster may see the killed client for a while, and removes no image meanwhile.
        cluster.tool("rbd", "rename", IMAGE, IMAGE + " of round " + round);
      }
    }
  }

  @Test
  void aNameThatIsTakenMeanwhileIsNotTakenBack() {
    foreign(NAME);
    String id = idOf(IMAGE);
    VolumeId volume = VolumeId.random();
    driver.manageVolume(Turn.of(1, volume.ref()), volume, REFERENCE);
    foreign(NAME);
    String other = idOf(IMAGE);

    driver.giveBackVolume(Turn.of(2, volume.ref()), volume);

    assertThat(idOf(IMAGE)).isEqualTo(other);
    assertThat(idOf(image(volume))).isEqualTo(id);
    assertThat(listed("volume-" + volume).notSafe()).isNull();
    assertThat(driver.inventory().volumes()).isEmpty();
    assertThat(driver.inventory().strays()).isEmpty();
  }

  @Test
  void whatIsHalfTakenIsNotTakenByAnotherNorRemovedByADelete() {
    foreign(NAME);
    String id = idOf(IMAGE);
    VolumeId volume = VolumeId.random();
    VolumeId other = VolumeId.random();
    dyingAt(
        VolumeSteps.TAG_OWNER,
        node -> node.manageVolume(Turn.of(1, volume.ref()), volume, REFERENCE));

    assertThat(listed("volume-" + volume).notSafe()).contains("being taken over");
    refused(
        ErrorCode.OBJECT_MISMATCH,
        () ->
            driver.manageVolume(
                Turn.of(1, other.ref()), other, ForeignReference.named("volume-" + volume)));
    driver.sweep(Duration.ZERO);
    driver.deleteVolume(Turn.of(2, volume.ref()), volume);

    assertThat(idOf(IMAGE)).isEqualTo(id);
    assertThat(listed(NAME).notSafe()).isNull();
  }

  @Test
  void theReasonIsToldWhyAnImageIsNotTaken() throws Exception {
    foreign("used");
    foreign("grouped");
    cluster.tool("rbd", "group", "create", "volumes/group");
    cluster.tool("rbd", "group", "image", "add", "volumes/group", "volumes/grouped");
    foreign("journaled", "--image-feature", "exclusive-lock,journaling");
    cluster.tool("ceph", "osd", "pool", "create", "elsewhere", "8");
    cluster.tool("rbd", "pool", "init", "elsewhere");
    cluster.tool("rbd", "create", "--size", "64M", "elsewhere/parent");
    cluster.tool("rbd", "snap", "create", "--no-progress", "elsewhere/parent@base");
    cluster.tool(
        "rbd",
        "clone",
        "--rbd-default-clone-format",
        "2",
        "elsewhere/parent@base",
        "volumes/clone");
    VolumeId ours = newVolume();
    Process user = RbdDriverTest.writer(cluster, directory, "volumes/used");
    try {
      refuses("used", "clients have it open");
      refuses("grouped", "in a group");
      refuses("journaled", "has a journal");
      refuses("clone", "elsewhere", "cannot be opened");
      refuses("volume-" + ours, ManageableObject.MANAGED);
    } finally {
      user.destroyForcibly();
      user.onExit().join();
    }
    assertThat(cluster.tool("rbd", "ls", "volumes").lines())
        .contains("used", "grouped", "journaled", "clone", "volume-" + ours);
    cluster.tool("rbd", "group", "rm", "volumes/group");
  }

  private void refuses(String name, String... reasons) {
    VolumeId volume = VolumeId.random();
    assertThat(listed(name).notSafe()).as(name).containsAnyOf(reasons);
    refused(
        ErrorCode.OBJECT_MISMATCH,
        () -> driver.manageVolume(Turn.of(1, volume.ref()), volume, ForeignReference.named(name)));
    assertThat(driver.observeVolume(volume)).isEmpty();
  }

  @Test
  void aCloneKeepsItsContentsWhenItsSourceIsDeleted() {
    VolumeId source = newVolume();
    write(source, "common");
    VolumeId clone = VolumeId.random();
    driver.createVolume(Turn.of(1, clone.ref()), clone, SIZE, new VolumeSource.OfVolume(source));
    driver.unmanageVolume(Turn.of(2, clone.ref()), clone);
    driver.deleteVolume(Turn.of(2, source.ref()), source);
    driver.sweep(Duration.ZERO);

    assertThat(text(clone)).isEqualTo("common");
    VolumeId again = VolumeId.random();
    driver.manageVolume(Turn.of(1, again.ref()), again, ForeignReference.named("volume-" + clone));
    assertThat(text(again)).isEqualTo("common");
    driver.deleteVolume(Turn.of(2, again.ref()), again);
    for (int round = 0; round < 3; round++) {
      driver.sweep(Duration.ZERO);
    }
    assertThat(cluster.tool("rbd", "trash", "ls", "volumes")).isBlank();
  }

  @Test
  void snapshotsThatAnotherServiceNamedAreItsOwnUntilTheyAreTaken() {
    VolumeId former = VolumeId.random();
    SnapshotId theirs = SnapshotId.random();
    foreign("volume-" + former);
    cluster.tool("rbd", "snap", "create", "--no-progress", image(former) + "@snapshot-" + theirs);
    cluster.tool("rbd", "snap", "protect", image(former) + "@snapshot-" + theirs);
    VolumeId volume = VolumeId.random();
    SnapshotId snapshot = SnapshotId.random();
    ForeignReference reference = ForeignReference.named("snapshot-" + theirs);
    Turn turn = Turn.of(1, snapshot.ref());

    driver.manageVolume(
        Turn.of(1, volume.ref()), volume, ForeignReference.named("volume-" + former));

    assertThat(driver.inventory().snapshots()).isEmpty();
    assertThat(driver.inventory().strays()).isEmpty();
    assertThat(driver.manageableSnapshots())
        .singleElement()
        .satisfies(found -> assertThat(found.notSafe()).contains("protected"));
    refused(
        ErrorCode.OBJECT_MISMATCH, () -> driver.manageSnapshot(turn, snapshot, volume, reference));
    cluster.tool("rbd", "snap", "unprotect", image(volume) + "@snapshot-" + theirs);
    driver.manageSnapshot(turn.again(), snapshot, volume, reference);
    assertThat(driver.inventory().snapshots())
        .singleElement()
        .satisfies(found -> assertThat(found.id()).isEqualTo(snapshot));
  }

  @Test
  void aSnapshotIsTakenOverWhileAHostWrites() throws Exception {
    VolumeId volume = newVolume();
    write(volume, "before");
    cluster.tool("rbd", "snap", "create", "--no-progress", image(volume) + "@by-hand");
    SnapshotId snapshot = SnapshotId.random();
    Process host = RbdDriverTest.writer(cluster, directory, image(volume));
    try {
      driver.manageSnapshot(
          Turn.of(1, snapshot.ref()), snapshot, volume, ForeignReference.named("by-hand"));
      assertThat(cluster.tool("rbd", "snap", "ls", image(volume)))
          .contains("snapshot-" + snapshot)
          .doesNotContain("by-hand");

      driver.deleteSnapshot(Turn.of(2, snapshot.ref()), snapshot, volume);

      assertThat(cluster.tool("rbd", "snap", "ls", image(volume))).isBlank();
      assertThat(host.isAlive()).isTrue();
    } finally {
      host.destroyForcibly();
      host.onExit().join();
    }
    assertThat(cluster.tool("rados", "-p", "volumes", "-N", "clinker.claims", "ls")).isBlank();
  }

  private void dyingAt(String point, Consumer<Driver> call) {
    try (Driver doomed =
        testbed.node(
            effect -> {
              if (effect.equals(point)) {
                throw new Death();
              }
            })) {
      assertThat(catchThrowable(() -> call.accept(doomed))).isInstanceOf(Death.class);
    }
  }

  private ManageableObject listed(String name) {
    return driver.manageableVolumes().stream()
        .filter(object -> name.equals(object.reference().name()))
        .findFirst()
        .orElseThrow();
  }

  private void foreign(String name, String... more) {
    List<String> command =
        new ArrayList<>(List.of("rbd", "create", "--size", "64M", "volumes/" + name));
    command.addAll(List.of(more));
    cluster.tool(command.toArray(String[]::new));
  }

  private VolumeId newVolume() {
    VolumeId volume = VolumeId.random();
    driver.createVolume(Turn.of(1, volume.ref()), volume, SIZE, new VolumeSource.Blank());
    return volume;
  }

  private String idOf(String image) {
    String told = cluster.tool("rbd", "info", "--format", "json", image);
    return told.replaceAll("(?s).*\"id\":\"([0-9a-f]+)\".*", "$1");
  }

  private String tags(String image) {
    return cluster.tool("rbd", "image-meta", "ls", image);
  }

  private List<String> names() {
    return cluster.tool("rados", "-p", "volumes", "ls").lines().toList();
  }

  private static String image(VolumeId volume) {
    return "volumes/volume-" + volume;
  }

  private void write(VolumeId volume, String text) {
    testbed.write(volume, 0, text.getBytes(StandardCharsets.UTF_8));
  }

  private String text(VolumeId volume) {
    return new String(testbed.read(volume, 0, 64), StandardCharsets.UTF_8).replace("\0", "");
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    ClinkerException refused = catchThrowableOfType(ClinkerException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).as(refused.toString()).isEqualTo(code);
  }
}
