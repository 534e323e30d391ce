package io.clinker.admission;

import io.clinker.driver.Capability;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.UnmanageVolume;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A volume's row goes; what it holds stays on the storage, for others to take. */
final class VolumeUnmanageRule implements Rule<UnmanageVolume> {
  private static final String REFUSAL =
      "Invalid volume: Volume status must be available or error or error_restoring or"
          + " error_extending or error_managing or error_unmanaging and must not be migrating,"
          + " attached, belong to a group, have snapshots or be awaiting a transfer.";
  private static final Set<String> CONNECTED = Set.of("attached", "attaching", "detaching");
  private static final Set<String> NOT_MIGRATING = Set.of("none", "deleting", "error", "success");

  private final Capacity capacity;

  VolumeUnmanageRule(Capacity capacity) {
    this.capacity = capacity;
  }

  @Override
  public Decision admit(AdmitScope scope, UnmanageVolume input) {
    VolumeRow volume = scope.lockVolume(input.volume());
    OperationKind kind = OperationKind.VOLUME_UNMANAGE;
    Holders.requireNotHeld(scope, volume.operationId(), 400, REFUSAL);
    Holders.requireUnpinned(scope, volume.id().ref(), kind.excludedBy(), 400, REFUSAL);
    List<AttachmentRow> attachments =
        scope.stores().attachments().ofVolume(scope.handle(), volume.id());
    String migration = volume.migrationStatus();
    if (!kind.statuses().allowed().contains(volume.status())
        || attachments.stream().anyMatch(row -> CONNECTED.contains(row.attachStatus()))
        || volume.groupId() != null
        || (migration != null && !NOT_MIGRATING.contains(migration))
        || !scope.stores().snapshots().lockOfVolume(scope.handle(), volume.id()).isEmpty()) {
      throw Holders.refusal(scope, volume, 400, REFUSAL);
    }
    if (volume.backend() == null) {
      return neverPlaced(scope, volume);
    }
    String backend = Manageability.requireOf(scope, volume, Capability.MANAGE);
    scope
        .stores()
        .volumes()
        .hold(scope.handle(), volume, scope.operation(), kind.statuses().during(), scope.now());
    return Decision.steps(
            new Plan.UnmanageVolume(
                volume.id(),
                backend,
                scope.stores().attachments().exportHost(scope.handle(), volume.id()).orElse(null)),
            FoundThings.answer(scope, volume.id()),
            Map.of(volume.id().ref(), volume.fence() + 1))
        .at(Decision.Place.of(backend, volume.pool()));
  }

  /** Nothing of it is anywhere: gone at once. */
  private static Decision neverPlaced(AdmitScope scope, VolumeRow volume) {
    scope
        .stores()
        .volumes()
        .hold(
            scope.handle(),
            volume,
            scope.operation(),
            OperationKind.VOLUME_UNMANAGE.statuses().during(),
            scope.now());
    AnswerRow answer = FoundThings.answer(scope, volume.id());
    VolumeRemoval.remove(scope.handle(), scope.stores(), volume, scope.operation(), scope.now());
    return Decision.done(answer);
  }

  @Override
  public void settle(SettleScope scope, UnmanageVolume input) {
    VolumeRow volume = StorageTruth.held(scope, input.volume());
    if (scope.outcome() instanceof Outcome.Succeeded) {
      capacity.release(scope.handle(), volume.backend(), volume.pool(), volume.sizeGib());
      VolumeRemoval.remove(scope.handle(), scope.stores(), volume, scope.operation(), scope.now());
      return;
    }
    VolumeRemoval.putBack(scope, volume, scope.statusAfter(volume.previousStatus()));
    if (scope.outcome() instanceof Outcome.Failed) {
      Messages.volume(
          scope, volume.id().value(), Messages.Action.UNMANAGE, Messages.Detail.UNKNOWN);
    }
  }
}
