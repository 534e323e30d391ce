package io.clinker.admission;

import io.clinker.model.ResourceRef;
import io.clinker.model.SnapshotId;
import io.clinker.operations.OperationInput.ResetVolume;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.PinKind;
import io.clinker.operations.Plan;
import io.clinker.store.AttachmentRow;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Kind;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.OperationRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.Stores;
import io.clinker.store.VolumeRow;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * A volume gets the status that an administrator says, unless that would endanger data. A live
 * operation ends first: it is shut out on the storage, and what it left there is read before the
 * status is set. So is what one left that had failed there.
 */
final class VolumeResetRule implements Rule<ResetVolume> {
  /** Statuses under which hosts may be connected, so that something must be there. */
  private static final Set<String> USABLE = Set.of("available", "in-use", "reserved");

  private final Capacity capacity;

  VolumeResetRule(Capacity capacity) {
    this.capacity = capacity;
  }

  @Override
  public Decision admit(AdmitScope scope, ResetVolume input) {
    VolumeRow volume = scope.lockVolume(input.volume());
    Holders.requireNotHeld(
        scope,
        volume.operationId(),
        400,
        "Invalid volume: Volume %s is %s".formatted(volume.id(), volume.status()));
    requireHarmless(scope, input, volume);
    requireKnownToBeThere(scope, input, volume);
    // Given to the operation and taken back at once: the fence is raised.
    StorageTruth.hold(scope, volume);
    String backend = volume.backend();
    if (backend != null && input.status() != null && StorageTruth.isOpenEnded(volume)) {
      return reading(scope, input, volume, backend, List.of());
    }
    write(scope, input, volume);
    return Decision.done(FoundThings.answer(scope, volume.id()));
  }

  @Override
  public Decision supersede(AdmitScope scope, ResetVolume input, OperationRow old) {
    VolumeRow volume = scope.lockVolume(input.volume());
    String during = OperationKind.VOLUME_RESET_STATUS.statuses().during();
    requireHarmless(scope, input, volume);
    if (!scope
        .stores()
        .volumes()
        .handOver(scope.handle(), volume.id(), old.id(), scope.operation(), during, scope.now())) {
      throw new RepeatException("the superseded operation has ended");
    }
    String left = old.kind().statuses().afterFailure();
    if (StorageTruth.isOpenEnded(left) && volume.previousStatus() != null) {
      // So it is again if the storage cannot be read. What was being made still is.
      scope.stores().volumes().setPrevious(scope.handle(), volume.id(), left);
    }
    List<SnapshotRow> held =
        scope.stores().snapshots().lockOfVolume(scope.handle(), volume.id()).stream()
            .filter(row -> old.id().value().equals(row.operationId()))
            .toList();
    String backend = volume.backend();
    if (backend == null) {
      if (usable(input)) {
        throw neverPlaced(volume);
      }
      write(scope, input, volume);
      return Decision.done(FoundThings.answer(scope, volume.id()));
    }
    for (SnapshotRow row : held) {
      scope
          .stores()
          .snapshots()
          .hold(
              scope.handle(),
              row.id(),
              scope.operation(),
              OperationKind.SNAPSHOT_RESET_STATUS.statuses().during(),
              scope.now());
    }
    return reading(scope, input, volume, backend, held);
  }

  /** The storage is asked what it holds of them before the status is set. */
  private static Decision reading(
      AdmitScope scope,
      ResetVolume input,
      VolumeRow volume,
      String backend,
      List<SnapshotRow> snapshots) {
    Map<ResourceRef, Long> fences = new TreeMap<>();
    fences.put(volume.id().ref(), volume.fence() + 1);
    snapshots.forEach(row -> fences.put(row.id().ref(), row.fence() + 1));
    return Decision.steps(
            new Plan.ReadVolume(
                volume.id(),
                snapshots.stream().map(SnapshotRow::id).toList(),
                backend,
                scope.stores().attachments().exportHost(scope.handle(), volume.id()).orElse(null),
                usable(input)),
            FoundThings.answer(scope, volume.id()),
            fences)
        .at(Decision.Place.of(backend, volume.pool()));
  }

  private static boolean usable(ResetVolume input) {
    String status = input.status();
    return status != null && USABLE.contains(status);
  }

  private static RefusedException neverPlaced(VolumeRow volume) {
    return Refusals.badRequest(
        "Invalid volume: Volume %s was never placed, so nothing of it can be used."
            .formatted(volume.id()));
  }

  /** Refuses statuses that would let a second host in, or hide one that is connected. */
  private static void requireHarmless(AdmitScope scope, ResetVolume input, VolumeRow volume) {
    List<AttachmentRow> attachments =
        scope.stores().attachments().ofVolume(scope.handle(), volume.id());
    boolean attached = "in-use".equals(input.status()) || "attached".equals(input.attachStatus());
    if (attached && attachments.isEmpty()) {
      throw Refusals.badRequest(
          "Invalid volume: status 'in-use' needs an attachment, and the volume has none.");
    }
    boolean frees =
        "available".equals(input.status())
            || "reserved".equals(input.status())
            || "detached".equals(input.attachStatus());
    if (!frees) {
      return;
    }
    for (AttachmentRow row : attachments) {
      if (exported(row)) {
        throw Refusals.badRequest(
            ("Invalid volume: the storage exports volume %s to host %s (attachment %s, %s); another"
                    + " host could write to it too. Delete that attachment instead.")
                .formatted(volume.id(), row.attachedHost(), row.id(), row.attachStatus()));
      }
    }
    Holders.requireUnpinned(
        scope,
        volume.id().ref(),
        Set.of(PinKind.ATTACHMENT),
        400,
        "Invalid volume: an attachment of volume %s is being changed".formatted(volume.id()));
    for (FindingRow export :
        scope.stores().findings().orphanExportsOf(scope.handle(), volume.id().value())) {
      throw Refusals.badRequest(
          "Invalid volume: the storage exports volume %s without an attachment (finding %s)."
              .formatted(volume.id(), export.id()));
    }
  }

  private static boolean exported(AttachmentRow row) {
    return row.exportHost() != null
        || (row.connector() != null && !row.attachStatus().equals("error_attaching"));
  }

  private static void requireKnownToBeThere(AdmitScope scope, ResetVolume input, VolumeRow volume) {
    if (!usable(input)) {
      return;
    }
    if (volume.backend() == null) {
      throw neverPlaced(volume);
    }
    for (FindingRow finding :
        scope.stores().findings().ofResource(scope.handle(), volume.id().ref())) {
      if (finding.kind() == Kind.MISSING) {
        throw Refusals.badRequest(
            "Invalid volume: backend %s holds no volume %s (finding %s)."
                .formatted(finding.backend(), volume.id(), finding.id()));
      }
    }
  }

  /** Ends in admission: no storage is concerned. */
  private static void write(AdmitScope scope, ResetVolume input, VolumeRow volume) {
    String status = input.status();
    String attachStatus = input.attachStatus();
    scope
        .stores()
        .volumes()
        .release(
            scope.handle(),
            volume.id(),
            scope.operation(),
            status == null ? volume.status() : status,
            attachStatus == null ? volume.attachStatus() : attachStatus,
            scope.now());
    new Rest(scope.handle(), scope.stores(), scope.now()).write(input, volume);
  }

  @Override
  public void settle(SettleScope scope, ResetVolume input) {
    VolumeRow volume = StorageTruth.held(scope, input.volume());
    Optional<Held> held = StorageTruth.read(scope);
    boolean gone = held.isPresent() && held.get().bytes() == null;
    // What another operation has held was there once; it stays where it was, as missing.
    boolean neverMade = gone && volume.previousStatus() == null;
    int size = StorageTruth.sizeGib(volume, held);
    StorageTruth.count(scope, capacity, volume, neverMade ? 0 : size);
    String asked = input.status();
    VolumeStatus.Computed computed =
        VolumeStatus.of(null, "available", StorageTruth.attachStatuses(scope, volume));
    boolean succeeded = scope.outcome() instanceof Outcome.Succeeded;
    String given = asked == null ? (gone ? "error" : computed.status()) : asked;
    String status = succeeded ? given : afterFailure(volume, gone);
    String attachStatus = succeeded ? input.attachStatus() : null;
    var volumes = scope.stores().volumes();
    scope.requireHeld(
        volumes.release(
            scope.handle(),
            volume.id(),
            scope.operation(),
            status,
            attachStatus == null ? computed.attachStatus() : attachStatus,
            scope.now()));
    volumes.setSize(scope.handle(), volume.id(), size);
    if (neverMade) {
      // As after a create that was undone: nothing of it is anywhere.
      volumes.place(scope.handle(), volume.id(), null, null, null);
    }
    releaseSnapshots(scope, held);
    if (succeeded) {
      new Rest(scope.handle(), scope.stores(), scope.now()).write(input, volume);
    }
  }

  /** What could not be read stays what it was, so that it is read before it is used. */
  private static String afterFailure(VolumeRow volume, boolean gone) {
    String before = volume.previousStatus();
    return !gone && before != null && StorageTruth.isOpenEnded(before) ? before : "error";
  }

  /** What the ended operation had removed is gone; what it left is as it was. */
  private static void releaseSnapshots(SettleScope scope, Optional<Held> held) {
    List<SnapshotId> planned =
        scope.plan() instanceof Plan.ReadVolume plan ? plan.snapshots() : List.of();
    var snapshots = scope.stores().snapshots();
    for (SnapshotId snapshot : planned) {
      boolean there = held.map(read -> read.snapshots().contains(snapshot)).orElse(true);
      if (there) {
        String status = held.isPresent() ? "available" : "error";
        String progress = held.isPresent() ? "100%" : "0%";
        snapshots.release(
            scope.handle(), snapshot, scope.operation(), status, progress, scope.now());
      } else {
        snapshots.delete(scope.handle(), snapshot, scope.operation(), scope.now());
      }
    }
  }

  /** What no status of the volume is. */
  private record Rest(Handle handle, Stores stores, Instant now) {
    void write(ResetVolume input, VolumeRow volume) {
      String migration = input.migrationStatus();
      if (migration != null) {
        stores
            .volumes()
            .setMigrationStatus(
                handle, volume.id(), migration.equals("none") ? null : migration, now);
      }
      if ("detached".equals(input.attachStatus())) {
        stores.attachments().deleteOfVolume(handle, volume.id(), now);
        VolumeRow written = stores.volumes().find(handle, volume.id(), null).orElseThrow();
        Map<String, String> flags = new HashMap<>(written.adminMetadata());
        flags.remove("attached_mode");
        stores
            .volumes()
            .setStatus(handle, volume.id(), written.status(), written.attachStatus(), flags, now);
      }
    }
  }
}
