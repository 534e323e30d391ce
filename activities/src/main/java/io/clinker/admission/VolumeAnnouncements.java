package io.clinker.admission;

import io.clinker.store.AttachmentRow;
import io.clinker.store.Stores;
import io.clinker.store.VolumeRow;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What clients of the older attach calls say before and after they touch a host: that a volume is
 * about to be attached or detached. Decided on the locked row, inside a transaction of the
 * caller's; a refusal is thrown as {@link Edited#in} expects it.
 */
public final class VolumeAnnouncements {
  private static final String ATTACHING = "attaching";
  private static final String DETACHING = "detaching";
  private static final Set<String> MIGRATION_IDLE = Set.of("deleting", "error", "success");

  private final Stores stores;

  public VolumeAnnouncements(Stores stores) {
    this.stores = stores;
  }

  /** Keeps the volume for one attach; 400 unless it is free for one. */
  public void reserve(Handle handle, VolumeRow locked, Instant now) {
    boolean free =
        locked.status().equals("available")
            || (locked.multiattach() && locked.status().equals("in-use"));
    if (!free || locked.operationId() != null) {
      throw Refusals.invalidState(
          400,
          "Invalid volume: Volume %s status must be %s to reserve, but current status is: %s."
              .formatted(
                  locked.id(),
                  locked.multiattach() ? "available or in-use" : "available",
                  locked.status()));
    }
    announce(handle, locked, ATTACHING, now);
  }

  /** Takes that back; nothing happens to a volume that is not reserved. */
  public void unreserve(Handle handle, VolumeRow locked, Instant now) {
    withdraw(handle, locked, ATTACHING, now);
  }

  /** Says that the volume is being taken from its host; 400 unless it is attached and idle. */
  public void beginDetaching(Handle handle, VolumeRow locked, Instant now) {
    @Nullable String migration = locked.migrationStatus();
    boolean idle = migration == null || MIGRATION_IDLE.contains(migration);
    if (!locked.status().equals("in-use")
        || !locked.attachStatus().equals("attached")
        || !idle
        || locked.operationId() != null) {
      throw Refusals.invalidState(
          400,
          ("Invalid volume: Volume %s status must be in-use, attached and not migrating to begin"
                  + " detaching, but current status is: %s, attach status: %s, migration status: %s.")
              .formatted(locked.id(), locked.status(), locked.attachStatus(), migration));
    }
    announce(handle, locked, DETACHING, now);
  }

  /** Takes that back; nothing happens to a volume that is not being detached. */
  public void rollDetaching(Handle handle, VolumeRow locked, Instant now) {
    withdraw(handle, locked, DETACHING, now);
  }

  /** Takes back whichever of both was said. */
  public void withdraw(Handle handle, VolumeRow locked, Instant now) {
    withdraw(handle, locked, locked.status(), now);
  }

  private void announce(Handle handle, VolumeRow locked, String what, Instant now) {
    Map<String, String> admin = new HashMap<>(locked.adminMetadata());
    admin.put(VolumeStatus.ANNOUNCED, what);
    write(handle, locked, what, admin, now);
  }

  private void withdraw(Handle handle, VolumeRow locked, String what, Instant now) {
    Map<String, String> admin = new HashMap<>(locked.adminMetadata());
    if (locked.status().equals(what)
        && locked.operationId() == null
        && admin.remove(VolumeStatus.ANNOUNCED, what)) {
      write(handle, locked, null, admin, now);
    }
  }

  private void write(
      Handle handle,
      VolumeRow locked,
      @Nullable String announced,
      Map<String, String> admin,
      Instant now) {
    List<String> attachments =
        stores.attachments().ofVolume(handle, locked.id()).stream()
            .map(AttachmentRow::attachStatus)
            .toList();
    VolumeStatus.Computed status = VolumeStatus.of(null, "available", attachments, announced);
    stores
        .volumes()
        .setStatus(handle, locked.id(), status.status(), status.attachStatus(), admin, now);
  }
}
