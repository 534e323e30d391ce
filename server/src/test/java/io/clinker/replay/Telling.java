package io.clinker.replay;

import io.clinker.model.AttachmentId;
import io.clinker.model.OperationId;
import io.clinker.model.VolumeId;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationState;
import java.util.UUID;

/** Volumes that grow under a server, whose compute service is told, refuses or is away. */
final class Telling {
  private static final int TAKEN = 200;
  private static final int REFUSED = 403;
  private static final int AWAY = 503;

  private final Stand stand;
  private final Taker taker;

  /** Takes the history of an operation that has ended. */
  @FunctionalInterface
  interface Taker {
    void take(String name, OperationId operation);
  }

  Telling(Stand stand, Taker taker) {
    this.stand = stand;
    this.taker = taker;
  }

  void record() {
    taker.take("success-compute-told", stand.ended(extend(used()), OperationState.SUCCEEDED));

    stand.compute().answerEvents(REFUSED);
    taker.take("success-compute-refused", stand.ended(extend(used()), OperationState.SUCCEEDED));

    stand.compute().answerEvents(AWAY);
    OperationId told = stand.accepted(extend(used()));
    stand.awaitState(told, OperationState.WAITING);
    stand.compute().answerEvents(TAKEN);
    stand.awaitEnd(told, OperationState.SUCCEEDED);
    taker.take("success-compute-told-later", told);

    stand.compute().answerEvents(AWAY);
    OperationId cancelled = stand.accepted(extend(used()));
    stand.awaitState(cancelled, OperationState.WAITING);
    stand.cancel(cancelled);
    stand.compute().answerEvents(TAKEN);
    stand.awaitEnd(cancelled, OperationState.SUCCEEDED);
    taker.take("cancel-too-late-compute-told", cancelled);
  }

  /** A volume that a server uses. */
  private VolumeId used() {
    VolumeId volume = stand.volume(1);
    stand.ended(
        new AttachmentInput.Attach(
            AttachmentId.random(),
            volume,
            false,
            UUID.randomUUID().toString(),
            null,
            "/dev/vdb",
            "rw"),
        OperationState.SUCCEEDED);
    return volume;
  }

  private static OperationInput extend(VolumeId volume) {
    return new OperationInput.ExtendVolume(volume, 2, true);
  }
}
