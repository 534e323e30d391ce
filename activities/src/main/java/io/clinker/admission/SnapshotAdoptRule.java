package io.clinker.admission;

import io.clinker.model.VolumeId;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.AdoptSnapshot;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Resolution;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.Map;

/** A snapshot that a backend holds and no row knew gets a row; its volume must have one. */
final class SnapshotAdoptRule implements Rule<AdoptSnapshot> {
  private final Quota quota;
  private final Types types;

  SnapshotAdoptRule(Quota quota, Types types) {
    this.quota = quota;
    this.types = types;
  }

  @Override
  public Decision admit(AdmitScope scope, AdoptSnapshot input) {
    FindingRow finding = FoundThings.requireOrphan(scope, input.finding(), input.snapshot().ref());
    String volumeId = finding.volumeId();
    VolumeRow seen =
        volumeId == null
            ? null
            : scope
                .stores()
                .volumes()
                .find(scope.handle(), new VolumeId(volumeId), null)
                .filter(row -> finding.backend().equals(row.backend()))
                .orElse(null);
    if (seen == null) {
      throw Refusals.invalidState(
          409,
          "Snapshot %s is of volume %s, which has no row on backend %s: adopt the volume first."
              .formatted(input.snapshot(), volumeId, finding.backend()));
    }
    quota.lock(scope.handle(), seen.projectId());
    VolumeRow volume = scope.lockVolume(seen.id());
    if (!volume.projectId().equals(seen.projectId())) {
      throw new RepeatException("the volume changed hands while the request was decided");
    }
    Holders.requireNotHeld(
        scope, volume.operationId(), 409, "Volume %s is in use".formatted(volume.id()));
    int gib = FoundThings.gib(finding);
    quota.require(
        scope.handle(),
        volume.projectId(),
        types.ofVolume(scope, volume),
        new Quota.Demand(0, 1, gib),
        0);
    scope.stores().volumes().touch(scope.handle(), volume.id());
    long fence =
        FoundThings.fenceAbove(finding, ClaimedRows.makeRoom(scope, input.snapshot().ref()));
    SnapshotRow row = row(scope, input, finding, volume, fence);
    scope.stores().snapshots().insert(scope.handle(), row);
    FoundThings.act(scope, finding.id());
    return Decision.steps(
            new Plan.AdoptSnapshot(
                input.snapshot(), volume.id(), ClaimedRows.size(finding), finding.backend()),
            new AnswerRow.Snapshot(row),
            Map.of(input.snapshot().ref(), fence))
        .at(Decision.Place.of(finding.backend(), volume.pool()));
  }

  private static SnapshotRow row(
      AdmitScope scope, AdoptSnapshot input, FindingRow finding, VolumeRow volume, long fence) {
    return new SnapshotRow(
        input.snapshot(),
        volume.id(),
        volume.projectId(),
        scope.request().userId(),
        input.name(),
        input.description(),
        FoundThings.gib(finding),
        volume.volumeTypeId(),
        scope.request().kind().statuses().during(),
        "0%",
        input.metadata(),
        fence,
        0,
        scope.operation().value(),
        scope.now(),
        null,
        null,
        null);
  }

  @Override
  public void settle(SettleScope scope, AdoptSnapshot input) {
    var snapshots = scope.stores().snapshots();
    if (scope.outcome() instanceof Outcome.Succeeded) {
      scope.requireHeld(
          snapshots.release(
              scope.handle(),
              input.snapshot(),
              scope.operation(),
              scope.statusAfter(null),
              "100%",
              scope.now()));
      FoundThings.resolve(scope, input.finding(), Resolution.ADOPTED);
    } else {
      scope.requireHeld(
          snapshots.delete(scope.handle(), input.snapshot(), scope.operation(), scope.now()));
    }
  }
}
