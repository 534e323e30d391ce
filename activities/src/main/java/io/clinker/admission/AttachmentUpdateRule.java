package io.clinker.admission;

import io.clinker.operations.AnswerRow;
import io.clinker.operations.AttachmentInput.UpdateAttachment;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Plan;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;

/** An attachment gets its connector, and so its export. */
final class AttachmentUpdateRule implements Rule<UpdateAttachment> {
  @Override
  public Decision admit(AdmitScope scope, UpdateAttachment input) {
    VolumeRow volume = AttachmentRows.lockVolume(scope, input.attachment());
    AttachmentRow row = AttachmentRows.lock(scope, input.attachment());
    OperationKind kind = OperationKind.ATTACHMENT_UPDATE;
    if (volume.status().startsWith("error")) {
      throw Refusals.invalidState(
          409,
          ("Volume attachments can not be updated if the volume is in an error state. The Volume"
                  + " %s currently has a status of: %s ")
              .formatted(volume.id(), volume.status()));
    }
    String refusal =
        "Volume attachment %s cannot be updated while it is %s"
            .formatted(row.id(), row.attachStatus());
    Holders.requireNotHeld(scope, row.operationId(), 409, refusal);
    if (!kind.statuses().allowed().contains(row.attachStatus())) {
      throw Refusals.invalidState(409, refusal);
    }
    boolean connected =
        row.connectionInfo() != null && Attachments.sameConnector(row, input.connector());
    if (connected) {
      return Decision.done(new AnswerRow.Attachment(row));
    }
    Attachments.requireVolumeFree(
        scope,
        volume,
        kind.excludedBy(),
        409,
        "Volume %s cannot be attached now".formatted(volume.id()));
    Attachments.requireOnlyOne(scope, volume, row);
    String mode = Attachments.mode(volume, row.attachMode(), input.connector());
    var attachments = scope.stores().attachments();
    attachments.hold(
        scope.handle(), row.id(), scope.operation(), kind.statuses().during(), scope.now());
    attachments.setConnector(
        scope.handle(),
        Attachments.connecting(
            row, input.connector(), mode, Attachments.protocol(scope, volume), scope.now()));
    Attachments.recompute(scope.handle(), scope.stores(), volume, mode, scope.now());
    Pins.takeAttachment(scope, volume.id());
    AttachmentRow held = AttachmentRows.lock(scope, input.attachment());
    return Attachments.steps(
        scope,
        volume,
        held,
        new Plan.Connect(
            row.id(),
            volume.id(),
            Attachments.backend(volume),
            AttachmentCreateRule.exportHost(scope, volume)));
  }

  @Override
  public void settle(SettleScope scope, UpdateAttachment input) {
    VolumeRow volume = AttachmentEnd.lockVolume(scope, input.attachment());
    // Cancelled: its export was undone, so it is what it was before it had a connector.
    AttachmentEnd.release(scope, input.attachment(), volume, scope.statusAfter("reserved"));
  }
}
