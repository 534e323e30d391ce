package io.clinker.admission;

import io.clinker.model.VolumeId;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.AttachmentInput.DeleteAttachment;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.AttachmentRow;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Resolution;
import io.clinker.store.OperationRow;
import io.clinker.store.VolumeRow;
import java.util.Map;

/** An attachment goes, with its export if it ever had one. */
final class AttachmentDeleteRule implements Rule<DeleteAttachment> {
  @Override
  public Decision admit(AdmitScope scope, DeleteAttachment input) {
    String finding = input.finding();
    if (finding != null) {
      if (scope.stores().attachments().find(scope.handle(), input.attachment(), null).isEmpty()) {
        return orphan(scope, input, finding);
      }
      FoundThings.act(scope, finding);
    }
    VolumeRow volume = AttachmentRows.lockVolume(scope, input.attachment());
    AttachmentRow row = AttachmentRows.lock(scope, input.attachment());
    OperationKind kind = OperationKind.ATTACHMENT_DELETE;
    String refusal =
        "Volume attachment %s cannot be deleted while it is %s"
            .formatted(row.id(), row.attachStatus());
    Holders.requireNotHeld(scope, row.operationId(), 409, refusal);
    if (row.connector() == null) {
      return gone(scope, row, volume);
    }
    if (!kind.statuses().allowed().contains(row.attachStatus())) {
      throw Refusals.invalidState(409, refusal);
    }
    Attachments.requireVolumeFree(scope, volume, kind.excludedBy(), 409, refusal);
    Pins.takeAttachment(scope, volume.id());
    return disconnect(scope, input, row, volume);
  }

  /** An export that no row knows gets a row that claims it until it is gone. */
  private static Decision orphan(AdmitScope scope, DeleteAttachment input, String findingId) {
    FindingRow finding = FoundThings.requireOrphan(scope, findingId, input.attachment().ref());
    VolumeId volumeId = new VolumeId(String.valueOf(finding.volumeId()));
    VolumeRow volume =
        scope
            .stores()
            .volumes()
            .lock(scope.handle(), volumeId)
            .orElseThrow(
                () ->
                    Refusals.invalidState(
                        409,
                        "Volume %s has no row: adopt it, or delete it, which ends its exports."
                            .formatted(volumeId)));
    Attachments.requireVolumeFree(
        scope,
        volume,
        OperationKind.ATTACHMENT_DELETE.excludedBy(),
        409,
        "Volume %s is in use".formatted(volumeId));
    long fence =
        FoundThings.fenceAbove(finding, ClaimedRows.makeRoom(scope, input.attachment().ref()));
    AttachmentRow row =
        new AttachmentRow(
            input.attachment(),
            volumeId,
            volume.projectId(),
            null,
            null,
            null,
            null,
            OperationKind.ATTACHMENT_DELETE.statuses().during(),
            Map.of(),
            null,
            null,
            volume.protocol(),
            finding.host(),
            fence,
            0,
            scope.operation().value(),
            scope.now(),
            null,
            null,
            null,
            null);
    scope.stores().attachments().insert(scope.handle(), row);
    Pins.takeAttachment(scope, volumeId);
    FoundThings.act(scope, findingId);
    Attachments.recompute(scope.handle(), scope.stores(), volume, scope.now());
    return Attachments.steps(
        scope,
        volume,
        row,
        new Plan.Disconnect(row.id(), volumeId, finding.backend(), finding.host()));
  }

  /** It never had an export, so there is nothing to do on the storage. */
  private static Decision gone(AdmitScope scope, AttachmentRow row, VolumeRow volume) {
    var attachments = scope.stores().attachments();
    attachments.hold(scope.handle(), row.id(), scope.operation(), "detaching", scope.now());
    AttachmentRow answer = AttachmentRows.lock(scope, row.id());
    attachments.delete(scope.handle(), row.id(), scope.operation(), scope.now());
    Attachments.recompute(
        scope.handle(), scope.stores(), volume, Attachments.Told.GONE, scope.now());
    return Decision.done(new AnswerRow.Attachment(answer));
  }

  private static Decision disconnect(
      AdmitScope scope, DeleteAttachment input, AttachmentRow row, VolumeRow volume) {
    scope
        .stores()
        .attachments()
        .hold(
            scope.handle(),
            row.id(),
            scope.operation(),
            OperationKind.ATTACHMENT_DELETE.statuses().during(),
            scope.now());
    Attachments.recompute(scope.handle(), scope.stores(), volume, scope.now());
    AttachmentRow held = AttachmentRows.lock(scope, input.attachment());
    return Attachments.steps(
        scope,
        volume,
        held,
        new Plan.Disconnect(row.id(), volume.id(), Attachments.backend(volume), row.exportHost()));
  }

  @Override
  public Decision supersede(AdmitScope scope, DeleteAttachment input, OperationRow old) {
    VolumeRow volume = AttachmentRows.lockVolume(scope, input.attachment());
    AttachmentRow row = AttachmentRows.lock(scope, input.attachment());
    if (!old.id().value().equals(row.operationId())) {
      throw new RepeatException("the superseded operation has ended");
    }
    // Its pin on the volume comes over from the operation that ends here.
    return disconnect(scope, input, row, volume);
  }

  @Override
  public void settle(SettleScope scope, DeleteAttachment input) {
    VolumeRow volume = AttachmentEnd.lockVolume(scope, input.attachment());
    if (scope.outcome() instanceof Outcome.Succeeded) {
      AttachmentEnd.delete(scope, input.attachment(), volume);
      FoundThings.resolve(scope, input.finding(), Resolution.DELETED);
    } else {
      AttachmentEnd.release(scope, input.attachment(), volume, scope.statusAfter("attached"));
    }
  }
}
