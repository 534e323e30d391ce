package io.clinker.admission;

import io.clinker.driver.Capability;
import io.clinker.model.ResourceRef;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.RevertVolume;
import io.clinker.operations.OperationKind;
import io.clinker.operations.PinKind;
import io.clinker.operations.Plan;
import io.clinker.store.BackendRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A volume gets the contents of its newest snapshot back. */
final class VolumeRevertRule implements Rule<RevertVolume> {
  @Override
  public Decision admit(AdmitScope scope, RevertVolume input) {
    VolumeRow volume = scope.lockVolume(input.volume());
    List<SnapshotRow> snapshots =
        scope.stores().snapshots().lockOfVolume(scope.handle(), volume.id());
    SnapshotRow newest =
        snapshots.stream()
            .max(
                Comparator.comparing(SnapshotRow::createdAt).thenComparing(row -> row.id().value()))
            .orElseThrow(
                () -> Refusals.badRequest("Volume %s has no snapshots".formatted(volume.id())));
    if (!newest.id().equals(input.snapshot())) {
      throw Refusals.badRequest(
          "Specified snapshot ID %s isn't the latest one of volume %s."
              .formatted(input.snapshot(), volume.id()));
    }
    if (newest.sizeGib() != volume.sizeGib()) {
      throw Refusals.badRequest(
          ("Invalid volume: Can't revert volume %s to its latest snapshot %s. The volume size must"
                  + " be equal to the snapshot size.")
              .formatted(volume.id(), newest.id()));
    }
    OperationKind kind = OperationKind.VOLUME_REVERT;
    String refusal =
        "Invalid volume: Can't revert volume %s to its latest snapshot %s. Volume status must be 'available'."
            .formatted(volume.id(), newest.id());
    if (!kind.statuses().allowed().contains(volume.status()) || volume.operationId() != null) {
      throw Holders.refusal(scope, volume, 409, refusal);
    }
    Holders.requireUnpinned(scope, volume.id().ref(), kind.excludedBy(), 409, refusal);
    String snapshotRefusal =
        "Invalid snapshot: Can't revert volume %s to its latest snapshot %s. Snapshot status must be 'available'."
            .formatted(volume.id(), newest.id());
    if (!newest.status().equals("available") || newest.operationId() != null) {
      throw Holders.refusal(scope, newest.operationId(), 409, snapshotRefusal);
    }
    Holders.requireUnpinned(scope, newest.id().ref(), Set.of(PinKind.SOURCE), 409, snapshotRefusal);
    String backend = requireCapable(scope, volume);
    scope
        .stores()
        .volumes()
        .hold(scope.handle(), volume, scope.operation(), kind.statuses().during(), scope.now());
    scope
        .stores()
        .snapshots()
        .hold(scope.handle(), newest.id(), scope.operation(), "restoring", scope.now());
    Map<ResourceRef, Long> fences =
        Map.of(volume.id().ref(), volume.fence() + 1, newest.id().ref(), newest.fence() + 1);
    VolumeRow answer =
        scope.stores().volumes().find(scope.handle(), volume.id(), null).orElseThrow();
    return Decision.steps(
            new Plan.RevertVolume(volume.id(), newest.id(), backend),
            new AnswerRow.Volume(answer),
            fences)
        .at(Decision.Place.of(backend, volume.pool()));
  }

  private static String requireCapable(AdmitScope scope, VolumeRow volume) {
    String name = volume.backend();
    @Nullable BackendRow backend =
        name == null ? null : scope.stores().pools().backend(scope.handle(), name).orElse(null);
    if (name == null || backend == null || !backend.capabilities().contains(Capability.REVERT)) {
      throw Refusals.notSupported(
          "Invalid volume: Backend %s cannot do this: %s.".formatted(name, Capability.REVERT));
    }
    return name;
  }

  @Override
  public void settle(SettleScope scope, RevertVolume input) {
    VolumeStatus.Computed status = VolumeStatus.of(null, scope.statusAfter(null), List.of());
    scope.requireHeld(
        scope
            .stores()
            .volumes()
            .release(
                scope.handle(),
                input.volume(),
                scope.operation(),
                status.status(),
                status.attachStatus(),
                scope.now()));
    scope.requireHeld(
        scope
            .stores()
            .snapshots()
            .release(
                scope.handle(),
                input.snapshot(),
                scope.operation(),
                "available",
                "100%",
                scope.now()));
  }
}
