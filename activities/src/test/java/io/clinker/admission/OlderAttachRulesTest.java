package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.AttachmentInput.Attach;
import io.clinker.operations.AttachmentInput.DeleteAttachment;
import io.clinker.operations.AttachmentInput.InitializeConnection;
import io.clinker.operations.AttachmentInput.TerminateConnection;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.operations.Refusal;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import io.clinker.store.testing.Rig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OlderAttachRulesTest {
  private static final Map<String, Object> HOST = Map.of("host", "Web_1", "initiator", "iqn.1");
  private static final Map<String, Object> OTHER = Map.of("host", "web-2", "initiator", "iqn.2");

  @AutoClose private final Rig rig = new Rig();
  private VolumeId volume = VolumeId.random();

  @BeforeEach
  void volume() {
    rig.backend("b1", 100);
    volume = rig.volume(1);
  }

  private List<AttachmentRow> rows() {
    return rig.database().read(handle -> rig.stores().attachments().ofVolume(handle, volume));
  }

  private AttachmentRow only() {
    assertThat(rows()).hasSize(1);
    return rows().getFirst();
  }

  private InitializeConnection initialize(Map<String, Object> connector) {
    var found = HostAttachments.ofConnector(rows(), connector);
    return new InitializeConnection(
        found.map(AttachmentRow::id).orElseGet(AttachmentId::random),
        volume,
        found.isPresent(),
        connector);
  }

  private Attach attach(@Nullable String instance, @Nullable String host, String mode) {
    var found = HostAttachments.ofUser(rows(), instance, host);
    return new Attach(
        found.map(AttachmentRow::id).orElseGet(AttachmentId::random),
        volume,
        found.isPresent(),
        instance,
        host,
        "/dev/vdb",
        mode);
  }

  /** Connected, as the step would have left it. */
  private AttachmentId connected(Map<String, Object> connector) {
    InitializeConnection input = initialize(connector);
    Admitted admitted = rig.accepted(input);
    assertThat(admitted.plan()).isInstanceOf(Plan.Connect.class);
    store(input.attachment());
    rig.succeed(admitted);
    return input.attachment();
  }

  private void store(AttachmentId id) {
    rig.database()
        .inTransaction(
            handle -> {
              AttachmentRow row = rig.stores().attachments().find(handle, id, null).orElseThrow();
              return rig.stores()
                  .attachments()
                  .storeConnection(handle, id, row.fence(), Map.of("password", "p"), "h");
            });
  }

  private void announce(String what) {
    VolumeAnnouncements announcements = new VolumeAnnouncements(rig.stores());
    rig.database()
        .inTransaction(
            handle -> {
              VolumeRow row = rig.stores().volumes().lock(handle, volume).orElseThrow();
              if (what.equals("reserve")) {
                announcements.reserve(handle, row, Instant.now());
              } else {
                announcements.beginDetaching(handle, row, Instant.now());
              }
              return true;
            });
  }

  @Test
  void aHostConnectsAttachesDisconnectsAndDetaches() {
    AttachmentId id = connected(HOST);
    assertThat(rig.row(volume).status()).isEqualTo("attaching");
    assertThat(rig.row(volume).adminMetadata()).doesNotContainKey("attached_mode");
    assertThat(only().attachMode()).isEqualTo("rw");

    Admitted attached = rig.done(attach(null, "web_1", "rw"));
    assertThat(attached.ended()).isTrue();
    assertThat(rig.row(attached.operation()).kind()).isEqualTo(OperationKind.ATTACHMENT_COMPLETE);
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    assertThat(rig.row(volume).adminMetadata())
        .containsEntry("attached_mode", "rw")
        .containsEntry("readonly", "False");
    assertThat(only().id()).isEqualTo(id);
    assertThat(only().attachedHost()).isEqualTo("web-1");
    assertThat(only().mountpoint()).isEqualTo("/dev/vdb");
    assertThat(only().attachedAt()).isNotNull();

    Admitted terminate = rig.accepted(new TerminateConnection(id));
    assertThat(terminate.plan()).isEqualTo(new Plan.Disconnect(id, volume, "b1", "h"));
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    rig.succeed(terminate);
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    assertThat(only().connectionInfo()).isNull();
    assertThat(only().connector()).isNull();
    assertThat(only().attachedHost()).isEqualTo("web-1");
    assertThat(rig.done(new TerminateConnection(id)).ended()).isTrue();

    assertThat(rig.done(new DeleteAttachment(id)).ended()).isTrue();
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rows()).isEmpty();
    assertThat(rig.row(volume).adminMetadata()).doesNotContainKey("attached_mode");
  }

  @Test
  void aServiceReservesAttachesAndDetachesAServer() {
    announce("reserve");
    connected(HOST);
    assertThat(rig.row(volume).status()).isEqualTo("attaching");
    rig.done(attach("i1", null, "rw"));
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    assertThat(only().instanceUuid()).isEqualTo("i1");
    assertThat(only().connectionInfo()).isNotNull();

    announce("begin");
    assertThat(rig.row(volume).status()).isEqualTo("detaching");
    rig.done(new TerminateConnection(only().id()));
    assertThat(rig.row(volume).status()).isEqualTo("detaching");
    rig.done(new DeleteAttachment(only().id()));
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.row(volume).adminMetadata()).doesNotContainKey("announced");
  }

  @Test
  void whatNobodyUsesGoesWithItsConnectionAndTakesTheReservationBack() {
    announce("reserve");
    AttachmentId id = connected(HOST);
    rig.done(new TerminateConnection(id));
    assertThat(rows()).isEmpty();
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.row(volume).adminMetadata()).doesNotContainKey("announced");
  }

  @Test
  void repeatsChangeNothing() {
    AttachmentId id = connected(HOST);
    Admitted again = rig.accepted(initialize(HOST));
    assertThat(again.ended()).isTrue();
    assertThat(((AnswerRow.Attachment) again.row()).row().id()).isEqualTo(id);
    // As a request that looked before the first one made it.
    Admitted late =
        rig.accepted(new InitializeConnection(AttachmentId.random(), volume, false, HOST));
    assertThat(((AnswerRow.Attachment) late.row()).row().id()).isEqualTo(id);

    rig.done(attach(null, "web-1", "rw"));
    rig.done(attach(null, "web-1", "rw"));
    rig.done(new Attach(AttachmentId.random(), volume, false, null, "web-1", "/dev/vdb", "rw"));
    assertThat(only().attachStatus()).isEqualTo("attached");
    rig.done(new TerminateConnection(id));
    rig.done(new TerminateConnection(id));
    rig.done(new DeleteAttachment(id));
    assertThat(rig.refused(new DeleteAttachment(id)).status()).isEqualTo(404);
  }

  @Test
  void aRepeatJoinsTheConnectionThatIsBeingMade() {
    InitializeConnection first = initialize(HOST);
    Admitted open = rig.accepted(first);
    InitializeConnection second = initialize(HOST);
    assertThat(second.known()).isTrue();
    Refusal refusal = rig.refused(second);
    assertThat(refusal.blockedBy()).isEqualTo(open.operation());
    assertThat(second.asksTheSameAs(first)).isTrue();
    assertThat(initialize(OTHER).asksTheSameAs(first)).isFalse();
  }

  @Test
  void aHostThatUsesItWithoutConnectionGetsOneAndGoesOnUsingIt() {
    rig.done(attach(null, "web-1", "ro"));
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    assertThat(rig.row(volume).adminMetadata()).containsEntry("attached_mode", "ro");
    AttachmentId id = only().id();
    assertThat(only().connector()).isNull();

    InitializeConnection input = initialize(HOST);
    assertThat(input.attachment()).isEqualTo(id);
    Admitted update = rig.accepted(input);
    assertThat(rig.row(update.operation()).kind()).isEqualTo(OperationKind.ATTACHMENT_UPDATE);
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    rig.settle(update, new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(only().attachStatus()).isEqualTo("attached");
    assertThat(only().connector()).isNull();

    connected(HOST);
    assertThat(only().id()).isEqualTo(id);
    assertThat(only().attachStatus()).isEqualTo("attached");
    assertThat(only().attachMode()).isEqualTo("ro");
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
  }

  @Test
  void nothingIsLeftOfAConnectionThatCouldNotBeMade() {
    for (Outcome outcome :
        List.of(new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"), new Outcome.Cancelled())) {
      rig.settle(rig.accepted(initialize(HOST)), outcome);
      assertThat(rows()).isEmpty();
      assertThat(rig.row(volume).status()).isEqualTo("available");
    }
  }

  @Test
  void aConnectionThatCannotBeTakenBackIsKeptForTheNextTry() {
    AttachmentId id = connected(HOST);
    rig.done(attach(null, "web-1", "rw"));
    Outcome failed = new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no");
    rig.settle(rig.accepted(new TerminateConnection(id)), failed);
    assertThat(only().attachStatus()).isEqualTo("attached");
    assertThat(only().connectionInfo()).isNotNull();
    assertThat(rig.accepted(new TerminateConnection(id)).plan())
        .isInstanceOf(Plan.Disconnect.class);
  }

  @Test
  void aSecondHostMayConnectButNotAttach() {
    connected(HOST);
    rig.done(attach(null, "web-1", "rw"));
    AttachmentId second = connected(OTHER);
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    Refusal refusal = rig.refused(attach(null, "web-2", "rw"));
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.message()).contains("already attached");
    assertThat(HostAttachments.inUse(rows())).hasSize(1);
    rig.done(new TerminateConnection(second));
    assertThat(only().attachedHost()).isEqualTo("web-1");
  }

  @Test
  void modesAndStatusesBound() {
    readonly();
    Refusal writing = rig.refused(attach(null, "web-1", "rw"));
    assertThat(writing.status()).isEqualTo(400);
    assertThat(writing.message()).contains("Invalid attaching mode 'rw'");
    connected(HOST);
    assertThat(only().attachMode()).isEqualTo("ro");
    rig.done(attach(null, "web-1", "ro"));
    assertThat(rig.row(volume).adminMetadata()).containsEntry("readonly", "True");

    volume = rig.volume(1);
    status("maintenance");
    assertThat(rig.refused(initialize(HOST)).status()).isEqualTo(400);
    assertThat(rig.refused(attach(null, "web-1", "rw")).message()).contains("maintenance");
    status("error");
    assertThat(rig.refused(attach(null, "web-1", "rw")).status()).isEqualTo(400);
    rig.done(initialize(HOST));
    assertThat(
            rig.refused(new InitializeConnection(AttachmentId.random(), volume, true, OTHER))
                .status())
        .isEqualTo(409);
  }

  @Test
  void aTerminateTakesOverFromTheConnectionThatIsBeingMade() {
    InitializeConnection input = initialize(HOST);
    Admitted open = rig.accepted(input);
    var request = Rig.request(new TerminateConnection(input.attachment()));
    Admitted taken = (Admitted) rig.admission().supersede(request, Rig.run(request));
    assertThat(rig.row(open.operation()).state().open()).isFalse();
    rig.succeed(taken);
    assertThat(rows()).isEmpty();
    assertThat(rig.row(volume).status()).isEqualTo("available");
  }

  private void readonly() {
    set("available", Map.of("readonly", "True"));
  }

  private void status(String status) {
    set(status, Map.of());
  }

  private void set(String status, Map<String, String> flags) {
    assertThat(Set.of("available", "maintenance", "error")).contains(status);
    rig.database()
        .inTransaction(
            handle -> {
              rig.stores()
                  .volumes()
                  .setStatus(handle, volume, status, "detached", flags, Instant.now());
              return true;
            });
  }
}
