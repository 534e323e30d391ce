package io.clinker.findings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.clinker.cases.Shows;
import io.clinker.driver.ConnectRequest;
import io.clinker.driver.DriverFactory.BackendContext;
import io.clinker.driver.Inventory;
import io.clinker.driver.ObservedExport;
import io.clinker.driver.StepContext;
import io.clinker.driver.VolumeSource;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.drivers.simulator.SimulatorArray;
import io.clinker.drivers.simulator.SimulatorDriver;
import io.clinker.drivers.simulator.SimulatorOptions;
import io.clinker.drivers.simulator.SimulatorPool;
import io.clinker.findings.StorageComparison.View;
import io.clinker.model.AttachmentId;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.Token;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Kind;
import io.clinker.store.FindingRow.State;
import io.clinker.store.Json;
import io.clinker.store.ListQuery;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the comparison of a backend with its rows finds, and what it must not find. */
final class StorageReconcilerTest {
  private static final String BACKEND = "sim";
  private static final int PASSES = 2;
  private static final Size GIB = Size.ofGibibytes(1);

  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;

  @AutoClose
  private final SimulatorArray array =
      new SimulatorArray(List.of(new SimulatorPool("pool", Size.ofGibibytes(100), true)));

  private final SimulatorDriver driver = driver("node-1");
  private final StorageReconciler reconciler = reconciler("node-1", driver);

  @BeforeEach
  void anEmptyBackend() {
    rig.empty();
    rig.backend(BACKEND, 100);
    rig.unlimited(Rig.PROJECT);
  }

  @Test
  void findsNothingWhereNothingDiffers() {
    VolumeId volume = made();
    SnapshotId snapshot = rig.snapshot(volume);
    driver.createSnapshot(turn(OperationId.random(), 1, snapshot.ref()), snapshot, volume);
    passes(5);
    assertThat(findings()).isEmpty();
  }

  @Test
  @Shows("G-13")
  void believesAnOrphanOnlyAfterSeveralPassesAndSaysWhoMadeIt() {
    Admitted created = rig.done(Rig.blank(1));
    VolumeId volume = new VolumeId(rig.row(created.operation()).resource().id());
    driver.createVolume(
        turn(created.operation(), 1, volume.ref()), volume, GIB, new VolumeSource.Blank());
    rig.test().run("delete from volume where id = '" + volume + "'");

    passes(PASSES);
    assertThat(findings())
        .singleElement()
        .satisfies(row -> assertThat(row.state()).isEqualTo(State.SUSPECTED));
    passes(1);
    assertThat(findings())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.kind()).isEqualTo(Kind.ORPHAN);
              assertThat(row.state()).isEqualTo(State.OPEN);
              assertThat(row.resource()).isEqualTo(volume.ref());
              assertThat(row.projectId()).isEqualTo(Rig.PROJECT);
              assertThat(row.heldBytes()).isEqualTo(GIB.bytes());
              assertThat(Json.readObject(row.provenance()))
                  .containsEntry("by", "mark")
                  .containsEntry("known", true)
                  .containsEntry("operationId", created.operation().value())
                  .containsEntry("kind", "volume-create");
            });
    assertThat(array.inventory("pool").volumes()).hasSize(1);
  }

  @Test
  @Shows("L-8")
  void knowsNothingOfAnOperationThatTheDatabaseHasForgotten() {
    OperationId forgotten = OperationId.random();
    VolumeId volume = VolumeId.random();
    driver.createVolume(turn(forgotten, 7, volume.ref()), volume, GIB, new VolumeSource.Blank());
    passes(PASSES + 1);
    assertThat(findings())
        .singleElement()
        .satisfies(
            row ->
                assertThat(Json.readObject(row.provenance()))
                    .containsEntry("known", false)
                    .containsEntry("operationId", forgotten.value()));
  }

  @Test
  @Shows("G-13")
  void believesNoListThatIsLate() {
    VolumeId deleted = VolumeId.random();
    driver.createVolume(
        turn(OperationId.random(), 1, deleted.ref()), deleted, GIB, new VolumeSource.Blank());
    pause();
    int stale = array.faults().add(FaultRule.on("inventory", new Fault.StaleLists(600_000)));
    VolumeId unlisted = made();
    driver.deleteVolume(turn(OperationId.random(), 2, deleted.ref()), deleted);
    passes(6);
    assertThat(findings()).allSatisfy(row -> assertThat(row.state()).isEqualTo(State.SUSPECTED));
    array.faults().remove(stale);
    passes(1);
    assertThat(findings()).isEmpty();
    assertThat(array.inventory("pool").volumes())
        .singleElement()
        .satisfies(held -> assertThat(held.id()).isEqualTo(unlisted));
  }

  @Test
  void leavesWhatAnOpenOperationWorksWith() {
    Admitted open = rig.accepted(Rig.blank(1));
    VolumeId volume = new VolumeId(rig.row(open.operation()).resource().id());
    driver.createVolume(
        turn(open.operation(), 1, volume.ref()), volume, GIB, new VolumeSource.Blank());
    rig.test().run("delete from volume where id = '" + volume + "'");
    passes(PASSES + 2);
    assertThat(findings()).isEmpty();
  }

  @Test
  @Shows("G-3")
  void findsWhatIsMissingAndWhatHasAnotherSize() {
    VolumeId missing = made();
    driver.deleteVolume(turn(OperationId.random(), 1_000, missing.ref()), missing);
    VolumeId larger = made();
    driver.extendVolume(
        turn(OperationId.random(), 1_000, larger.ref()), larger, Size.ofGibibytes(3));
    passes(PASSES + 1);
    assertThat(findings())
        .extracting(FindingRow::kind, FindingRow::resource, FindingRow::state)
        .containsExactlyInAnyOrder(
            tuple(Kind.MISSING, missing.ref(), State.OPEN),
            tuple(Kind.DRIFT, larger.ref(), State.OPEN));
  }

  @Test
  void findsAnExportThatNoAttachmentKnows() {
    VolumeId volume = made();
    AttachmentId attachment = AttachmentId.random();
    driver.connect(
        turn(OperationId.random(), 1, attachment.ref()),
        new ConnectRequest(
            attachment,
            volume,
            StorageProtocol.ISCSI,
            "iqn.1993-08.org.debian:01:host",
            "host",
            "127.0.0.1",
            false,
            "secret-secret"));
    passes(PASSES + 1);
    assertThat(findings())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.resource()).isEqualTo(attachment.ref());
              assertThat(row.volumeId()).isEqualTo(volume.value());
              assertThat(row.state()).isEqualTo(State.OPEN);
            });
  }

  /** Only a host's own daemons are seen from it, so what a row says of another host counts. */
  @Test
  void findsAnExportWhoseRowNamesAnotherHost() {
    VolumeId volume = made();
    AttachmentId elsewhere = attached(volume, "other");
    AttachmentId nowhere = attached(volume, null);
    AttachmentId here = attached(volume, "host");
    List<ObservedExport> exports =
        List.of(elsewhere, nowhere, here).stream()
            .map(id -> new ObservedExport(id, volume, StorageProtocol.NBD, 0))
            .toList();
    Inventory held = new Inventory(List.of(), List.of(), exports, List.of());
    StorageComparison.Rows rows =
        rig.database()
            .read(
                handle ->
                    new StorageComparison.Rows(
                        Map.of(),
                        Map.of(),
                        rig.stores()
                            .holdings()
                            .attachmentsById(
                                handle, List.of(elsewhere.value(), nowhere.value(), here.value())),
                        List.of()));

    assertThat(new StorageComparison(new View(BACKEND, "host"), held, rows).sightings())
        .extracting(Sighting::kind, Sighting::resource, Sighting::host)
        .containsExactly(
            tuple(Kind.DRIFT, elsewhere.ref(), "host"), tuple(Kind.DRIFT, nowhere.ref(), "host"));
    assertThat(new StorageComparison(new View(BACKEND, null), held, rows).sightings()).isEmpty();
  }

  private AttachmentId attached(VolumeId volume, @Nullable String host) {
    AttachmentId id = AttachmentId.random();
    rig.test()
        .run(
            "insert into attachment (id, volume_id, project_id, attach_status, export_host, fence,"
                + " version, created_at) values ('%s', '%s', '%s', 'attached', %s, 1, 1, now(6))"
                    .formatted(id, volume, Rig.PROJECT, host == null ? "null" : "'" + host + "'"));
    return id;
  }

  @Test
  @Shows("L-8")
  void raisesAFenceToAMarkThatTheDatabaseDoesNotKnow() {
    VolumeId volume = made();
    driver.seal(turn(OperationId.random(), 40, volume.ref()), List.of(volume.ref()));
    passes(1);
    assertThat(rig.row(volume).fence()).isEqualTo(40);
    assertThat(findings()).isEmpty();
  }

  @Test
  void resolvesWhatIsNoLongerSo() {
    VolumeId volume = VolumeId.random();
    driver.createVolume(
        turn(OperationId.random(), 1, volume.ref()), volume, GIB, new VolumeSource.Blank());
    passes(PASSES + 1);
    driver.deleteVolume(turn(OperationId.random(), 2, volume.ref()), volume);
    passes(PASSES);
    assertThat(findings())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.state()).isEqualTo(State.RESOLVED);
              assertThat(row.resolution()).isEqualTo("gone");
            });
  }

  @Test
  void letsANodeThatLostItsTurnWriteNothing() throws Exception {
    VolumeId volume = VolumeId.random();
    driver.createVolume(
        turn(OperationId.random(), 1, volume.ref()), volume, GIB, new VolumeSource.Blank());
    int hang =
        array
            .faults()
            .add(FaultRule.on("inventory", new Fault.Hang(FaultPoint.AFTER)).from("node-1"));
    CompletableFuture<Boolean> paused = CompletableFuture.supplyAsync(reconciler::round);
    StorageReconciler other = reconciler("node-2", driver("node-2"));
    while (lastPass() == 0) {
      pause();
    }
    assertThat(other.round()).isTrue();
    long second = lastPass();
    assertThat(findings()).singleElement().satisfies(row -> seenBy(row, second));
    array.faults().remove(hang);
    assertThat(paused.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(findings()).singleElement().satisfies(row -> seenBy(row, second));
  }

  private static void seenBy(FindingRow row, long pass) {
    assertThat(row.firstPass()).isEqualTo(pass);
    assertThat(row.lastPass()).isEqualTo(pass);
  }

  @Test
  @Shows("C-18")
  void givesEachTurnToOneNode() {
    StorageReconciler slow =
        new StorageReconciler(
            new StorageReconciler.Place("node-1", "host", BACKEND),
            driver,
            rig.database(),
            rig.stores(),
            new StorageReconciler.Settings(Duration.ofHours(1), PASSES));
    StorageReconciler other =
        new StorageReconciler(
            new StorageReconciler.Place("node-2", "host", BACKEND),
            driver("node-2"),
            rig.database(),
            rig.stores(),
            new StorageReconciler.Settings(Duration.ofHours(1), PASSES));
    assertThat(slow.round()).isTrue();
    assertThat(other.round()).isFalse();
    assertThat(slow.round()).isFalse();
    assertThat(lastPass()).isEqualTo(1);
  }

  private long lastPass() {
    return rig.database().read(handle -> rig.stores().findings().lastPass(handle, BACKEND));
  }

  private void passes(int count) {
    for (int pass = 0; pass < count; pass++) {
      assertThat(reconciler.round()).isTrue();
    }
  }

  private List<FindingRow> findings() {
    return rig
        .database()
        .read(handle -> rig.stores().findings().page(handle, ListQuery.newest(null, 100)))
        .stream()
        .map(FindingRow.class::cast)
        .toList();
  }

  /** A volume with a row and an object. */
  private VolumeId made() {
    Admitted created = rig.done(Rig.blank(1));
    VolumeId volume = new VolumeId(rig.row(created.operation()).resource().id());
    driver.createVolume(
        turn(created.operation(), 1, volume.ref()), volume, GIB, new VolumeSource.Blank());
    return volume;
  }

  private SimulatorDriver driver(String node) {
    return new SimulatorDriver(
        array, new BackendContext(BACKEND, node), SimulatorOptions.defaults());
  }

  private StorageReconciler reconciler(String node, SimulatorDriver reached) {
    return new StorageReconciler(
        new StorageReconciler.Place(node, "host", BACKEND),
        reached,
        rig.database(),
        rig.stores(),
        new StorageReconciler.Settings(Duration.ZERO, PASSES));
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static StepContext turn(OperationId operation, long fence, ResourceRef object) {
    Token token = new Token(operation, 1, 1, 1, Map.of(object, fence));
    return new StepContext() {
      @Override
      public Token token() {
        return token;
      }

      @Override
      public void progress(long done, long total) {}

      @Override
      public void observed(String what) {}
    };
  }
}
