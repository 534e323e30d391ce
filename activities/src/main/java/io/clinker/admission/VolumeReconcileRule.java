package io.clinker.admission;

import io.clinker.operations.OperationInput.ReconcileVolume;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.FindingRow.Resolution;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A volume's row is made to say what the storage holds: its size, and a status that follows from
 * its attachments, or {@code error} if nothing of it is there.
 */
final class VolumeReconcileRule implements Rule<ReconcileVolume> {
  private final Capacity capacity;

  VolumeReconcileRule(Capacity capacity) {
    this.capacity = capacity;
  }

  @Override
  public Decision admit(AdmitScope scope, ReconcileVolume input) {
    VolumeRow volume = scope.lockVolume(input.volume());
    OperationKind kind = OperationKind.VOLUME_RECONCILE;
    String refusal =
        "Invalid volume: Volume %s cannot be reconciled while it is %s."
            .formatted(volume.id(), volume.status());
    Holders.requireNotHeld(scope, volume.operationId(), 409, refusal);
    Holders.requireUnpinned(scope, volume.id().ref(), kind.excludedBy(), 409, refusal);
    String backend = volume.backend();
    if (backend == null) {
      throw Refusals.invalidState(
          409,
          "Invalid volume: Volume %s was never placed, so no storage knows of it."
              .formatted(volume.id()));
    }
    StorageTruth.hold(scope, volume);
    FoundThings.act(scope, input.finding());
    return Decision.steps(
            new Plan.ReadVolume(
                volume.id(),
                List.of(),
                backend,
                scope.stores().attachments().exportHost(scope.handle(), volume.id()).orElse(null),
                false),
            FoundThings.answer(scope, volume.id()),
            Map.of(volume.id().ref(), volume.fence() + 1))
        .at(Decision.Place.of(backend, volume.pool()));
  }

  @Override
  public void settle(SettleScope scope, ReconcileVolume input) {
    VolumeRow volume = StorageTruth.held(scope, input.volume());
    boolean succeeded = scope.outcome() instanceof Outcome.Succeeded;
    Optional<Held> read = StorageTruth.read(scope);
    Optional<Held> held = succeeded ? read : Optional.empty();
    boolean gone = held.isPresent() && held.get().bytes() == null;
    int size = StorageTruth.sizeGib(volume, held);
    StorageTruth.count(scope, capacity, volume, size);
    String before = volume.previousStatus();
    String unread = before == null ? "error" : scope.statusAfter(before);
    String own = gone ? "error" : succeeded ? "available" : unread;
    VolumeStatus.Computed status =
        VolumeStatus.of(null, own, StorageTruth.attachStatuses(scope, volume));
    var volumes = scope.stores().volumes();
    scope.requireHeld(
        volumes.release(
            scope.handle(),
            volume.id(),
            scope.operation(),
            status.status(),
            status.attachStatus(),
            scope.now()));
    volumes.setSize(scope.handle(), volume.id(), size);
    if (succeeded && !gone) {
      FoundThings.resolve(scope, input.finding(), Resolution.RECONCILED);
    }
  }
}
