package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.AttachmentInput.CompleteAttachment;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.AttachmentInput.DeleteAttachment;
import io.clinker.operations.AttachmentInput.UpdateAttachment;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationState;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.operations.Refusal;
import io.clinker.store.AttachmentRow;
import io.clinker.store.Json;
import io.clinker.store.testing.Rig;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttachmentRulesTest {
  private static final Map<String, Object> HOST = Map.of("host", "h1", "initiator", "iqn.1");

  @AutoClose private final Rig rig = new Rig();

  @BeforeEach
  void backend() {
    rig.backend("b1", 100);
  }

  private AttachmentId reserve(VolumeId volume, @Nullable String instance) {
    AttachmentId id = AttachmentId.random();
    assertThat(rig.accepted(new CreateAttachment(id, volume, instance, null, null)).ended())
        .isTrue();
    return id;
  }

  private AttachmentRow row(AttachmentId id) {
    return rig.database()
        .read(handle -> rig.stores().attachments().find(handle, id, null))
        .orElseThrow();
  }

  @Test
  void anAttachmentLives() {
    VolumeId volume = rig.volume(1);
    AttachmentId id = reserve(volume, "i1");
    assertThat(rig.row(volume).status()).isEqualTo("reserved");
    assertThat(row(id).attachMode()).isNull();
    assertThat(row(id).secret()).hasSize(32);

    Admitted update = rig.accepted(new UpdateAttachment(id, HOST));
    assertThat(update.plan()).isEqualTo(new Plan.Connect(id, volume, "b1", null));
    assertThat(update.fences()).isEqualTo(Map.of(id.ref(), 2L));
    assertThat(rig.row(volume).status()).isEqualTo("attaching");
    assertThat(rig.row(volume).adminMetadata()).containsEntry("attached_mode", "rw");
    assertThat(rig.refused(new DeleteVolume(volume, false, true)).blockedBy())
        .isEqualTo(update.operation());
    store(id, 1, false);
    store(id, 2, true);
    rig.succeed(update);
    assertThat(row(id).attachStatus()).isEqualTo("attaching");
    assertThat(row(id).protocol()).isEqualTo("nbd");

    Admitted again = rig.accepted(new UpdateAttachment(id, HOST));
    assertThat(again.ended()).isTrue();
    assertThat(((AnswerRow.Attachment) again.row()).row().attachStatus()).isEqualTo("attaching");

    rig.done(new CompleteAttachment(id));
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    assertThat(rig.row(volume).attachStatus()).isEqualTo("attached");

    Admitted delete = rig.accepted(new DeleteAttachment(id));
    assertThat(delete.plan()).isEqualTo(new Plan.Disconnect(id, volume, "b1", "h"));
    assertThat(rig.row(volume).status()).isEqualTo("detaching");
    rig.succeed(delete);
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.row(volume).adminMetadata()).isEmpty();
    assertThat(rig.refused(new DeleteAttachment(id)).status()).isEqualTo(404);
  }

  private void store(AttachmentId id, long fence, boolean stored) {
    boolean done =
        rig.database()
            .inTransaction(
                handle ->
                    rig.stores()
                        .attachments()
                        .storeConnection(handle, id, fence, Map.of("password", "p"), "h"));
    assertThat(done).isEqualTo(stored);
  }

  @Test
  void secretsAreNotInAnswersOrRequests() {
    VolumeId volume = rig.volume(1);
    AttachmentId id = AttachmentId.random();
    Admitted create = rig.accepted(new CreateAttachment(id, volume, "i1", null, HOST));
    String secret = row(id).secret();
    assertThat(Json.write(create)).doesNotContain(secret);
    assertThat(rig.row(create.operation()).answer()).doesNotContain(secret);
    assertThat(rig.row(create.operation()).toString()).doesNotContain(secret);
    Admitted read = (Admitted) Json.read(Json.write(create), Admittance.class);
    assertThat(read.fences()).isEqualTo(create.fences());
    assertThat(read.plan()).isEqualTo(create.plan());
  }

  @Test
  void aReservedAttachmentGoesWithoutTheStorage() {
    VolumeId volume = rig.volume(1);
    AttachmentId id = reserve(volume, "i1");
    assertThat(rig.accepted(new DeleteAttachment(id)).ended()).isTrue();
    assertThat(rig.row(volume).status()).isEqualTo("available");
  }

  @Test
  void onlyTheSameInstanceMayComeTwice() {
    VolumeId volume = rig.volume(1);
    AttachmentId first = reserve(volume, "i1");
    assertThat(
            rig.refused(new CreateAttachment(AttachmentId.random(), volume, "i2", null, null))
                .message())
        .contains("status must be available or downloading");
    AttachmentId second = reserve(volume, "i1");
    rig.done(new UpdateAttachment(first, HOST));
    Refusal refusal = rig.refused(new UpdateAttachment(second, Map.of("host", "h2")));
    assertThat(refusal.status()).isEqualTo(409);
  }

  /** Compute connects the host that a server moves to before the one it leaves lets go. */
  @Test
  void aServerThatMovesIsConnectedTwice() {
    VolumeId volume = rig.volume(1);
    AttachmentId first = reserve(volume, "i1");
    rig.done(new UpdateAttachment(first, HOST));
    rig.done(new CompleteAttachment(first));

    Map<String, Object> destination = Map.of("host", "h2");
    Refusal another =
        rig.refused(new CreateAttachment(AttachmentId.random(), volume, "i2", null, destination));
    assertThat(another.message()).contains("status must be available or downloading");
    Refusal nobody =
        rig.refused(new CreateAttachment(AttachmentId.random(), volume, null, null, destination));
    assertThat(nobody.message()).contains("status must be available or downloading");

    AttachmentId second = AttachmentId.random();
    rig.done(new CreateAttachment(second, volume, "i1", null, destination));
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    rig.done(new CompleteAttachment(second));
    rig.done(new DeleteAttachment(first));
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    assertThat(row(second).attachedHost()).isEqualTo("h2");
  }

  @Test
  void aReadOnlyVolumeIsUsedSoWhateverIsAskedFor() {
    VolumeId volume = rig.volume(1);
    rig.test()
        .run(
            "update volume set admin_metadata = '{\"readonly\":\"True\"}' where id = '%s'"
                .formatted(volume));
    AttachmentId reserved = reserve(volume, "i1");
    assertThat(row(reserved).attachMode()).isEqualTo("ro");
    rig.done(new UpdateAttachment(reserved, HOST));
    assertThat(row(reserved).attachMode()).isEqualTo("ro");
    assertThat(rig.row(volume).adminMetadata()).containsEntry("attached_mode", "ro");
    rig.done(new DeleteAttachment(reserved));

    AttachmentId connected = AttachmentId.random();
    Map<String, Object> writing = Map.of("host", "h1", "mode", "rw");
    rig.done(new CreateAttachment(connected, volume, "i1", "rw", writing));
    assertThat(row(connected).attachMode()).isEqualTo("ro");
  }

  @Test
  void multiattachTakesMany() {
    rig.test()
        .run(
            "insert into volume_type (id, name, is_public, extra_specs, created_at) values"
                + " ('t1', 'multi', true, '{\"multiattach\":\"<is> True\"}', now(6))");
    CreateVolume input =
        new CreateVolume(VolumeId.random(), 1, null, null, "multi", null, null, null, Map.of());
    rig.done(input);
    assertThat(rig.row(input.volume()).multiattach()).isTrue();
    AttachmentId first = reserve(input.volume(), "i1");
    rig.done(new UpdateAttachment(first, HOST));
    rig.done(new CompleteAttachment(first));
    AttachmentId second = reserve(input.volume(), "i2");
    assertThat(rig.row(input.volume()).status()).isEqualTo("in-use");
    rig.done(new UpdateAttachment(second, Map.of("host", "h2")));
    rig.done(new DeleteAttachment(first));
    assertThat(rig.row(input.volume()).status()).isEqualTo("attaching");
  }

  @Test
  void errorsAreRefusedAndFailuresAreTold() {
    VolumeId volume = rig.volume(1);
    AttachmentId id = reserve(volume, "i1");
    Admitted update = rig.accepted(new UpdateAttachment(id, HOST));
    assertThat(rig.refused(new CompleteAttachment(id)).blockedBy()).isEqualTo(update.operation());
    rig.settle(update, new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(row(id).attachStatus()).isEqualTo("error_attaching");
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.number("select count(*) from message where action_id='004'")).isEqualTo(1);
    rig.test().run("update volume set status = 'error'");
    assertThat(rig.refused(new UpdateAttachment(id, HOST)).status()).isEqualTo(409);
    assertThat(
            rig.refused(new CreateAttachment(AttachmentId.random(), volume, "i2", null, null))
                .status())
        .isEqualTo(400);
  }

  @Test
  void cancelPutsAReservationBack() {
    VolumeId volume = rig.volume(1);
    AttachmentId id = reserve(volume, "i1");
    Admitted update = rig.accepted(new UpdateAttachment(id, HOST));
    rig.settle(update, new Outcome.Cancelled());
    assertThat(row(id).attachStatus()).isEqualTo("reserved");
    assertThat(row(id).connector()).isNull();
    assertThat(rig.row(volume).status()).isEqualTo("reserved");
  }

  @Test
  void copiesKeepConnectionsAwayButNotReservations() {
    VolumeId volume = rig.volume(1);
    Admitted clone =
        rig.accepted(
            new CreateVolume(
                VolumeId.random(), null, null, null, null, null, null, volume, Map.of()));
    assertThat(
            rig.refused(new CreateAttachment(AttachmentId.random(), volume, "i1", null, HOST))
                .blockedBy())
        .isEqualTo(clone.operation());
    AttachmentId id = reserve(volume, "i1");
    assertThat(rig.refused(new UpdateAttachment(id, HOST)).blockedBy())
        .isEqualTo(clone.operation());
    rig.succeed(clone);
    rig.accepted(new UpdateAttachment(id, HOST));
  }

  @Test
  void aDeleteTakesOverFromAConnectThatIsStillOpen() {
    VolumeId volume = rig.volume(1);
    AttachmentId id = reserve(volume, "i1");
    Admitted update = rig.accepted(new UpdateAttachment(id, HOST));
    OperationInput input = new DeleteAttachment(id);
    assertThat(rig.refused(input).blockedBy()).isEqualTo(update.operation());
    Admitted delete = rig.superseding(input);
    assertThat(delete.fences()).isEqualTo(Map.of(id.ref(), 3L));
    assertThat(rig.row(update.operation()).state()).isEqualTo(OperationState.SUPERSEDED);
    assertThat(rig.admission().settle(update.operation(), 1, new Outcome.Succeeded(), Rig.none()))
        .isFalse();
    assertThat(rig.number("select count(*) from pin where kind = 'attachment'")).isEqualTo(1);
    rig.succeed(delete);
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.number("select count(*) from pin")).isZero();
  }
}
