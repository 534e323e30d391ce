package io.clinker.findings;

import io.clinker.model.Mark;
import io.clinker.model.ResourceRef;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Kind;
import org.jspecify.annotations.Nullable;

/**
 * A difference as one pass saw it.
 *
 * @param host whose daemon serves the export; null for what is no export
 * @param volumeId of a snapshot or an export
 * @param projectId of the row; null where there is none
 * @param heldBytes null where the backend holds nothing or the thing has no size
 */
record Sighting(
    Kind kind,
    ResourceRef resource,
    @Nullable String host,
    @Nullable String volumeId,
    @Nullable String projectId,
    String message,
    @Nullable Long heldBytes,
    @Nullable Mark mark) {
  String key(String backend) {
    return FindingRow.key(kind, resource, backend);
  }
}
