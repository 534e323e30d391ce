package io.clinker.admission;

import io.clinker.model.AttachmentId;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;

/** How operations on attachments end: the attachment and its volume's status change together. */
final class AttachmentEnd {
  private AttachmentEnd() {}

  static VolumeRow lockVolume(SettleScope scope, VolumeId volume) {
    return scope
        .stores()
        .volumes()
        .lock(scope.handle(), volume)
        .orElseThrow(() -> new LostTurnException("the volume is gone"));
  }

  /** The volume of an attachment, which never changes. */
  static VolumeRow lockVolume(SettleScope scope, AttachmentId attachment) {
    return lockVolume(
        scope,
        scope
            .stores()
            .attachments()
            .find(scope.handle(), attachment, null)
            .orElseThrow(() -> new LostTurnException("the attachment is gone"))
            .volumeId());
  }

  static AttachmentRow row(SettleScope scope, AttachmentId attachment) {
    return scope
        .stores()
        .attachments()
        .lock(scope.handle(), attachment)
        .orElseThrow(() -> new LostTurnException("the attachment is gone"));
  }

  static void delete(SettleScope scope, AttachmentId attachment, VolumeRow volume) {
    scope.requireHeld(
        scope
            .stores()
            .attachments()
            .delete(scope.handle(), attachment, scope.operation(), scope.now()));
    Attachments.recompute(
        scope.handle(), scope.stores(), volume, Attachments.Told.GONE, scope.now());
  }

  /** Ends with the attachment still there, but its export gone. */
  static void releaseWithoutConnection(
      SettleScope scope, AttachmentId attachment, VolumeRow volume, String status) {
    releaseAsItIs(scope, attachment, volume, status);
    scope.stores().attachments().forgetConnection(scope.handle(), attachment);
  }

  /** Ends with the attachment still there, whatever there is of its export. */
  static void releaseAsItIs(
      SettleScope scope, AttachmentId attachment, VolumeRow volume, String status) {
    scope.requireHeld(
        scope
            .stores()
            .attachments()
            .release(scope.handle(), attachment, scope.operation(), status, scope.now()));
    Attachments.Told told =
        scope.row().kind() == OperationKind.ATTACHMENT_DELETE
            ? Attachments.Told.NOT_ATTACHING
            : Attachments.Told.NO_NEWS;
    Attachments.recompute(scope.handle(), scope.stores(), volume, told, scope.now());
  }

  /** Ends with the attachment still there; an undone connection is forgotten. */
  static void release(SettleScope scope, AttachmentId attachment, VolumeRow volume, String status) {
    var attachments = scope.stores().attachments();
    scope.requireHeld(
        attachments.release(scope.handle(), attachment, scope.operation(), status, scope.now()));
    switch (scope.outcome()) {
      case Outcome.Succeeded unused -> {}
      case Outcome.Failed unused -> {
        boolean detaching = status.equals("error_detaching");
        if (!detaching) {
          attachments.clearConnection(scope.handle(), attachment, false);
        }
        Messages.volume(
            scope,
            volume.id().value(),
            detaching ? Messages.Action.ATTACH : Messages.Action.UPDATE_ATTACHMENT,
            detaching ? Messages.Detail.DETACH_FAILED : Messages.Detail.ATTACH_FAILED);
      }
      case Outcome.Cancelled() ->
          attachments.clearConnection(scope.handle(), attachment, status.equals("reserved"));
    }
    Attachments.recompute(scope.handle(), scope.stores(), volume, scope.now());
  }
}
