package io.clinker.admission;

import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.AdoptVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Resolution;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Map;

/**
 * A volume that a backend holds and no row knew gets a row, counted in quota and capacity. Its
 * contents are not touched, and if it cannot be taken the row goes again and the object stays.
 */
final class VolumeAdoptRule implements Rule<AdoptVolume> {
  private final Quota quota;
  private final Capacity capacity;
  private final Types types;

  VolumeAdoptRule(Quota quota, Capacity capacity, Types types) {
    this.quota = quota;
    this.capacity = capacity;
    this.types = types;
  }

  @Override
  public Decision admit(AdmitScope scope, AdoptVolume input) {
    quota.lock(scope.handle(), input.projectId());
    FindingRow finding = FoundThings.requireOrphan(scope, input.finding(), input.volume().ref());
    TypeRow asked = input.volumeType() == null ? null : types.require(scope, input.volumeType());
    TypeRow type = types.choose(scope, asked, null);
    int gib = FoundThings.gib(finding);
    quota.require(scope.handle(), input.projectId(), type, new Quota.Demand(1, 0, gib), gib);
    String pool = ClaimedRows.pool(scope, finding);
    if (!capacity.grow(scope.handle(), finding.backend(), pool, gib)) {
      throw Refusals.badRequest(
          "Pool %s#%s has no room for %d GiB more.".formatted(finding.backend(), pool, gib));
    }
    long fence = FoundThings.fenceAbove(finding, ClaimedRows.makeRoom(scope, input.volume().ref()));
    VolumeRow row =
        ClaimedRows.volume(
            scope,
            finding,
            new ClaimedRows.Owner(
                input.projectId(),
                scope.request().userId(),
                input.name(),
                input.description(),
                input.metadata()),
            type,
            pool,
            fence);
    scope.stores().volumes().insert(scope.handle(), row);
    FoundThings.act(scope, finding.id());
    return Decision.steps(
            new Plan.AdoptVolume(input.volume(), ClaimedRows.size(finding), finding.backend()),
            new AnswerRow.Volume(row),
            Map.of(input.volume().ref(), fence))
        .at(new Decision.Place(finding.backend(), pool, gib));
  }

  @Override
  public void settle(SettleScope scope, AdoptVolume input) {
    var volumes = scope.stores().volumes();
    if (scope.outcome() instanceof Outcome.Succeeded) {
      VolumeStatus.Computed status = VolumeStatus.of(null, scope.statusAfter(null), List.of());
      scope.requireHeld(
          volumes.release(
              scope.handle(),
              input.volume(),
              scope.operation(),
              status.status(),
              status.attachStatus(),
              scope.now()));
      FoundThings.resolve(scope, input.finding(), Resolution.ADOPTED);
    } else {
      capacity.release(
          scope.handle(), scope.row().backend(), scope.row().pool(), scope.row().poolGib());
      scope.requireHeld(
          volumes.delete(scope.handle(), input.volume(), scope.operation(), scope.now()));
    }
  }
}
