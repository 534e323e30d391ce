package io.clinker.replay;

import io.clinker.driver.ForeignReference;
import io.clinker.model.AttachmentId;
import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.ResourceRef;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.GroupInput;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import io.clinker.site.Site;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Prepares what an operation is about, so that every kind can be asked for alike. */
final class Things {
  private static final Map<String, Object> CONNECTOR =
      Map.of(
          "host", "host-1",
          "ip", "127.0.0.1",
          "initiator", "iqn.2016-04.org.example:host-1",
          "multipath", false);

  private final Stand stand;

  Things(Stand stand) {
    this.stand = stand;
  }

  /**
   * A request that is ready to be sent.
   *
   * @param call what the array will be asked for
   * @param object what that call is about
   * @param undo what the array will be asked for when it is undone
   */
  record Ready(OperationInput input, String call, ResourceRef object, String undo) {}

  /** Everything that an operation of this kind needs is there. */
  Ready ready(OperationKind kind) {
    return switch (kind) {
      case VOLUME_CREATE -> {
        VolumeId id = VolumeId.random();
        yield new Ready(Stand.create(id, Site.ARRAY, 1), "createVolume", id.ref(), "deleteVolume");
      }
      case VOLUME_DELETE -> {
        VolumeId id = stand.volume(1);
        yield new Ready(
            new OperationInput.DeleteVolume(id, false, false), "deleteVolume", id.ref(), "seal");
      }
      case VOLUME_EXTEND -> {
        VolumeId id = stand.volume(1);
        yield new Ready(
            new OperationInput.ExtendVolume(id, 2, true), "extendVolume", id.ref(), "seal");
      }
      case VOLUME_RETYPE -> {
        VolumeId id = stand.volume(1);
        yield new Ready(
            new OperationInput.RetypeVolume(id, Stand.SAME_ARRAY, false), "", id.ref(), "");
      }
      case VOLUME_REVERT -> {
        VolumeId id = stand.volume(1);
        SnapshotId snapshot = snapshot(id);
        yield new Ready(
            new OperationInput.RevertVolume(id, snapshot), "revertVolume", id.ref(), "seal");
      }
      case VOLUME_ADOPT -> {
        VolumeId id = stand.orphan();
        yield new Ready(
            new OperationInput.AdoptVolume(
                id, stand.finding(id.ref()), Stand.PROJECT, "recorded", null, Site.ARRAY, Map.of()),
            "observeVolume",
            id.ref(),
            "seal");
      }
      case VOLUME_MANAGE -> {
        VolumeId id = VolumeId.random();
        yield new Ready(manage(id, stand.foreign()), "manageVolume", id.ref(), "giveBackVolume");
      }
      case VOLUME_UNMANAGE -> {
        VolumeId id = stand.volume(1);
        yield new Ready(new OperationInput.UnmanageVolume(id), "unmanageVolume", id.ref(), "seal");
      }
      case VOLUME_RECONCILE -> {
        VolumeId id = stand.volume(1);
        yield new Ready(
            new OperationInput.ReconcileVolume(id, null), "observeVolume", id.ref(), "seal");
      }
      case VOLUME_RESET_STATUS -> {
        VolumeId id = stand.extending();
        yield new Ready(
            new OperationInput.ResetVolume(id, "available", null, null),
            "observeVolume",
            id.ref(),
            "seal");
      }
      case SNAPSHOT_ADOPT -> {
        SnapshotId id = stand.orphanOf(snapshot(stand.volume(1)));
        yield new Ready(
            new OperationInput.AdoptSnapshot(
                id, stand.finding(id.ref()), "recorded", null, Map.of()),
            "observeSnapshot",
            id.ref(),
            "seal");
      }
      case SNAPSHOT_MANAGE -> {
        VolumeId volume = stand.volume(1);
        SnapshotId id = SnapshotId.random();
        yield new Ready(
            new OperationInput.ManageSnapshot(
                id, volume, stand.foreignOf(volume), "recorded", null, Map.of()),
            "manageSnapshot",
            id.ref(),
            "giveBackSnapshot");
      }
      case SNAPSHOT_UNMANAGE -> {
        SnapshotId id = snapshot(stand.volume(1));
        yield new Ready(
            new OperationInput.UnmanageSnapshot(id), "unmanageSnapshot", id.ref(), "seal");
      }
      case SNAPSHOT_RECONCILE -> {
        SnapshotId id = snapshot(stand.volume(1));
        yield new Ready(
            new OperationInput.ReconcileSnapshot(id, null), "observeSnapshot", id.ref(), "seal");
      }
      case SNAPSHOT_RESET_STATUS -> {
        SnapshotId id = stand.deleting(snapshot(stand.volume(1)));
        yield new Ready(
            new OperationInput.ResetSnapshot(id, "available"), "observeSnapshot", id.ref(), "seal");
      }
      case SNAPSHOT_CREATE -> {
        SnapshotId id = SnapshotId.random();
        yield new Ready(
            snapshotOf(id, stand.volume(1)), "createSnapshot", id.ref(), "deleteSnapshot");
      }
      case SNAPSHOT_DELETE -> {
        SnapshotId id = snapshot(stand.volume(1));
        yield new Ready(
            new OperationInput.DeleteSnapshot(id, false), "deleteSnapshot", id.ref(), "seal");
      }
      case ATTACHMENT_CREATE -> {
        AttachmentId id = AttachmentId.random();
        yield new Ready(attach(id, stand.volume(1)), "connect", id.ref(), "disconnect");
      }
      case ATTACHMENT_UPDATE -> {
        AttachmentId id = reserved(stand.volume(1));
        yield new Ready(
            new AttachmentInput.UpdateAttachment(id, CONNECTOR), "connect", id.ref(), "disconnect");
      }
      case ATTACHMENT_COMPLETE -> {
        AttachmentId id = attached(stand.volume(1));
        yield new Ready(new AttachmentInput.CompleteAttachment(id), "", id.ref(), "");
      }
      case ATTACHMENT_DELETE -> {
        AttachmentId id = attached(stand.volume(1));
        yield new Ready(new AttachmentInput.DeleteAttachment(id), "disconnect", id.ref(), "seal");
      }
      case GROUP_CREATE -> {
        GroupId id = GroupId.random();
        yield new Ready(Stand.createGroup(id, Stand.GROUP_TYPE), "", id.ref(), "");
      }
      case GROUP_UPDATE -> {
        GroupId id = stand.group();
        List<VolumeId> members = stand.volumesOf(id);
        yield new Ready(
            new GroupInput.UpdateGroup(id, "renamed", null, List.of(), members.subList(0, 1)),
            "",
            id.ref(),
            "");
      }
      case GROUP_DELETE -> {
        GroupId id = stand.group();
        yield new Ready(
            new GroupInput.DeleteGroup(id, true),
            "deleteVolume",
            stand.volumesOf(id).getLast().ref(),
            "seal");
      }
      case GROUP_CREATE_FROM_SOURCE -> {
        GroupId source = stand.group();
        var input =
            new GroupInput.CreateGroupFromSource(GroupId.random(), null, source, "recorded", null);
        yield new Ready(
            input,
            "createVolume",
            input.copyOf(stand.volumesOf(source).getLast().value()).ref(),
            "deleteVolume");
      }
      case GROUP_RESET_STATUS -> {
        GroupId id = stand.group();
        yield new Ready(new GroupInput.ResetGroup(id, "error"), "", id.ref(), "");
      }
      case GROUP_SNAPSHOT_CREATE -> {
        GroupId group = stand.group();
        var input =
            new GroupInput.CreateGroupSnapshot(GroupSnapshotId.random(), group, "recorded", null);
        yield new Ready(
            input,
            "createSnapshot",
            input.snapshotOf(stand.volumesOf(group).getLast()).ref(),
            "deleteSnapshot");
      }
      case GROUP_SNAPSHOT_DELETE -> {
        GroupId group = stand.group();
        var made = groupSnapshot(group);
        yield new Ready(
            new GroupInput.DeleteGroupSnapshot(made.groupSnapshot()),
            "deleteSnapshot",
            made.snapshotOf(stand.volumesOf(group).getLast()).ref(),
            "seal");
      }
      case GROUP_SNAPSHOT_RESET_STATUS -> {
        var made = groupSnapshot(stand.group());
        yield new Ready(
            new GroupInput.ResetGroupSnapshot(made.groupSnapshot(), "error"),
            "",
            made.groupSnapshot().ref(),
            "");
      }
    };
  }

  /** A request of this kind that admission refuses. */
  static OperationInput unacceptable(OperationKind kind) {
    return switch (kind) {
      case VOLUME_CREATE -> Stand.create(VolumeId.random(), "unknown", 1);
      case VOLUME_DELETE -> new OperationInput.DeleteVolume(VolumeId.random(), false, false);
      case VOLUME_EXTEND -> new OperationInput.ExtendVolume(VolumeId.random(), 2, true);
      case VOLUME_RETYPE -> new OperationInput.RetypeVolume(VolumeId.random(), Site.ARRAY, false);
      case VOLUME_REVERT -> new OperationInput.RevertVolume(VolumeId.random(), SnapshotId.random());
      case VOLUME_ADOPT ->
          new OperationInput.AdoptVolume(
              VolumeId.random(),
              UUID.randomUUID().toString(),
              Stand.PROJECT,
              null,
              null,
              null,
              Map.of());
      case VOLUME_MANAGE ->
          new OperationInput.ManageVolume(
              VolumeId.random(),
              "unknown",
              ForeignReference.named("any"),
              null,
              null,
              null,
              null,
              false,
              Map.of());
      case VOLUME_UNMANAGE -> new OperationInput.UnmanageVolume(VolumeId.random());
      case SNAPSHOT_MANAGE ->
          new OperationInput.ManageSnapshot(
              SnapshotId.random(),
              VolumeId.random(),
              ForeignReference.named("any"),
              null,
              null,
              Map.of());
      case SNAPSHOT_UNMANAGE -> new OperationInput.UnmanageSnapshot(SnapshotId.random());
      case VOLUME_RECONCILE -> new OperationInput.ReconcileVolume(VolumeId.random(), null);
      case VOLUME_RESET_STATUS ->
          new OperationInput.ResetVolume(VolumeId.random(), "error", null, null);
      case SNAPSHOT_ADOPT ->
          new OperationInput.AdoptSnapshot(
              SnapshotId.random(), UUID.randomUUID().toString(), null, null, Map.of());
      case SNAPSHOT_RECONCILE -> new OperationInput.ReconcileSnapshot(SnapshotId.random(), null);
      case SNAPSHOT_RESET_STATUS -> new OperationInput.ResetSnapshot(SnapshotId.random(), "error");
      case SNAPSHOT_CREATE -> snapshotOf(SnapshotId.random(), VolumeId.random());
      case SNAPSHOT_DELETE -> new OperationInput.DeleteSnapshot(SnapshotId.random(), false);
      case ATTACHMENT_CREATE -> attach(AttachmentId.random(), VolumeId.random());
      case ATTACHMENT_UPDATE ->
          new AttachmentInput.UpdateAttachment(AttachmentId.random(), CONNECTOR);
      case ATTACHMENT_COMPLETE -> new AttachmentInput.CompleteAttachment(AttachmentId.random());
      case ATTACHMENT_DELETE -> new AttachmentInput.DeleteAttachment(AttachmentId.random());
      case GROUP_CREATE -> Stand.createGroup(GroupId.random(), "unknown");
      case GROUP_UPDATE ->
          new GroupInput.UpdateGroup(GroupId.random(), "name", null, List.of(), List.of());
      case GROUP_DELETE -> new GroupInput.DeleteGroup(GroupId.random(), true);
      case GROUP_CREATE_FROM_SOURCE ->
          new GroupInput.CreateGroupFromSource(
              GroupId.random(), null, GroupId.random(), null, null);
      case GROUP_RESET_STATUS -> new GroupInput.ResetGroup(GroupId.random(), "error");
      case GROUP_SNAPSHOT_CREATE ->
          new GroupInput.CreateGroupSnapshot(
              GroupSnapshotId.random(), GroupId.random(), null, null);
      case GROUP_SNAPSHOT_DELETE -> new GroupInput.DeleteGroupSnapshot(GroupSnapshotId.random());
      case GROUP_SNAPSHOT_RESET_STATUS ->
          new GroupInput.ResetGroupSnapshot(GroupSnapshotId.random(), "error");
    };
  }

  private static OperationInput manage(VolumeId id, ForeignReference reference) {
    return new OperationInput.ManageVolume(
        id, Site.ARRAY, reference, "recorded", null, Site.ARRAY, null, false, Map.of());
  }

  SnapshotId snapshot(VolumeId volume) {
    SnapshotId id = SnapshotId.random();
    stand.ended(snapshotOf(id, volume), OperationState.SUCCEEDED);
    return id;
  }

  private GroupInput.CreateGroupSnapshot groupSnapshot(GroupId group) {
    var input =
        new GroupInput.CreateGroupSnapshot(GroupSnapshotId.random(), group, "recorded", null);
    stand.ended(input, OperationState.SUCCEEDED);
    return input;
  }

  AttachmentId reserved(VolumeId volume) {
    AttachmentId id = AttachmentId.random();
    stand.ended(reserve(id, volume), OperationState.SUCCEEDED);
    return id;
  }

  private AttachmentId attached(VolumeId volume) {
    AttachmentId id = AttachmentId.random();
    stand.ended(attach(id, volume), OperationState.SUCCEEDED);
    return id;
  }

  static OperationInput snapshotOf(SnapshotId id, VolumeId volume) {
    return new OperationInput.CreateSnapshot(id, volume, "recorded", null, true, Map.of());
  }

  static OperationInput reserve(AttachmentId id, VolumeId volume) {
    return new AttachmentInput.CreateAttachment(
        id, volume, UUID.randomUUID().toString(), null, null);
  }

  static OperationInput initialize(AttachmentId id, VolumeId volume, boolean known) {
    return new AttachmentInput.InitializeConnection(id, volume, known, CONNECTOR);
  }

  private static OperationInput attach(AttachmentId id, VolumeId volume) {
    return new AttachmentInput.CreateAttachment(
        id, volume, UUID.randomUUID().toString(), null, CONNECTOR);
  }

  static OperationInput cloneOf(VolumeId id, VolumeId source) {
    return new OperationInput.CreateVolume(
        id, 1, "recorded", null, null, null, null, source, Map.of());
  }

  static OperationInput fromSnapshot(VolumeId id, SnapshotId source) {
    return new OperationInput.CreateVolume(
        id, 1, "recorded", null, null, null, source, null, Map.of());
  }
}
