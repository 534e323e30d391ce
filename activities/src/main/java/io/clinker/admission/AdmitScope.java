package io.clinker.admission;

import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.OperationId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationRequest;
import io.clinker.placement.Liveness;
import io.clinker.store.GroupRow;
import io.clinker.store.GroupSnapshotRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.Stores;
import io.clinker.store.VolumeRow;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The transaction in which a request is decided. */
record AdmitScope(
    Handle handle, Stores stores, OperationRequest request, Instant now, Liveness liveness) {
  OperationId operation() {
    return request.operation();
  }

  /** The project whose rows the caller may see; null: every project's. */
  @Nullable String visible() {
    return request.admin() ? null : request.projectId();
  }

  VolumeRow lockVolume(VolumeId id) {
    return stores
        .volumes()
        .lock(handle, id)
        .filter(row -> sees(row.projectId()))
        .orElseThrow(() -> Refusals.volumeNotFound(id.value()));
  }

  SnapshotRow lockSnapshot(SnapshotId id) {
    return stores
        .snapshots()
        .lock(handle, id)
        .filter(row -> sees(row.projectId()))
        .orElseThrow(() -> Refusals.snapshotNotFound(id.value()));
  }

  GroupRow lockGroup(GroupId id) {
    return stores
        .groups()
        .lock(handle, id)
        .filter(row -> sees(row.projectId()))
        .orElseThrow(() -> Refusals.groupNotFound(id.value()));
  }

  GroupSnapshotRow lockGroupSnapshot(GroupSnapshotId id) {
    return stores
        .groupSnapshots()
        .lock(handle, id)
        .filter(row -> sees(row.projectId()))
        .orElseThrow(() -> Refusals.groupSnapshotNotFound(id.value()));
  }

  boolean sees(String projectId) {
    return request.admin() || request.projectId().equals(projectId);
  }
}
