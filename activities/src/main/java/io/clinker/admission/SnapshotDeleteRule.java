package io.clinker.admission;

import io.clinker.model.ResourceRef;
import io.clinker.model.VolumeId;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.DeleteSnapshot;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Resolution;
import io.clinker.store.OperationRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.Map;

/** A snapshot goes. */
final class SnapshotDeleteRule implements Rule<DeleteSnapshot> {
  private static final String REFUSAL =
      "Invalid snapshot: Snapshot status must be available or error, and must not be part of a"
          + " group.";

  private final Types types;

  SnapshotDeleteRule(Types types) {
    this.types = types;
  }

  @Override
  public Decision admit(AdmitScope scope, DeleteSnapshot input) {
    String finding = input.finding();
    if (finding != null) {
      if (scope.stores().snapshots().find(scope.handle(), input.snapshot(), null).isEmpty()) {
        return orphan(scope, input, finding);
      }
      FoundThings.act(scope, finding);
    }
    SnapshotRow snapshot = scope.lockSnapshot(input.snapshot());
    OperationKind kind = OperationKind.SNAPSHOT_DELETE;
    Holders.requireNotHeld(scope, snapshot.operationId(), 400, REFUSAL);
    if (snapshot.groupSnapshotId() != null
        || (!input.force() && !kind.statuses().allowed().contains(snapshot.status()))) {
      throw Refusals.invalidState(400, REFUSAL);
    }
    Holders.requireUnpinned(scope, snapshot.id().ref(), kind.excludedBy(), 400, REFUSAL);
    VolumeRow volume = volume(scope, snapshot.volumeId());
    String backend = volume.backend();
    if (backend != null) {
      Holders.requireNotFrozen(scope, backend);
    }
    return decision(scope, snapshot, volume);
  }

  /** An orphan gets a row that claims it until it is gone. */
  private Decision orphan(AdmitScope scope, DeleteSnapshot input, String findingId) {
    FindingRow finding = FoundThings.requireOrphan(scope, findingId, input.snapshot().ref());
    Holders.requireNotFrozen(scope, finding.backend());
    String volumeId = finding.volumeId();
    if (volumeId == null) {
      throw Refusals.invalidState(
          409, "The volume of snapshot %s is not known.".formatted(input.snapshot()));
    }
    VolumeId volume = new VolumeId(volumeId);
    long fence =
        FoundThings.fenceAbove(finding, ClaimedRows.makeRoom(scope, input.snapshot().ref()));
    SnapshotRow row =
        new SnapshotRow(
            input.snapshot(),
            volume,
            scope.request().projectId(),
            scope.request().userId(),
            null,
            null,
            FoundThings.gib(finding),
            types.choose(scope, null, null).id(),
            OperationKind.SNAPSHOT_DELETE.statuses().during(),
            "100%",
            Map.of(),
            fence,
            0,
            scope.operation().value(),
            scope.now(),
            null,
            null,
            null);
    scope.stores().snapshots().insert(scope.handle(), row);
    FoundThings.act(scope, findingId);
    return Decision.steps(
            new Plan.DeleteSnapshot(input.snapshot(), volume, finding.backend()),
            new AnswerRow.Snapshot(row),
            Map.of(input.snapshot().ref(), fence))
        .at(Decision.Place.of(finding.backend(), null));
  }

  @Override
  public Decision supersede(AdmitScope scope, DeleteSnapshot input, OperationRow old) {
    SnapshotRow snapshot = scope.lockSnapshot(input.snapshot());
    if (!old.id().value().equals(snapshot.operationId())) {
      throw new RepeatException("the superseded operation has ended");
    }
    return decision(scope, snapshot, volume(scope, snapshot.volumeId()));
  }

  private static VolumeRow volume(AdmitScope scope, VolumeId id) {
    return scope
        .stores()
        .volumes()
        .find(scope.handle(), id, null)
        .orElseThrow(() -> Refusals.volumeNotFound(id.value()));
  }

  private static Decision decision(AdmitScope scope, SnapshotRow snapshot, VolumeRow volume) {
    var snapshots = scope.stores().snapshots();
    snapshots.hold(
        scope.handle(),
        snapshot.id(),
        scope.operation(),
        OperationKind.SNAPSHOT_DELETE.statuses().during(),
        scope.now());
    SnapshotRow answer = snapshots.find(scope.handle(), snapshot.id(), null).orElseThrow();
    Map<ResourceRef, Long> fences = Map.of(snapshot.id().ref(), answer.fence());
    String backend = volume.backend();
    if (backend == null) {
      throw Refusals.invalidState(
          400, "Invalid volume: Volume %s has no place.".formatted(volume.id()));
    }
    return Decision.steps(
            new Plan.DeleteSnapshot(snapshot.id(), volume.id(), backend),
            new AnswerRow.Snapshot(answer),
            fences)
        .at(Decision.Place.of(backend, volume.pool()));
  }

  @Override
  public void settle(SettleScope scope, DeleteSnapshot input) {
    if (scope.outcome() instanceof Outcome.Failed
        && FoundThings.claimedToDelete(scope, input.finding())) {
      scope.requireHeld(
          scope
              .stores()
              .snapshots()
              .delete(scope.handle(), input.snapshot(), scope.operation(), scope.now()));
      return;
    }
    SnapshotRemoval.end(scope, input.snapshot());
    switch (scope.outcome()) {
      case Outcome.Succeeded unused ->
          FoundThings.resolve(scope, input.finding(), Resolution.DELETED);
      case Outcome.Failed unused ->
          Messages.snapshot(
              scope,
              input.snapshot().value(),
              Messages.Action.DELETE_SNAPSHOT,
              Messages.Detail.SNAPSHOT_DELETE_FAILED);
      case Outcome.Cancelled() -> {}
    }
  }
}
