package io.clinker.admission;

import io.clinker.operations.AttachmentInput;
import io.clinker.operations.GroupInput;
import io.clinker.operations.OperationInput;
import io.clinker.store.OperationRow;

/** Every kind's rule. */
final class Rules {
  final VolumeCreateRule volumeCreate;
  private final VolumeDeleteRule volumeDelete;
  private final VolumeExtendRule volumeExtend;
  private final VolumeRetypeRule volumeRetype;
  private final VolumeRevertRule volumeRevert;
  private final SnapshotCreateRule snapshotCreate;
  private final SnapshotDeleteRule snapshotDelete;
  final VolumeManageRule volumeManage;
  private final VolumeUnmanageRule volumeUnmanage;
  private final SnapshotManageRule snapshotManage;
  private final SnapshotUnmanageRule snapshotUnmanage;
  private final VolumeAdoptRule volumeAdopt;
  private final VolumeReconcileRule volumeReconcile;
  private final VolumeResetRule volumeReset;
  private final SnapshotAdoptRule snapshotAdopt;
  private final SnapshotReconcileRule snapshotReconcile;
  private final SnapshotResetRule snapshotReset;
  private final AttachmentCreateRule attachmentCreate;
  private final AttachmentUpdateRule attachmentUpdate;
  private final AttachmentCompleteRule attachmentComplete;
  private final AttachmentDeleteRule attachmentDelete;
  private final InitializeConnectionRule initializeConnection;
  private final AttachRule attach;
  private final TerminateConnectionRule terminateConnection;
  private final GroupCreateRule groupCreate;
  private final GroupUpdateRule groupUpdate;
  private final GroupDeleteRule groupDelete;
  private final GroupFromSourceRule groupFromSource;
  private final GroupResetRule groupReset;
  private final GroupSnapshotCreateRule groupSnapshotCreate;
  private final GroupSnapshotDeleteRule groupSnapshotDelete;
  private final GroupSnapshotResetRule groupSnapshotReset;

  Rules(Quota quota, Capacity capacity, AdmissionSettings settings) {
    Types types = new Types(settings);
    Zones zones = new Zones(settings);
    this.volumeCreate = new VolumeCreateRule(quota, capacity, types, zones);
    this.volumeDelete = new VolumeDeleteRule(capacity, types);
    this.volumeExtend = new VolumeExtendRule(quota, capacity, types);
    this.volumeRetype = new VolumeRetypeRule(quota, types);
    this.volumeRevert = new VolumeRevertRule();
    this.snapshotCreate = new SnapshotCreateRule(quota, types);
    this.snapshotDelete = new SnapshotDeleteRule(types);
    this.volumeAdopt = new VolumeAdoptRule(quota, capacity, types);
    this.volumeManage = new VolumeManageRule(quota, capacity, types);
    this.volumeUnmanage = new VolumeUnmanageRule(capacity);
    this.snapshotManage = new SnapshotManageRule(quota, types);
    this.snapshotUnmanage = new SnapshotUnmanageRule();
    this.volumeReconcile = new VolumeReconcileRule(capacity);
    this.volumeReset = new VolumeResetRule(capacity);
    this.snapshotAdopt = new SnapshotAdoptRule(quota, types);
    this.snapshotReconcile = new SnapshotReconcileRule();
    this.snapshotReset = new SnapshotResetRule();
    this.attachmentCreate = new AttachmentCreateRule();
    this.attachmentUpdate = new AttachmentUpdateRule();
    this.attachmentComplete = new AttachmentCompleteRule();
    this.attachmentDelete = new AttachmentDeleteRule();
    this.initializeConnection = new InitializeConnectionRule();
    this.attach = new AttachRule();
    this.terminateConnection = new TerminateConnectionRule();
    this.groupCreate = new GroupCreateRule(quota, capacity, types, zones);
    this.groupUpdate = new GroupUpdateRule();
    this.groupDelete = new GroupDeleteRule(capacity);
    this.groupFromSource = new GroupFromSourceRule(quota, capacity, types);
    this.groupReset = new GroupResetRule();
    this.groupSnapshotCreate = new GroupSnapshotCreateRule(quota, types);
    this.groupSnapshotDelete = new GroupSnapshotDeleteRule();
    this.groupSnapshotReset = new GroupSnapshotResetRule();
  }

  Decision admit(AdmitScope scope, OperationInput input) {
    return switch (input) {
      case OperationInput.CreateVolume one -> volumeCreate.admit(scope, one);
      case OperationInput.DeleteVolume one -> volumeDelete.admit(scope, one);
      case OperationInput.ExtendVolume one -> volumeExtend.admit(scope, one);
      case OperationInput.RetypeVolume one -> volumeRetype.admit(scope, one);
      case OperationInput.RevertVolume one -> volumeRevert.admit(scope, one);
      case OperationInput.CreateSnapshot one -> snapshotCreate.admit(scope, one);
      case OperationInput.DeleteSnapshot one -> snapshotDelete.admit(scope, one);
      case OperationInput.AdoptVolume one -> volumeAdopt.admit(scope, one);
      case OperationInput.ManageVolume one -> volumeManage.admit(scope, one);
      case OperationInput.UnmanageVolume one -> volumeUnmanage.admit(scope, one);
      case OperationInput.ManageSnapshot one -> snapshotManage.admit(scope, one);
      case OperationInput.UnmanageSnapshot one -> snapshotUnmanage.admit(scope, one);
      case OperationInput.ReconcileVolume one -> volumeReconcile.admit(scope, one);
      case OperationInput.ResetVolume one -> volumeReset.admit(scope, one);
      case OperationInput.AdoptSnapshot one -> snapshotAdopt.admit(scope, one);
      case OperationInput.ReconcileSnapshot one -> snapshotReconcile.admit(scope, one);
      case OperationInput.ResetSnapshot one -> snapshotReset.admit(scope, one);
      case AttachmentInput.CreateAttachment one -> attachmentCreate.admit(scope, one);
      case AttachmentInput.UpdateAttachment one -> attachmentUpdate.admit(scope, one);
      case AttachmentInput.CompleteAttachment one -> attachmentComplete.admit(scope, one);
      case AttachmentInput.DeleteAttachment one -> attachmentDelete.admit(scope, one);
      case AttachmentInput.InitializeConnection one -> initializeConnection.admit(scope, one);
      case AttachmentInput.Attach one -> attach.admit(scope, one);
      case AttachmentInput.TerminateConnection one -> terminateConnection.admit(scope, one);
      case GroupInput.CreateGroup one -> groupCreate.admit(scope, one);
      case GroupInput.UpdateGroup one -> groupUpdate.admit(scope, one);
      case GroupInput.DeleteGroup one -> groupDelete.admit(scope, one);
      case GroupInput.CreateGroupFromSource one -> groupFromSource.admit(scope, one);
      case GroupInput.ResetGroup one -> groupReset.admit(scope, one);
      case GroupInput.CreateGroupSnapshot one -> groupSnapshotCreate.admit(scope, one);
      case GroupInput.DeleteGroupSnapshot one -> groupSnapshotDelete.admit(scope, one);
      case GroupInput.ResetGroupSnapshot one -> groupSnapshotReset.admit(scope, one);
    };
  }

  Decision supersede(AdmitScope scope, OperationInput input, OperationRow old) {
    return switch (input) {
      case OperationInput.CreateVolume one -> volumeCreate.supersede(scope, one, old);
      case OperationInput.DeleteVolume one -> volumeDelete.supersede(scope, one, old);
      case OperationInput.ExtendVolume one -> volumeExtend.supersede(scope, one, old);
      case OperationInput.RetypeVolume one -> volumeRetype.supersede(scope, one, old);
      case OperationInput.RevertVolume one -> volumeRevert.supersede(scope, one, old);
      case OperationInput.CreateSnapshot one -> snapshotCreate.supersede(scope, one, old);
      case OperationInput.DeleteSnapshot one -> snapshotDelete.supersede(scope, one, old);
      case OperationInput.AdoptVolume one -> volumeAdopt.supersede(scope, one, old);
      case OperationInput.ManageVolume one -> volumeManage.supersede(scope, one, old);
      case OperationInput.UnmanageVolume one -> volumeUnmanage.supersede(scope, one, old);
      case OperationInput.ManageSnapshot one -> snapshotManage.supersede(scope, one, old);
      case OperationInput.UnmanageSnapshot one -> snapshotUnmanage.supersede(scope, one, old);
      case OperationInput.ReconcileVolume one -> volumeReconcile.supersede(scope, one, old);
      case OperationInput.ResetVolume one -> volumeReset.supersede(scope, one, old);
      case OperationInput.AdoptSnapshot one -> snapshotAdopt.supersede(scope, one, old);
      case OperationInput.ReconcileSnapshot one -> snapshotReconcile.supersede(scope, one, old);
      case OperationInput.ResetSnapshot one -> snapshotReset.supersede(scope, one, old);
      case AttachmentInput.CreateAttachment one -> attachmentCreate.supersede(scope, one, old);
      case AttachmentInput.UpdateAttachment one -> attachmentUpdate.supersede(scope, one, old);
      case AttachmentInput.CompleteAttachment one -> attachmentComplete.supersede(scope, one, old);
      case AttachmentInput.DeleteAttachment one -> attachmentDelete.supersede(scope, one, old);
      case AttachmentInput.InitializeConnection one ->
          initializeConnection.supersede(scope, one, old);
      case AttachmentInput.Attach one -> attach.supersede(scope, one, old);
      case AttachmentInput.TerminateConnection one ->
          terminateConnection.supersede(scope, one, old);
      case GroupInput.CreateGroup one -> groupCreate.supersede(scope, one, old);
      case GroupInput.UpdateGroup one -> groupUpdate.supersede(scope, one, old);
      case GroupInput.DeleteGroup one -> groupDelete.supersede(scope, one, old);
      case GroupInput.CreateGroupFromSource one -> groupFromSource.supersede(scope, one, old);
      case GroupInput.ResetGroup one -> groupReset.supersede(scope, one, old);
      case GroupInput.CreateGroupSnapshot one -> groupSnapshotCreate.supersede(scope, one, old);
      case GroupInput.DeleteGroupSnapshot one -> groupSnapshotDelete.supersede(scope, one, old);
      case GroupInput.ResetGroupSnapshot one -> groupSnapshotReset.supersede(scope, one, old);
    };
  }

  void settle(SettleScope scope, OperationInput input) {
    switch (input) {
      case OperationInput.CreateVolume one -> volumeCreate.settle(scope, one);
      case OperationInput.DeleteVolume one -> volumeDelete.settle(scope, one);
      case OperationInput.ExtendVolume one -> volumeExtend.settle(scope, one);
      case OperationInput.RetypeVolume one -> volumeRetype.settle(scope, one);
      case OperationInput.RevertVolume one -> volumeRevert.settle(scope, one);
      case OperationInput.CreateSnapshot one -> snapshotCreate.settle(scope, one);
      case OperationInput.DeleteSnapshot one -> snapshotDelete.settle(scope, one);
      case OperationInput.AdoptVolume one -> volumeAdopt.settle(scope, one);
      case OperationInput.ManageVolume one -> volumeManage.settle(scope, one);
      case OperationInput.UnmanageVolume one -> volumeUnmanage.settle(scope, one);
      case OperationInput.ManageSnapshot one -> snapshotManage.settle(scope, one);
      case OperationInput.UnmanageSnapshot one -> snapshotUnmanage.settle(scope, one);
      case OperationInput.ReconcileVolume one -> volumeReconcile.settle(scope, one);
      case OperationInput.ResetVolume one -> volumeReset.settle(scope, one);
      case OperationInput.AdoptSnapshot one -> snapshotAdopt.settle(scope, one);
      case OperationInput.ReconcileSnapshot one -> snapshotReconcile.settle(scope, one);
      case OperationInput.ResetSnapshot one -> snapshotReset.settle(scope, one);
      case AttachmentInput.CreateAttachment one -> attachmentCreate.settle(scope, one);
      case AttachmentInput.UpdateAttachment one -> attachmentUpdate.settle(scope, one);
      case AttachmentInput.CompleteAttachment one -> attachmentComplete.settle(scope, one);
      case AttachmentInput.DeleteAttachment one -> attachmentDelete.settle(scope, one);
      case AttachmentInput.InitializeConnection one -> initializeConnection.settle(scope, one);
      case AttachmentInput.Attach one -> attach.settle(scope, one);
      case AttachmentInput.TerminateConnection one -> terminateConnection.settle(scope, one);
      case GroupInput.CreateGroup one -> groupCreate.settle(scope, one);
      case GroupInput.UpdateGroup one -> groupUpdate.settle(scope, one);
      case GroupInput.DeleteGroup one -> groupDelete.settle(scope, one);
      case GroupInput.CreateGroupFromSource one -> groupFromSource.settle(scope, one);
      case GroupInput.ResetGroup one -> groupReset.settle(scope, one);
      case GroupInput.CreateGroupSnapshot one -> groupSnapshotCreate.settle(scope, one);
      case GroupInput.DeleteGroupSnapshot one -> groupSnapshotDelete.settle(scope, one);
      case GroupInput.ResetGroupSnapshot one -> groupSnapshotReset.settle(scope, one);
    }
  }
}
