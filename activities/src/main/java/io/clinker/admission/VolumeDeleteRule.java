package io.clinker.admission;

import io.clinker.model.ResourceRef;
import io.clinker.model.SnapshotId;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.PinKind;
import io.clinker.operations.Plan;
import io.clinker.store.AttachmentRow;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Resolution;
import io.clinker.store.OperationRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A volume goes, with its snapshots if asked. */
final class VolumeDeleteRule implements Rule<DeleteVolume> {
  private static final String REFUSAL =
      "Invalid volume: Volume status must be available or error or error_restoring or"
          + " error_extending or error_managing and must not be migrating, attached, belong to a"
          + " group, have snapshots, awaiting a transfer, or be disassociated from snapshots after"
          + " volume transfer.";
  private static final Set<String> DELETABLE_SNAPSHOT = Set.of("available", "error");

  private final Capacity capacity;
  private final Types types;

  VolumeDeleteRule(Capacity capacity, Types types) {
    this.capacity = capacity;
    this.types = types;
  }

  @Override
  public Decision admit(AdmitScope scope, DeleteVolume input) {
    String finding = input.finding();
    if (finding != null) {
      if (scope.stores().volumes().find(scope.handle(), input.volume(), null).isEmpty()) {
        return orphan(scope, input, finding);
      }
      FoundThings.act(scope, finding);
    }
    VolumeRow volume = scope.lockVolume(input.volume());
    Holders.requireNotHeld(scope, volume.operationId(), 400, REFUSAL);
    String backend = volume.backend();
    OperationKind kind = OperationKind.VOLUME_DELETE;
    if (backend == null) {
      return neverPlaced(scope, volume);
    }
    requireInNoGroup(volume);
    Holders.requireNotFrozen(scope, backend);
    List<AttachmentRow> attachments =
        scope.stores().attachments().ofVolume(scope.handle(), volume.id());
    VolumeRemoval.requireUnused(scope, volume, attachments, REFUSAL);
    if (!input.force() && !kind.statuses().allowed().contains(volume.status())) {
      throw Holders.refusal(scope, volume, 400, REFUSAL);
    }
    List<SnapshotRow> snapshots = claimSnapshots(scope, input, volume);
    scope
        .stores()
        .volumes()
        .hold(scope.handle(), volume, scope.operation(), kind.statuses().during(), scope.now());
    Map<ResourceRef, Long> fences = new TreeMap<>();
    fences.put(volume.id().ref(), volume.fence() + 1);
    snapshots.forEach(row -> fences.put(row.id().ref(), row.fence() + 1));
    return Decision.steps(
            new Plan.DeleteVolume(
                volume.id(),
                snapshots.stream().map(SnapshotRow::id).toList(),
                backend,
                VolumeRemoval.exportHost(attachments)),
            answer(scope, volume),
            fences)
        .at(Decision.Place.of(backend, volume.pool()));
  }

  private static void requireInNoGroup(VolumeRow volume) {
    if (volume.groupId() != null) {
      throw Refusals.invalidState(400, REFUSAL);
    }
  }

  /** An orphan gets a row that claims it, outside of every pool, until it is gone. */
  private Decision orphan(AdmitScope scope, DeleteVolume input, String findingId) {
    FindingRow finding = FoundThings.requireOrphan(scope, findingId, input.volume().ref());
    Holders.requireNotFrozen(scope, finding.backend());
    long past = ClaimedRows.makeRoom(scope, input.volume().ref());
    if (!scope.stores().snapshots().lockOfVolume(scope.handle(), input.volume()).isEmpty()) {
      throw Refusals.invalidState(409, "Rows of snapshots name volume " + input.volume() + ".");
    }
    long fence = FoundThings.fenceAbove(finding, past);
    VolumeRow row =
        ClaimedRows.volume(
            scope,
            finding,
            new ClaimedRows.Owner(
                scope.request().projectId(), scope.request().userId(), null, null, Map.of()),
            types.choose(scope, null, null),
            null,
            fence);
    scope.stores().volumes().insert(scope.handle(), row);
    FoundThings.act(scope, findingId);
    String exportHost =
        scope.stores().findings().orphanExportsOf(scope.handle(), input.volume().value()).stream()
            .map(FindingRow::host)
            .findFirst()
            .orElse(null);
    return Decision.steps(
            new Plan.DeleteVolume(input.volume(), List.of(), finding.backend(), exportHost),
            new AnswerRow.Volume(row),
            Map.of(input.volume().ref(), fence))
        .at(Decision.Place.of(finding.backend(), null));
  }

  private static List<SnapshotRow> claimSnapshots(
      AdmitScope scope, DeleteVolume input, VolumeRow volume) {
    List<SnapshotRow> snapshots =
        scope.stores().snapshots().lockOfVolume(scope.handle(), volume.id());
    for (SnapshotRow snapshot : snapshots) {
      boolean foreign = !scope.sees(snapshot.projectId());
      if (!input.cascade() || foreign || snapshot.groupSnapshotId() != null) {
        throw Holders.refusal(scope, snapshot.operationId(), 400, REFUSAL);
      }
      boolean deletable =
          DELETABLE_SNAPSHOT.contains(snapshot.status())
              || (input.force() && snapshot.operationId() == null);
      if (!deletable || snapshot.operationId() != null) {
        throw Holders.refusal(scope, snapshot.operationId(), 400, REFUSAL);
      }
      Holders.requireUnpinned(scope, snapshot.id().ref(), Set.of(PinKind.SOURCE), 400, REFUSAL);
    }
    for (SnapshotRow snapshot : snapshots) {
      scope
          .stores()
          .snapshots()
          .hold(
              scope.handle(),
              snapshot.id(),
              scope.operation(),
              OperationKind.SNAPSHOT_DELETE.statuses().during(),
              scope.now());
    }
    return snapshots;
  }

  /** Nothing of it is anywhere: gone at once, whatever its status. */
  private static Decision neverPlaced(AdmitScope scope, VolumeRow volume) {
    if (!scope.stores().snapshots().lockOfVolume(scope.handle(), volume.id()).isEmpty()) {
      // Then it was somewhere, and what its row has forgotten would be an orphan.
      throw Holders.refusal(scope, volume, 400, REFUSAL);
    }
    var volumes = scope.stores().volumes();
    volumes.hold(scope.handle(), volume, scope.operation(), "deleting", scope.now());
    AnswerRow answer = answer(scope, volume);
    VolumeRemoval.remove(scope.handle(), scope.stores(), volume, scope.operation(), scope.now());
    return Decision.done(answer);
  }

  private static AnswerRow answer(AdmitScope scope, VolumeRow volume) {
    return new AnswerRow.Volume(
        scope.stores().volumes().find(scope.handle(), volume.id(), null).orElseThrow());
  }

  @Override
  public Decision supersede(AdmitScope scope, DeleteVolume input, OperationRow old) {
    VolumeRow volume = scope.lockVolume(input.volume());
    String backend = volume.backend();
    if (backend != null) {
      requireInNoGroup(volume);
    }
    if (!scope
        .stores()
        .volumes()
        .handOver(
            scope.handle(), volume.id(), old.id(), scope.operation(), "deleting", scope.now())) {
      throw new RepeatException("the superseded operation has ended");
    }
    AnswerRow answer = answer(scope, volume);
    if (backend == null) {
      VolumeRemoval.remove(scope.handle(), scope.stores(), volume, scope.operation(), scope.now());
      return Decision.done(answer);
    }
    return Decision.steps(
            new Plan.DeleteVolume(volume.id(), List.of(), backend, null),
            answer,
            Map.of(volume.id().ref(), volume.fence() + 1))
        .at(Decision.Place.of(backend, volume.pool()));
  }

  @Override
  public void settle(SettleScope scope, DeleteVolume input) {
    VolumeRow volume =
        scope
            .stores()
            .volumes()
            .find(scope.handle(), input.volume(), null)
            .orElseThrow(() -> new LostTurnException("the volume is gone"));
    List<SnapshotId> snapshots =
        scope.plan() instanceof Plan.DeleteVolume plan ? plan.snapshots() : List.of();
    var rows = scope.stores().snapshots();
    switch (scope.outcome()) {
      case Outcome.Succeeded unused -> {
        capacity.release(scope.handle(), volume.backend(), volume.pool(), volume.sizeGib());
        VolumeRemoval.remove(
            scope.handle(), scope.stores(), volume, scope.operation(), scope.now());
        for (SnapshotId snapshot : snapshots) {
          rows.delete(scope.handle(), snapshot, scope.operation(), scope.now());
        }
        FoundThings.resolve(scope, input.finding(), Resolution.DELETED);
      }
      case Outcome.Failed unused when FoundThings.claimedToDelete(scope, input.finding()) ->
          VolumeRemoval.remove(
              scope.handle(), scope.stores(), volume, scope.operation(), scope.now());
      case Outcome.Failed failed -> putBack(scope, volume, snapshots, "error_deleting");
      case Outcome.Cancelled() -> putBack(scope, volume, snapshots, "available");
    }
  }

  private static void putBack(
      SettleScope scope, VolumeRow volume, List<SnapshotId> snapshots, String snapshotStatus) {
    VolumeRemoval.putBack(scope, volume, scope.statusAfter(volume.previousStatus()));
    for (SnapshotId snapshot : snapshots) {
      scope
          .stores()
          .snapshots()
          .release(
              scope.handle(), snapshot, scope.operation(), snapshotStatus, "100%", scope.now());
    }
  }
}
