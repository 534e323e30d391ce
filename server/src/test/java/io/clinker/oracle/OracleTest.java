package io.clinker.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory.BackendContext;
import io.clinker.driver.StepContext;
import io.clinker.driver.VolumeSource;
import io.clinker.drivers.file.TokenLog;
import io.clinker.drivers.simulator.SimulatorFactory;
import io.clinker.model.AttachmentId;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.Token;
import io.clinker.model.VolumeId;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.OperationInput;
import io.clinker.store.testing.Rig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every invariant is broken by hand once, and named. */
final class OracleTest {
  @TempDir private Path directory;
  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;

  @AutoClose
  private final Driver driver =
      new SimulatorFactory()
          .create(new BackendContext("sim", "here"), Map.of("array", "a", "pool", "main"));

  private VolumeId volume;
  private SnapshotId snapshot;
  private AttachmentId attachment;
  private UsageReport usage = UsageReport.none();

  @BeforeEach
  void aVolumeWithASnapshotAndAnAttachment() {
    for (String table :
        List.of("volume", "snapshot", "attachment", "operation", "pin", "pool", "backend")) {
      rig.test().run("delete from " + table);
    }
    rig.backend("sim", 100);
    volume = rig.volume(2);
    driver.createVolume(turn(1, volume.ref()), volume, size(2), new VolumeSource.Blank());
    snapshot = rig.snapshot(volume);
    driver.createSnapshot(turn(1, snapshot.ref(), volume.ref()), snapshot, volume);
    attachment = AttachmentId.random();
    rig.done(
        new AttachmentInput.CreateAttachment(
            attachment, volume, null, null, Map.of("host", "h", "initiator", "iqn.h")));
    connect(attachment);
    run("update attachment set connection_info = '{}' where id = '%s'", attachment);
  }

  @Test
  void findsNothingWhereNothingIsWrong() {
    assertThat(check().violations()).isEmpty();
    assertThat(counted().values()).containsOnly(0L);
  }

  @Test
  void countsWhatRowsAloneShow() {
    OperationId ended = rig.done(Rig.blank(VolumeId.random(), 1)).operation();
    run(
        "insert into pin (resource_kind, resource_id, operation_id, kind, created_at)"
            + " values ('volume', '%s', '"
            + ended
            + "', 'source', now(6))",
        volume);
    run("update volume set status = 'extending' where id = '%s'", volume);
    run("update pool set allocated_gib = 90 where backend = '%s'", "sim");
    assertThat(counted())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("I3", 1L, "I4", 1L, "I5", 0L, "I7", 0L, "I9", 1L));
  }

  private Map<String, Long> counted() {
    ViolationGauges gauges = new ViolationGauges(rig.database().jdbi(), new SimpleMeterRegistry());
    gauges.round();
    return gauges.counts();
  }

  @Test
  void namesARowWithoutItsObject() {
    VolumeId lost = rig.volume(1);
    assertThat(check().violations())
        .singleElement()
        .asString()
        .startsWith("I1: volume " + lost)
        .contains("'available'", "holds no such volume");
  }

  @Test
  void bearsAResetThatCouldNotReadWhatADeleteHasLeft() {
    VolumeId unread = rig.volume(1);
    run("update volume set status = 'error' where id = '%s'", unread);
    assertThat(check().violations()).singleElement().asString().startsWith("I1: volume " + unread);

    run(
        "update operation set kind = 'volume-reset-status', state = 'failed',"
            + " error_code = 'BACKEND_REFUSED', error_message = 'broke off'"
            + " where resource_id = '%s'",
        unread);
    assertThat(check().violations()).isEmpty();
  }

  @Test
  void namesAnObjectOfAnotherSize() {
    driver.extendVolume(turn(9, volume.ref()), volume, size(3));
    assertThat(check().violations()).singleElement().asString().startsWith("I1: volume " + volume);
  }

  @Test
  void bearsAnySizeAfterAnExtendThatFailed() {
    run("delete from attachment");
    driver.disconnect(turn(5, attachment.ref()), attachment, volume);
    driver.extendVolume(turn(9, volume.ref()), volume, size(3));
    for (String status : List.of("error_extending", "error_unmanaging", "error_deleting")) {
      run("update volume set status = '" + status + "' where id = '%s'", volume);
      assertThat(check().violations()).as(status).isEmpty();
    }
  }

  @Test
  void namesAnObjectWithoutARow() {
    VolumeId orphan = VolumeId.random();
    driver.createVolume(turn(1, orphan.ref()), orphan, size(1), new VolumeSource.Blank());
    assertThat(check().violations())
        .containsExactly("I2: backend sim holds volume " + orphan + ", which no live row knows");
  }

  @Test
  void namesQuotaThatIsReservedForNobody() {
    run("update volume set extending_to_gib = 5 where id = '%s'", volume);
    run("update pool set allocated_gib = 5");
    assertThat(check().violations())
        .containsExactly(
            "I3: volume "
                + volume
                + " reserves 5 GiB for an extend, but no open operation holds it");
  }

  /** Rows of kinds that only another build has are judged by what every operation has. */
  @Test
  void bearsOperationsOfANewerBuild() {
    run("update operation set kind = 'volume-fold' where resource_id = '%s'", volume);
    run(
        "insert into pin (resource_kind, resource_id, operation_id, kind, created_at)"
            + " select 'volume', resource_id, id, 'fold', now(6) from operation"
            + " where resource_id = '%s'",
        volume);

    assertThat(check().violations()).singleElement().asString().startsWith("I3:").contains("fold");
  }

  @Test
  void namesAPinOfAnEndedOperation() {
    OperationId ended = rig.done(Rig.blank(VolumeId.random(), 1)).operation();
    run(
        "insert into pin (resource_kind, resource_id, operation_id, kind, created_at)"
            + " values ('volume', '%s', '"
            + ended
            + "', 'source', now(6))",
        volume);
    assertThat(check().violations()).anyMatch(text -> text.startsWith("I3: volume " + volume));
  }

  @Test
  void namesUsageThatIsNotTheRecount() {
    usage =
        new UsageReport(
            Map.of(
                Rig.PROJECT,
                Map.of(
                    "volumes", new UsageReport.Usage(1, 0),
                    "snapshots", new UsageReport.Usage(1, 0),
                    "gigabytes", new UsageReport.Usage(7, 1))));
    assertThat(check().violations())
        .containsExactly(
            "I3: project p1: the API says 7 gigabytes in use and 1 reserved, the recount is 4 and 0");
  }

  @Test
  void saysWhoseUsageItWasNotTold() {
    usage = new UsageReport(Map.of(), List.of(Rig.PROJECT));

    assertThat(check().violations()).isEmpty();
    assertThat(check().text())
        .contains("not compared for 1 projects, for lack of permission: set OS_TOKEN");
  }

  @Test
  void namesAStatusThatNobodyWorksOn() {
    run("update volume set status = 'extending' where id = '%s'", volume);
    assertThat(check().violations())
        .containsExactly(
            "I4: volume " + volume + " is 'extending', but no open operation works on it");
  }

  @Test
  void namesAStatusThatDoesNotFollowFromTheAttachments() {
    run("update volume set status = 'available' where id = '%s'", volume);
    assertThat(check().violations())
        .singleElement()
        .asString()
        .startsWith("I4: volume " + volume + " is 'available', but its attachments");
  }

  @Test
  void namesTwoOperationsOnOneResource() {
    VolumeId twice = VolumeId.random();
    OperationId first = rig.done(Rig.blank(twice, 1)).operation();
    driver.createVolume(turn(1, twice.ref()), twice, size(1), new VolumeSource.Blank());
    OperationId second = rig.done(new OperationInput.ExtendVolume(twice, 2, false)).operation();
    driver.extendVolume(turn(2, twice.ref()), twice, size(2));
    assertThat(check().violations()).isEmpty();
    run("update operation set ended_at = ended_at + interval 1 hour where id = '%s'", first);
    assertThat(check().violations())
        .containsExactly(
            "I5: volume-extend %s was admitted on %s while volume-create %s had it"
                .formatted(second, twice, first));
  }

  @Test
  void namesAnAttachmentWithoutItsExport() {
    driver.disconnect(turn(5, attachment.ref()), attachment, volume);
    assertThat(check().violations())
        .singleElement()
        .asString()
        .startsWith("I6: attachment " + attachment);
  }

  @Test
  void namesAnExportWithoutItsAttachment() {
    AttachmentId nobody = AttachmentId.random();
    connect(nobody);
    assertThat(check().violations())
        .containsExactly(
            "I6: backend sim exports volume %s for attachment %s, which has no live row with a connection"
                .formatted(volume, nobody));
  }

  @Test
  void namesAnOperationThatEndedAndDidNot() {
    OperationId torn = rig.done(new AttachmentInput.CompleteAttachment(attachment)).operation();
    run("update operation set state = 'running' where id = '%s'", torn);
    assertThat(check().violations())
        .singleElement()
        .asString()
        .startsWith("I7: attachment-complete " + torn + " is 'running', but ended");
  }

  @Test
  void namesAnOperationThatIsOpenWhenAllIsSaidToBeSettled() {
    OperationId open = rig.accepted(Rig.blank(VolumeId.random(), 1)).operation();
    assertThat(check().violations()).anyMatch(text -> text.startsWith("I7: volume-create " + open));
    Verdict atWork = oracle().check(false, History.none());
    assertThat(atWork.violations()).isEmpty();
  }

  @Test
  void namesAnAcceptedRequestWithoutAnOperation() {
    History history =
        new History(
            List.of(call("volume-extend", "volume/" + volume, 0, 1, "req-lost")), List.of());
    assertThat(oracle().check(true, history).violations())
        .singleElement()
        .asString()
        .startsWith("I7: the accepted volume-extend");
  }

  @Test
  void lacksNoOperationOfACallThatFoundNothingToTakeAway() {
    History.Call terminate =
        new History.Call(
            "attachment-delete",
            null,
            volume.value(),
            null,
            0,
            1,
            History.Outcome.ACCEPTED,
            202,
            List.of("req-nothing"),
            null);
    assertThat(oracle().check(true, new History(List.of(terminate), List.of())).violations())
        .isEmpty();

    History.Call named = call("attachment-delete", "attachment/" + attachment, 0, 1, "req-lost");
    assertThat(oracle().check(true, new History(List.of(named), List.of())).violations())
        .singleElement()
        .asString()
        .startsWith("I7: the accepted attachment-delete");
  }

  @Test
  void namesATokenThatWentDown() throws IOException {
    String operation = OperationId.random().value();
    Files.write(
        directory.resolve("tokens.log"),
        List.of(
            "%s f1-r1-s1-a1-%s -".formatted(volume.ref(), operation),
            "%s f3-r1-s1-a1-%s f1-r1-s1-a1-%s".formatted(volume.ref(), operation, operation),
            "%s f2-r1-s1-a1-%s f3-r1-s1-a1-%s".formatted(volume.ref(), operation, operation)));
    assertThat(check().violations())
        .singleElement()
        .asString()
        .startsWith("I8: backend sim: an accepted token went down");
  }

  @Test
  void namesALedgerThatIsNotTheRecount() {
    run("update pool set allocated_gib = allocated_gib + 1 where backend = '%s'", "sim");
    assertThat(check().violations())
        .containsExactly("I9: pool sim#main has 3 GiB allocated in its ledger, the recount is 2");
  }

  @Test
  void namesAPoolThatGaveOutMoreThanItHas() {
    run("update pool set total_gib = 1 where backend = '%s'", "sim");
    assertThat(check().violations())
        .containsExactly("I9: pool sim#main has 2 GiB allocated, its limit is 1");
  }

  @Test
  void namesASightThatNoOrderExplains() {
    String seen = "volume/" + VolumeId.random();
    History history =
        new History(
            List.of(call("volume-create", seen, 0, 10)),
            List.of(
                new History.Sight(seen, "available", 20, 21),
                new History.Sight(seen, "gone", 30, 31)));
    assertThat(explained(history))
        .singleElement()
        .asString()
        .startsWith(seen + " was seen 'gone'")
        .contains("no serial order explains it");
  }

  @Test
  void explainsTheReservationThatATakenBackConnectionLeaves() {
    String id = VolumeId.random().value();
    String seen = "volume/" + id;
    History.Call made = call("volume-create", seen, 0, 10);
    History.Call connected = ofOlderCall("attachment-create", id, 12);
    List<History.Sight> sights =
        List.of(
            new History.Sight(seen, "attaching", 20, 21),
            new History.Sight(seen, "reserved", 30, 31));
    assertThat(explained(new History(List.of(made, connected), sights))).hasSize(1);

    assertThat(
            explained(
                new History(
                    List.of(made, connected, ofOlderCall("attachment-delete", id, 25)), sights)))
        .isEmpty();
  }

  private static History.Call ofOlderCall(String kind, String volume, long begin) {
    return new History.Call(
        kind, null, volume, null, begin, begin + 1, History.Outcome.ACCEPTED, 202, List.of(), null);
  }

  private List<String> explained(History history) {
    Evidence evidence =
        Evidence.of(rows().all(), rows().all(), List.of(), true, UsageReport.none(), history);
    return new I10ExplainableHistory().finding(evidence).violations();
  }

  private static History.Call call(
      String kind, String resource, long begin, long end, String... requests) {
    return new History.Call(
        kind,
        resource,
        resource.substring(resource.indexOf('/') + 1),
        null,
        begin,
        end,
        History.Outcome.ACCEPTED,
        202,
        List.of(requests),
        null);
  }

  private Verdict check() {
    return oracle().check(true, History.none());
  }

  private Oracle oracle() {
    return new Oracle(
        rows(),
        new Backends(List.of(new Backends.Backend("sim", driver, this::tokens)), "here"),
        () -> usage);
  }

  private Backends.Tokens tokens() {
    try {
      return new Backends.Tokens(TokenLog.violations(directory), TokenLog.lines(directory).size());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private RowSource rows() {
    return new RowSource(rig.database().jdbi());
  }

  private void run(String sql, Object... arguments) {
    rig.test().run(sql.formatted(arguments));
  }

  private void connect(AttachmentId id) {
    driver.connect(
        turn(1, id.ref()),
        new ConnectRequest(
            id, volume, StorageProtocol.NBD, "iqn.h", "h", null, false, "secret-of-the-test"));
  }

  private static Size size(int gib) {
    return Size.ofGibibytes(gib);
  }

  private static StepContext turn(long fence, ResourceRef... objects) {
    Map<ResourceRef, Long> fences = new java.util.HashMap<>();
    for (ResourceRef object : objects) {
      fences.put(object, fence);
    }
    Token token = new Token(OperationId.random(), 1, (int) fence, 1, fences);
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
