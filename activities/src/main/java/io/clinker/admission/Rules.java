package io.clinker.admission;

import io.clinker.operations.OperationInput;
import io.clinker.store.OperationRow;

/** Every kind's rule. */
final class Rules {
  final VolumeCreateRule volumeCreate;
  private final VolumeDeleteRule volumeDelete;
  private final VolumeExtendRule volumeExtend;
  private final VolumeRevertRule volumeRevert;
  private final SnapshotCreateRule snapshotCreate;
  private final SnapshotDeleteRule snapshotDelete;
  private final AttachmentCreateRule attachmentCreate;
  private final AttachmentUpdateRule attachmentUpdate;
  private final AttachmentCompleteRule attachmentComplete;
  private final AttachmentDeleteRule attachmentDelete;

  Rules(Quota quota, Capacity capacity, AdmissionSettings settings) {
    Types types = new Types(settings);
    this.volumeCreate = new VolumeCreateRule(quota, capacity, types, new Zones(settings));
    this.volumeDelete = new VolumeDeleteRule(capacity);
    this.volumeExtend = new VolumeExtendRule(quota, capacity, types);
    this.volumeRevert = new VolumeRevertRule();
    this.snapshotCreate = new SnapshotCreateRule(quota, types);
    this.snapshotDelete = new SnapshotDeleteRule();
    this.attachmentCreate = new AttachmentCreateRule();
    this.attachmentUpdate = new AttachmentUpdateRule();
    this.attachmentComplete = new AttachmentCompleteRule();
    this.attachmentDelete = new AttachmentDeleteRule();
  }

  Decision admit(AdmitScope scope, OperationInput input) {
    return switch (input) {
      case OperationInput.CreateVolume one -> volumeCreate.admit(scope, one);
      case OperationInput.DeleteVolume one -> volumeDelete.admit(scope, one);
      case OperationInput.ExtendVolume one -> volumeExtend.admit(scope, one);
      case OperationInput.RevertVolume one -> volumeRevert.admit(scope, one);
      case OperationInput.CreateSnapshot one -> snapshotCreate.admit(scope, one);
      case OperationInput.DeleteSnapshot one -> snapshotDelete.admit(scope, one);
      case OperationInput.CreateAttachment one -> attachmentCreate.admit(scope, one);
      case OperationInput.UpdateAttachment one -> attachmentUpdate.admit(scope, one);
      case OperationInput.CompleteAttachment one -> attachmentComplete.admit(scope, one);
      case OperationInput.DeleteAttachment one -> attachmentDelete.admit(scope, one);
    };
  }

  Decision supersede(AdmitScope scope, OperationInput input, OperationRow old) {
    return switch (input) {
      case OperationInput.CreateVolume one -> volumeCreate.supersede(scope, one, old);
      case OperationInput.DeleteVolume one -> volumeDelete.supersede(scope, one, old);
      case OperationInput.ExtendVolume one -> volumeExtend.supersede(scope, one, old);
      case OperationInput.RevertVolume one -> volumeRevert.supersede(scope, one, old);
      case OperationInput.CreateSnapshot one -> snapshotCreate.supersede(scope, one, old);
      case OperationInput.DeleteSnapshot one -> snapshotDelete.supersede(scope, one, old);
      case OperationInput.CreateAttachment one -> attachmentCreate.supersede(scope, one, old);
      case OperationInput.UpdateAttachment one -> attachmentUpdate.supersede(scope, one, old);
      case OperationInput.CompleteAttachment one -> attachmentComplete.supersede(scope, one, old);
      case OperationInput.DeleteAttachment one -> attachmentDelete.supersede(scope, one, old);
    };
  }

  void settle(SettleScope scope, OperationInput input) {
    switch (input) {
      case OperationInput.CreateVolume one -> volumeCreate.settle(scope, one);
      case OperationInput.DeleteVolume one -> volumeDelete.settle(scope, one);
      case OperationInput.ExtendVolume one -> volumeExtend.settle(scope, one);
      case OperationInput.RevertVolume one -> volumeRevert.settle(scope, one);
      case OperationInput.CreateSnapshot one -> snapshotCreate.settle(scope, one);
      case OperationInput.DeleteSnapshot one -> snapshotDelete.settle(scope, one);
      case OperationInput.CreateAttachment one -> attachmentCreate.settle(scope, one);
      case OperationInput.UpdateAttachment one -> attachmentUpdate.settle(scope, one);
      case OperationInput.CompleteAttachment one -> attachmentComplete.settle(scope, one);
      case OperationInput.DeleteAttachment one -> attachmentDelete.settle(scope, one);
    }
  }
}
