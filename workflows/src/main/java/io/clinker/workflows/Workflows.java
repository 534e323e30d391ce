package io.clinker.workflows;

import java.util.List;
import java.util.stream.Stream;

/** The workflow types that every engine node serves. */
public final class Workflows {
  private Workflows() {}

  /** What operations and questions there are. */
  public static List<Class<?>> all() {
    return Stream.concat(implementations().stream(), Stream.of(ManageableList.class)).toList();
  }

  /** One class per row of the operation catalogue. */
  public static List<Class<?>> implementations() {
    return List.of(
        VolumeCreate.class,
        VolumeDelete.class,
        VolumeExtend.class,
        VolumeRetype.class,
        VolumeRevert.class,
        VolumeAdopt.class,
        VolumeManage.class,
        VolumeUnmanage.class,
        VolumeReconcile.class,
        VolumeResetStatus.class,
        SnapshotCreate.class,
        SnapshotDelete.class,
        SnapshotAdopt.class,
        SnapshotManage.class,
        SnapshotUnmanage.class,
        SnapshotReconcile.class,
        SnapshotResetStatus.class,
        AttachmentCreate.class,
        AttachmentUpdate.class,
        AttachmentComplete.class,
        AttachmentDelete.class,
        GroupCreate.class,
        GroupUpdate.class,
        GroupDelete.class,
        GroupCreateFromSource.class,
        GroupResetStatus.class,
        GroupSnapshotCreate.class,
        GroupSnapshotDelete.class,
        GroupSnapshotResetStatus.class);
  }
}
