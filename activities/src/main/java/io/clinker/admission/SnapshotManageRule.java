package io.clinker.admission;

import io.clinker.driver.Capability;
import io.clinker.model.Size;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.ManageSnapshot;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.Map;

/**
 * A foreign snapshot of a volume of ours becomes one of ours. It counts with its volume's size
 * until its own is known, which is no larger.
 */
final class SnapshotManageRule implements Rule<ManageSnapshot> {
  private final Quota quota;
  private final Types types;

  SnapshotManageRule(Quota quota, Types types) {
    this.quota = quota;
    this.types = types;
  }

  @Override
  public Decision admit(AdmitScope scope, ManageSnapshot input) {
    String project = scope.request().projectId();
    quota.lock(scope.handle(), project);
    VolumeRow volume = scope.lockVolume(input.volume());
    Holders.requireNotHeld(
        scope,
        volume.operationId(),
        400,
        "Invalid volume: Volume %s is in use".formatted(volume.id()));
    String backend = Manageability.requireOf(scope, volume, Capability.MANAGE_SNAPSHOT);
    quota.require(
        scope.handle(),
        project,
        types.ofVolume(scope, volume),
        new Quota.Demand(0, 1, volume.sizeGib()),
        0);
    Pins.takeSource(
        scope,
        volume.id().ref(),
        400,
        "Invalid volume: Volume %s is being changed".formatted(volume.id()));
    SnapshotRow row =
        new SnapshotRow(
            input.snapshot(),
            volume.id(),
            project,
            scope.request().userId(),
            input.name(),
            input.description(),
            volume.sizeGib(),
            volume.volumeTypeId(),
            scope.request().kind().statuses().during(),
            "0%",
            input.metadata(),
            1,
            0,
            scope.operation().value(),
            scope.now(),
            null,
            null,
            null);
    scope.stores().snapshots().insert(scope.handle(), row);
    return Decision.steps(
            new Plan.ManageSnapshot(
                input.snapshot(),
                volume.id(),
                input.reference(),
                Size.ofGibibytes(volume.sizeGib()),
                backend),
            new AnswerRow.Snapshot(row),
            Map.of(input.snapshot().ref(), 1L))
        .at(Decision.Place.of(backend, volume.pool()));
  }

  @Override
  public void settle(SettleScope scope, ManageSnapshot input) {
    var snapshots = scope.stores().snapshots();
    Long bytes = StorageTruth.read(scope).map(Held::bytes).orElse(null);
    switch (scope.outcome()) {
      case Outcome.Succeeded unused -> {
        scope.requireHeld(
            snapshots.release(
                scope.handle(),
                input.snapshot(),
                scope.operation(),
                scope.statusAfter(null),
                "100%",
                scope.now()));
        if (bytes != null) {
          snapshots.setSize(
              scope.handle(), input.snapshot(), Math.toIntExact(new Size(bytes).gibibytes()));
        }
      }
      case Outcome.Failed unused -> {
        scope.requireHeld(
            snapshots.release(
                scope.handle(),
                input.snapshot(),
                scope.operation(),
                scope.statusAfter(null),
                "0%",
                scope.now()));
        Messages.snapshot(
            scope,
            input.snapshot().value(),
            Messages.Action.CREATE_SNAPSHOT,
            Messages.Detail.SNAPSHOT_CREATE_FAILED);
      }
      case Outcome.Cancelled() ->
          scope.requireHeld(
              snapshots.delete(scope.handle(), input.snapshot(), scope.operation(), scope.now()));
    }
  }
}
