package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteSnapshot;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Refusal;
import io.clinker.store.testing.Rig;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who waits to have a resource alone comes before new shared users of it. */
class IntentsTest {
  @AutoClose private final Rig rig = new Rig();
  private final Intents intents = rig.intents("n1");

  @BeforeEach
  void backend() {
    rig.backend("b1", 1000);
  }

  private static OperationInput copyOf(VolumeId source) {
    return new CreateVolume(
        VolumeId.random(), null, null, null, null, null, null, source, Map.of());
  }

  private void leave(OperationRequest request, ResourceRef resource) {
    intents.leave(request.operation(), request.kind(), resource);
  }

  @Test
  void newCopiesQueueBehindADeleteThatWaits() {
    VolumeId source = rig.volume(1);
    Admitted copy = rig.accepted(copyOf(source));
    OperationRequest delete = Rig.request(new DeleteVolume(source, false, false));

    Refusal refusal = rig.refused(delete);
    assertThat(refusal.blockedBy()).isEqualTo(copy.operation());
    assertThat(refusal.pinned()).isEqualTo(source.ref());
    leave(delete, source.ref());
    leave(delete, source.ref());

    Refusal behind = rig.refused(copyOf(source));
    assertThat(behind.code()).isEqualTo(ErrorCode.OPERATION_IN_PROGRESS);
    assertThat(behind.blockedBy()).isEqualTo(delete.operation());
    assertThat(behind.message())
        .contains(
            "operation volume-delete %s waits to have volume/%s alone"
                .formatted(delete.operation(), source));
    assertThat(intents.isInTheWay(delete.operation())).isTrue();
    assertThat(intents.isInTheWay(copy.operation())).isTrue();

    rig.succeed(copy);
    assertThat(intents.isInTheWay(copy.operation())).isFalse();
    Admitted deleting = rig.accepted(delete);
    intents.withdraw(delete.operation());
    assertThat(intents.isInTheWay(delete.operation())).isTrue();
    rig.succeed(deleting);
    assertThat(intents.isInTheWay(delete.operation())).isFalse();
    assertThat(rig.number("select count(*) from intent")).isZero();
  }

  @Test
  void newAttachmentsQueueButWhatIsThereGoesOn() {
    VolumeId volume = rig.volume(1);
    AttachmentInput.CreateAttachment reserved =
        new CreateAttachment(AttachmentId.random(), volume, "i1", null, null);
    rig.done(reserved);
    VolumeId other = rig.volume(1);
    OperationRequest extend = Rig.request(new OperationInput.ExtendVolume(volume, 2, true));
    leave(extend, volume.ref());
    leave(extend, other.ref());

    Refusal behind =
        rig.refused(
            new CreateAttachment(AttachmentId.random(), other, "i2", null, Map.of("host", "h2")));
    assertThat(behind.blockedBy()).isEqualTo(extend.operation());

    rig.done(new AttachmentInput.UpdateAttachment(reserved.attachment(), Map.of("host", "h1")));
    rig.done(new AttachmentInput.DeleteAttachment(reserved.attachment()));
  }

  @Test
  void theIntentOfANodeThatDiedKeepsNobodyAway() {
    VolumeId source = rig.volume(1);
    leave(Rig.request(new DeleteVolume(source, false, false)), source.ref());
    rig.refused(copyOf(source));

    rig.down("n1");

    rig.done(copyOf(source));
  }

  @Test
  void aNodeThatStartsAgainForgetsItsFormerClients() {
    VolumeId source = rig.volume(1);
    OperationRequest former = Rig.request(new DeleteVolume(source, false, false));
    OperationRequest waits = Rig.request(new DeleteVolume(source, false, false));
    leave(former, source.ref());
    leave(waits, source.ref());
    OperationRequest elsewhere = Rig.request(new DeleteVolume(source, false, false));
    rig.intents("n2").leave(elsewhere.operation(), elsewhere.kind(), source.ref());

    intents.withdrawUnless(waits.operation()::equals);

    assertThat(intents.isInTheWay(former.operation())).isFalse();
    assertThat(intents.isInTheWay(waits.operation())).isTrue();
    assertThat(intents.isInTheWay(elsewhere.operation())).isTrue();
  }

  @Test
  void aSnapshotHasThemToo() {
    VolumeId volume = rig.volume(1);
    var snapshot = rig.snapshot(volume);
    OperationInput copy =
        new CreateVolume(VolumeId.random(), null, null, null, null, null, snapshot, null, Map.of());
    Admitted copying = rig.accepted(copy);
    OperationRequest delete = Rig.request(new DeleteSnapshot(snapshot, false));
    assertThat(rig.refused(delete).pinned()).isEqualTo(snapshot.ref());
    leave(delete, snapshot.ref());

    OperationInput another =
        new CreateVolume(VolumeId.random(), null, null, null, null, null, snapshot, null, Map.of());
    assertThat(rig.refused(another).blockedBy()).isEqualTo(delete.operation());

    rig.succeed(copying);
    rig.succeed(rig.accepted(delete));
  }
}
