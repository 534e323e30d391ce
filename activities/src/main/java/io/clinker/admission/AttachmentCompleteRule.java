package io.clinker.admission;

import io.clinker.operations.AnswerRow;
import io.clinker.operations.AttachmentInput.CompleteAttachment;
import io.clinker.operations.OperationKind;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;

/** A host says that it has connected; nothing is done on the storage. */
final class AttachmentCompleteRule implements Rule<CompleteAttachment> {
  @Override
  public Decision admit(AdmitScope scope, CompleteAttachment input) {
    VolumeRow volume = AttachmentRows.lockVolume(scope, input.attachment());
    AttachmentRow row = AttachmentRows.lock(scope, input.attachment());
    OperationKind kind = OperationKind.ATTACHMENT_COMPLETE;
    String refusal =
        "Volume attachment %s cannot be completed while it is %s"
            .formatted(row.id(), row.attachStatus());
    Holders.requireNotHeld(scope, row.operationId(), 409, refusal);
    if (!kind.statuses().allowed().contains(row.attachStatus())) {
      throw Refusals.invalidState(409, refusal);
    }
    var attachments = scope.stores().attachments();
    attachments.hold(
        scope.handle(), row.id(), scope.operation(), kind.statuses().during(), scope.now());
    attachments.release(
        scope.handle(), row.id(), scope.operation(), kind.statuses().afterSuccess(), scope.now());
    Attachments.recompute(
        scope.handle(), scope.stores(), volume, Attachments.Told.NOT_ATTACHING, scope.now());
    return Decision.done(new AnswerRow.Attachment(AttachmentRows.lock(scope, input.attachment())));
  }

  @Override
  public void settle(SettleScope scope, CompleteAttachment input) {
    throw new LostTurnException("it was settled when it was admitted");
  }
}
