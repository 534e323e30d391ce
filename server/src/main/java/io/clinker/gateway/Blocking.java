package io.clinker.gateway;

import io.clinker.model.ErrorCode;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Refusal;
import io.clinker.store.OpenOperations.Held;

/** How a request is told that another operation has its resource. */
final class Blocking {
  private Blocking() {}

  /** Names the operation, with the status that Cinder has for the request. */
  static Refusal refusal(OperationRequest request, Held held) {
    String kind = request.resource().kind().word();
    int status =
        switch (request.kind()) {
          case VOLUME_REVERT,
              VOLUME_ADOPT,
              VOLUME_MANAGE,
              VOLUME_RECONCILE,
              SNAPSHOT_ADOPT,
              SNAPSHOT_MANAGE,
              SNAPSHOT_RECONCILE,
              ATTACHMENT_UPDATE,
              ATTACHMENT_DELETE,
              ATTACHMENT_COMPLETE ->
              409;
          case VOLUME_CREATE,
              VOLUME_DELETE,
              VOLUME_EXTEND,
              VOLUME_RETYPE,
              VOLUME_UNMANAGE,
              SNAPSHOT_UNMANAGE,
              VOLUME_RESET_STATUS,
              SNAPSHOT_RESET_STATUS,
              SNAPSHOT_CREATE,
              SNAPSHOT_DELETE,
              ATTACHMENT_CREATE,
              GROUP_CREATE,
              GROUP_UPDATE,
              GROUP_DELETE,
              GROUP_CREATE_FROM_SOURCE,
              GROUP_RESET_STATUS,
              GROUP_SNAPSHOT_CREATE,
              GROUP_SNAPSHOT_DELETE,
              GROUP_SNAPSHOT_RESET_STATUS ->
              400;
        };
    return new Refusal(
        ErrorCode.OPERATION_IN_PROGRESS,
        status,
        "Invalid %s: %s %s is held by operation %s (%s) that has not ended."
            .formatted(kind, kind, request.resource().id(), held.id(), held.kind()),
        held.id());
  }
}
