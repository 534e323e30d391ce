package io.clinker.oracle;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a backend must hold for a row, from its status and from what last became of it. */
enum Expectations {
  PRESENT,
  ABSENT,
  /** The status says that neither is known: a delete that failed, for one. */
  EITHER;

  private static final Set<String> OPEN_ENDED = Set.of("error_deleting", "error_extending");

  static Expectations of(Rows.Volume volume, Map<String, Rows.Operation> lastEnded) {
    if (volume.backend() == null) {
      return ABSENT;
    }
    return of(volume.status(), lastEnded.get(volume.id()), OperationKind.VOLUME_CREATE);
  }

  static Expectations of(Rows.Snapshot snapshot, Map<String, Rows.Operation> lastEnded) {
    String whole = snapshot.groupSnapshotId();
    Rows.Operation own = lastEnded.get(snapshot.id());
    if (whole != null && own == null && snapshot.status().equals("error")) {
      Rows.Operation last = lastEnded.get(whole);
      boolean undone =
          last != null
              && last.is(OperationKind.GROUP_SNAPSHOT_CREATE)
              && last.state() != OperationState.SUCCEEDED;
      return undone ? ABSENT : EITHER;
    }
    Rows.Operation ofVolume = lastEnded.get(snapshot.volumeId());
    if (snapshot.status().equals("error")
        && ofVolume != null
        && isUntoldTruth(ofVolume)
        && (own == null || own.admittedAt().isBefore(ofVolume.admittedAt()))) {
      // The delete that the reset took over from was to delete the snapshots as well.
      return EITHER;
    }
    return of(snapshot.status(), own, OperationKind.SNAPSHOT_CREATE);
  }

  private static Expectations of(
      String status, Rows.@Nullable Operation last, OperationKind creation) {
    if (OPEN_ENDED.contains(status)) {
      return EITHER;
    }
    boolean creationUndone =
        last != null
            && last.state() != OperationState.SUCCEEDED
            && (last.is(creation) || last.is(OperationKind.SNAPSHOT_MANAGE));
    if (status.equals("error")) {
      return last == null || isReset(last) || isReconcile(last)
          ? EITHER
          : creationUndone ? ABSENT : PRESENT;
    }
    return status.equals("creating") ? EITHER : PRESENT;
  }

  /** A reset that took over from a delete and then could not read what is left. */
  private static boolean isUntoldTruth(Rows.Operation last) {
    return last.state() != OperationState.SUCCEEDED && isReset(last);
  }

  /** It may have found nothing, and leaves the row where it was, to be said to be missing. */
  private static boolean isReconcile(Rows.Operation last) {
    return last.is(OperationKind.VOLUME_RECONCILE) || last.is(OperationKind.SNAPSHOT_RECONCILE);
  }

  /** The same of a reset that reads what is there before it gives a status. */
  private static boolean isReset(Rows.Operation last) {
    return last.is(OperationKind.VOLUME_RESET_STATUS)
        || last.is(OperationKind.SNAPSHOT_RESET_STATUS);
  }
}
