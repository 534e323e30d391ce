package io.clinker.admission;

import io.clinker.model.OperationId;
import io.clinker.model.VolumeId;
import io.clinker.operations.PinKind;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.Handover;
import io.clinker.store.OperationRow;
import io.clinker.store.PinStore.PinRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.Stores;
import io.clinker.store.TransferRow;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Volumes change hands, inside a transaction of the caller's. A volume that is given away is held
 * by its status: every operation is decided on the same locked row and finds it in none of the
 * statuses that it may begin in. Rows are taken in the order of admission: project, volume,
 * snapshots by id, transfer. Each method throws what {@link Edited#in} turns into a refusal.
 */
public final class TransferEdits {
  private static final String GIVEN = "awaiting-transfer";
  private static final String FREE = "available";

  private final Stores stores;
  private final Quota quota;
  private final SecureRandom random = new SecureRandom();

  public TransferEdits(Stores stores) {
    this.stores = stores;
    this.quota = new Quota(stores);
  }

  /** A transfer and its key, which nobody can find out later. */
  public record Made(TransferRow row, TransferKey key) {}

  /** Who does something. */
  public record Actor(String projectId, String userId) {}

  /**
   * Gives an available volume away, with its snapshots unless they shall stay; 400 if the volume is
   * in another status, has attachments, or one of the snapshots is not available.
   *
   * @param visibleTo whose volumes the caller may see; null: everybody's
   */
  public Made create(
      Handle handle,
      VolumeId id,
      @Nullable String visibleTo,
      @Nullable String name,
      boolean noSnapshots,
      Instant now) {
    VolumeRow volume =
        stores
            .volumes()
            .lock(handle, id)
            .filter(row -> visibleTo == null || visibleTo.equals(row.projectId()))
            .orElseThrow(() -> Refusals.volumeNotFound(id.value()));
    requireFree(handle, volume);
    for (SnapshotRow snapshot : moving(handle, volume, noSnapshots)) {
      if (!snapshot.status().equals(FREE) || snapshot.operationId() != null) {
        throw refusal(
            handle,
            snapshot.operationId(),
            "Invalid snapshot: Snapshot %s status must be available to be transferred, but it is: %s."
                .formatted(snapshot.id(), snapshot.status()));
      }
      if (snapshot.groupSnapshotId() != null) {
        throw Refusals.invalidState(
            400,
            "Invalid snapshot: Snapshot %s belongs to group snapshot %s, so it cannot be transferred."
                .formatted(snapshot.id(), snapshot.groupSnapshotId()));
      }
      stores.snapshots().setStatus(handle, snapshot.id(), GIVEN, snapshot.progress(), now);
    }
    stores
        .volumes()
        .setStatus(handle, id, GIVEN, volume.attachStatus(), volume.adminMetadata(), now);
    TransferKey key = TransferKey.random(random);
    TransferKey.Sealed sealed = key.seal(random);
    TransferRow row =
        new TransferRow(
            UUID.randomUUID().toString(),
            id,
            volume.projectId(),
            name,
            sealed.salt(),
            sealed.hash(),
            noSnapshots,
            null,
            false,
            now);
    // An administrator may have made the volume available while it was on offer.
    stores.transfers().endOfVolume(handle, id, now);
    stores.transfers().insert(handle, row);
    return new Made(row, key);
  }

  private void requireFree(Handle handle, VolumeRow volume) {
    String message =
        "Invalid volume: Volume %s status must be available to be transferred, but it is: %s."
            .formatted(volume.id(), volume.status());
    if (!volume.status().equals(FREE) || volume.operationId() != null) {
      throw refusal(handle, volume.operationId(), message);
    }
    if (volume.groupId() != null) {
      throw Refusals.invalidState(
          400,
          "Invalid volume: Volume %s belongs to group %s, so it cannot be transferred."
              .formatted(volume.id(), volume.groupId()));
    }
    for (PinRow pin : stores.pins().of(handle, volume.id().ref())) {
      // A copy does not mind whose its source is; whoever works on an attachment does.
      if (pin.kind() == PinKind.ATTACHMENT) {
        throw Refusals.heldBy(400, message, pin.operationKind(), pin.operation());
      }
    }
    if (!stores.attachments().ofVolume(handle, volume.id()).isEmpty()) {
      throw Refusals.invalidState(
          400,
          "Invalid volume: Volume %s has attachments; delete them before it is transferred."
              .formatted(volume.id()));
    }
  }

  /**
   * The volume and its snapshots are the actor's from now on, who pays for them; 404 for an unknown
   * transfer, 400 for a wrong key, which does not use the transfer up, 413 for lack of quota.
   */
  public TransferRow accept(Handle handle, String id, TransferKey key, Actor actor, Instant now) {
    TransferRow seen = stores.transfers().find(handle, id, null).orElseThrow(() -> unknown(id));
    if (!key.opens(new TransferKey.Sealed(seen.salt(), seen.keyHash()))) {
      throw Refusals.badRequest(
          "Invalid auth key: the attempt to transfer %s failed.".formatted(id));
    }
    quota.lock(handle, actor.projectId());
    VolumeRow volume =
        stores
            .volumes()
            .lock(handle, seen.volumeId())
            .orElseThrow(() -> Refusals.volumeNotFound(seen.volumeId().value()));
    List<SnapshotRow> snapshots =
        moving(handle, volume, seen.noSnapshots()).stream()
            .filter(row -> row.status().equals(GIVEN))
            .toList();
    requireLive(handle, id);
    if (!volume.status().equals(GIVEN)) {
      throw Refusals.invalidState(
          400,
          "Invalid volume: Volume %s status must be awaiting-transfer, but it is: %s."
              .formatted(volume.id(), volume.status()));
    }
    if (!actor.projectId().equals(volume.projectId())) {
      quota.requireSingle(handle, actor.projectId(), volume.sizeGib());
      quota.requireAll(handle, actor.projectId(), demands(handle, volume, snapshots));
    }
    Handover taken = new Handover(actor.projectId(), actor.userId(), FREE, now);
    boolean moved = stores.volumes().give(handle, volume, taken);
    for (SnapshotRow snapshot : snapshots) {
      moved &= stores.snapshots().give(handle, snapshot, taken);
    }
    if (!moved) {
      throw new RepeatException("the volume changed while its transfer was decided");
    }
    stores.transfers().end(handle, id, actor.projectId(), now);
    return seen;
  }

  /**
   * Takes the offer back.
   *
   * @param visibleTo whose transfers the caller may see; null: everybody's
   */
  public TransferRow delete(Handle handle, String id, @Nullable String visibleTo, Instant now) {
    TransferRow seen =
        stores.transfers().find(handle, id, visibleTo).orElseThrow(() -> unknown(id));
    stores
        .volumes()
        .lock(handle, seen.volumeId())
        .ifPresent(volume -> takeBack(handle, volume, seen.noSnapshots(), now));
    requireLive(handle, id);
    stores.transfers().end(handle, id, null, now);
    return seen;
  }

  /** An administrator may have given a row another status, which then stays. */
  private void takeBack(Handle handle, VolumeRow volume, boolean noSnapshots, Instant now) {
    if (volume.status().equals(GIVEN)) {
      stores
          .volumes()
          .setStatus(handle, volume.id(), FREE, volume.attachStatus(), volume.adminMetadata(), now);
    }
    for (SnapshotRow snapshot : moving(handle, volume, noSnapshots)) {
      if (snapshot.status().equals(GIVEN)) {
        stores.snapshots().setStatus(handle, snapshot.id(), FREE, snapshot.progress(), now);
      }
    }
  }

  /** Snapshots that stayed with another project when the volume came from there are not ours. */
  private List<SnapshotRow> moving(Handle handle, VolumeRow volume, boolean noSnapshots) {
    return noSnapshots
        ? List.of()
        : stores.snapshots().lockOfVolume(handle, volume.id()).stream()
            .filter(row -> row.projectId().equals(volume.projectId()))
            .toList();
  }

  private Map<TypeRow, Quota.Demand> demands(
      Handle handle, VolumeRow volume, List<SnapshotRow> snapshots) {
    Map<String, Quota.Demand> byTypeId = new TreeMap<>();
    byTypeId.put(volume.volumeTypeId(), new Quota.Demand(1, 0, volume.sizeGib()));
    for (SnapshotRow snapshot : snapshots) {
      byTypeId.merge(
          snapshot.volumeTypeId(), new Quota.Demand(0, 1, snapshot.sizeGib()), Quota.Demand::plus);
    }
    return byTypeId.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> stores.types().findAny(handle, entry.getKey()).orElseThrow(),
                Map.Entry::getValue));
  }

  private RefusedException refusal(Handle handle, @Nullable String holder, String message) {
    @Nullable OperationRow operation =
        holder == null
            ? null
            : stores.operations().find(handle, new OperationId(holder)).orElse(null);
    if (operation == null) {
      return Refusals.invalidState(400, message);
    }
    return Refusals.heldBy(400, message, operation.kindWord(), operation.id());
  }

  /** Nobody else ends it from here on. */
  private void requireLive(Handle handle, String id) {
    if (stores.transfers().lock(handle, id).isEmpty()) {
      throw unknown(id);
    }
  }

  private static RefusedException unknown(String id) {
    return Refusals.notFound("Transfer %s could not be found.".formatted(id));
  }
}
