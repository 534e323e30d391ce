package io.clinker.admission;

import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.CreateSnapshot;
import io.clinker.operations.Outcome;
import io.clinker.store.BackendRow;
import io.clinker.store.VolumeRow;

/** A snapshot of a volume, in use too where the backend can. */
final class SnapshotCreateRule implements Rule<CreateSnapshot> {
  private final Quota quota;
  private final Types types;

  SnapshotCreateRule(Quota quota, Types types) {
    this.quota = quota;
    this.types = types;
  }

  @Override
  public Decision admit(AdmitScope scope, CreateSnapshot input) {
    String project = scope.request().projectId();
    quota.lock(scope.handle(), project);
    VolumeRow volume = scope.lockVolume(input.volume());
    BackendRow backend = SnapshotMaking.requireReady(scope, volume, input.allowInUse());
    quota.require(
        scope.handle(),
        project,
        types.ofVolume(scope, volume),
        new Quota.Demand(0, 1, volume.sizeGib()),
        0);
    SnapshotMaking.Begun begun =
        SnapshotMaking.begin(
            scope,
            volume,
            backend,
            new SnapshotMaking.Wanted(
                input.snapshot(), input.name(), input.description(), input.metadata(), null),
            input.allowInUse());
    return Decision.steps(begun.plan(), new AnswerRow.Snapshot(begun.row()), begun.fences())
        .at(Decision.Place.of(backend.name(), volume.pool()));
  }

  @Override
  public void settle(SettleScope scope, CreateSnapshot input) {
    SnapshotMaking.end(scope, input.snapshot());
    if (scope.outcome() instanceof Outcome.Failed) {
      Messages.snapshot(
          scope,
          input.snapshot().value(),
          Messages.Action.CREATE_SNAPSHOT,
          Messages.Detail.SNAPSHOT_CREATE_FAILED);
    }
  }
}
