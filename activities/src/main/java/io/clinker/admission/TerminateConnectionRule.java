package io.clinker.admission;

import io.clinker.operations.AnswerRow;
import io.clinker.operations.AttachmentInput.TerminateConnection;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.AttachmentRow;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.OperationRow;
import io.clinker.store.VolumeRow;

/**
 * A host gives its connection back: the export goes. The attachment stays while somebody says that
 * it is used, as with Cinder, and goes with the export where nobody does.
 */
final class TerminateConnectionRule implements Rule<TerminateConnection> {
  private static final OperationKind KIND = OperationKind.ATTACHMENT_DELETE;

  @Override
  public Decision admit(AdmitScope scope, TerminateConnection input) {
    VolumeRow volume = AttachmentRows.lockVolume(scope, input.attachment());
    AttachmentRow row = AttachmentRows.lock(scope, input.attachment());
    String refusal =
        "Volume attachment %s cannot be disconnected while it is %s"
            .formatted(row.id(), row.attachStatus());
    Holders.requireNotHeld(scope, row.operationId(), 409, refusal);
    if (row.connector() == null) {
      Attachments.recompute(
          scope.handle(), scope.stores(), volume, Attachments.Told.NOT_ATTACHING, scope.now());
      return Decision.done(new AnswerRow.Attachment(row));
    }
    Attachments.requireVolumeFree(scope, volume, KIND.excludedBy(), 409, refusal);
    Pins.takeAttachment(scope, volume.id());
    return disconnect(scope, row, volume);
  }

  private static Decision disconnect(AdmitScope scope, AttachmentRow row, VolumeRow volume) {
    String status = isUsed(row.attachStatus()) ? row.attachStatus() : KIND.statuses().during();
    scope
        .stores()
        .attachments()
        .hold(scope.handle(), row.id(), scope.operation(), status, scope.now());
    Attachments.recompute(scope.handle(), scope.stores(), volume, scope.now());
    return Attachments.steps(
        scope,
        volume,
        AttachmentRows.lock(scope, row.id()),
        new Plan.Disconnect(row.id(), volume.id(), Attachments.backend(volume), row.exportHost()));
  }

  @Override
  public Decision supersede(AdmitScope scope, TerminateConnection input, OperationRow old) {
    VolumeRow volume = AttachmentRows.lockVolume(scope, input.attachment());
    AttachmentRow row = AttachmentRows.lock(scope, input.attachment());
    if (!old.id().value().equals(row.operationId())) {
      throw new RepeatException("the superseded operation has ended");
    }
    // Its pin on the volume comes over from the operation that ends here.
    return disconnect(scope, row, volume);
  }

  @Override
  public void settle(SettleScope scope, TerminateConnection input) {
    VolumeRow volume = AttachmentEnd.lockVolume(scope, input.attachment());
    AttachmentRow row = AttachmentEnd.row(scope, input.attachment());
    boolean used = isUsed(row.attachStatus());
    if (!(scope.outcome() instanceof Outcome.Succeeded)) {
      // What is left of the connection is not known, so it is kept for the next try.
      AttachmentEnd.releaseAsItIs(
          scope, row.id(), volume, used ? row.attachStatus() : scope.statusAfter("attaching"));
    } else if (used || row.instanceUuid() != null) {
      AttachmentEnd.releaseWithoutConnection(
          scope, row.id(), volume, used ? row.attachStatus() : "reserved");
    } else {
      AttachmentEnd.delete(scope, row.id(), volume);
    }
  }

  private static boolean isUsed(String status) {
    return status.equals("attached");
  }
}
