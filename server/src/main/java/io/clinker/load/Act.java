package io.clinker.load;

import io.clinker.operations.OperationKind;

/** What a client may do next, and the kind of operation that it is done for. */
enum Act {
  CREATE_BLANK(OperationKind.VOLUME_CREATE),
  CREATE_FROM_SNAPSHOT(OperationKind.VOLUME_CREATE),
  CREATE_FROM_VOLUME(OperationKind.VOLUME_CREATE),
  CREATE_AND_DELETE(OperationKind.VOLUME_DELETE),
  CREATE_AND_CANCEL(OperationKind.VOLUME_CREATE),
  DELETE(OperationKind.VOLUME_DELETE),
  DELETE_CASCADE(OperationKind.VOLUME_DELETE),
  EXTEND(OperationKind.VOLUME_EXTEND),
  EXTEND_IN_USE(OperationKind.VOLUME_EXTEND),
  EXTEND_AND_CANCEL(OperationKind.VOLUME_EXTEND),
  RETYPE(OperationKind.VOLUME_RETYPE),
  REVERT(OperationKind.VOLUME_REVERT),
  SNAPSHOT(OperationKind.SNAPSHOT_CREATE),
  SNAPSHOT_IN_USE(OperationKind.SNAPSHOT_CREATE),
  DELETE_SNAPSHOT(OperationKind.SNAPSHOT_DELETE),
  RESERVE(OperationKind.ATTACHMENT_UPDATE),
  CONNECT(OperationKind.ATTACHMENT_CREATE),
  CONNECT_AND_CANCEL(OperationKind.ATTACHMENT_CREATE),
  UPDATE(OperationKind.ATTACHMENT_UPDATE),
  COMPLETE(OperationKind.ATTACHMENT_COMPLETE),
  DETACH(OperationKind.ATTACHMENT_DELETE),
  INITIALIZE(OperationKind.ATTACHMENT_CREATE),
  ATTACH(OperationKind.ATTACHMENT_COMPLETE),
  TERMINATE(OperationKind.ATTACHMENT_DELETE),
  CREATE_GROUP(OperationKind.GROUP_CREATE),
  UPDATE_GROUP(OperationKind.GROUP_UPDATE),
  SNAPSHOT_GROUP(OperationKind.GROUP_SNAPSHOT_CREATE),
  SNAPSHOT_GROUP_AND_CANCEL(OperationKind.GROUP_SNAPSHOT_CREATE),
  DELETE_GROUP_SNAPSHOT(OperationKind.GROUP_SNAPSHOT_DELETE),
  COPY_GROUP(OperationKind.GROUP_CREATE_FROM_SOURCE),
  COPY_GROUP_AND_CANCEL(OperationKind.GROUP_CREATE_FROM_SOURCE),
  DELETE_GROUP(OperationKind.GROUP_DELETE),
  /** Something of somebody else's volume. */
  MEDDLE(OperationKind.VOLUME_EXTEND);

  private final OperationKind kind;

  Act(OperationKind kind) {
    this.kind = kind;
  }

  OperationKind kind() {
    return kind;
  }
}
