package io.clinker.admission;

import io.clinker.model.Mark;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.AnswerRow;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Kind;
import io.clinker.store.FindingRow.Resolution;
import io.clinker.store.FindingRow.State;
import org.jspecify.annotations.Nullable;

/** What the operations share that an administrator chooses for a finding. */
final class FoundThings {
  private FoundThings() {}

  /** The finding, if it is an orphan of that name that may be acted on. */
  static FindingRow requireOrphan(AdmitScope scope, String finding, ResourceRef object) {
    FindingRow row =
        scope
            .stores()
            .findings()
            .find(scope.handle(), finding)
            .filter(found -> found.resource().equals(object))
            .orElseThrow(
                () ->
                    Refusals.notFound(
                        "Finding %s of %s could not be found.".formatted(finding, object)));
    if (row.kind() != Kind.ORPHAN || row.resolvedAt() != null) {
      throw Refusals.invalidState(
          409, "Finding %s is resolved or is no orphan: %s is known.".formatted(row.id(), object));
    }
    if (row.state() == State.SUSPECTED) {
      throw Refusals.invalidState(
          409, "Finding %s is only suspected so far: lists may be late.".formatted(row.id()));
    }
    return row;
  }

  /** Whether the operation gave an orphan a row only to delete it. */
  static boolean claimedToDelete(SettleScope scope, @Nullable String finding) {
    return finding != null
        && scope
            .stores()
            .findings()
            .find(scope.handle(), finding)
            .filter(row -> row.kind() == Kind.ORPHAN)
            .isPresent();
  }

  /** Notes in the finding which operation is on it. */
  static void act(AdmitScope scope, @Nullable String finding) {
    if (finding != null
        && !scope
            .stores()
            .findings()
            .act(scope.handle(), finding, scope.operation(), scope.now())) {
      throw Refusals.invalidState(409, "Finding %s is resolved.".formatted(finding));
    }
  }

  static void resolve(SettleScope scope, @Nullable String finding, Resolution how) {
    if (finding != null) {
      scope.stores().findings().resolve(scope.handle(), finding, how, scope.now());
    }
  }

  /** A fence above the mark that the object bore, and above the one of its row in the past. */
  static long fenceAbove(FindingRow finding, long past) {
    String mark = finding.mark();
    return Math.max(past, mark == null ? 0 : Mark.parse(mark).fence()) + 1;
  }

  /** Whole gibibytes that hold the object. */
  static int gib(FindingRow finding) {
    Long bytes = finding.heldBytes();
    return bytes == null ? 1 : Math.toIntExact(Math.max(1, new Size(bytes).gibibytes()));
  }

  static AnswerRow answer(AdmitScope scope, VolumeId volume) {
    return new AnswerRow.Volume(
        scope.stores().volumes().find(scope.handle(), volume, null).orElseThrow());
  }

  static AnswerRow answer(AdmitScope scope, SnapshotId snapshot) {
    return new AnswerRow.Snapshot(
        scope.stores().snapshots().find(scope.handle(), snapshot, null).orElseThrow());
  }
}
