package io.clinker.drivers.file;

import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a snapshot.
 *
 * @param version of this form
 * @param layer the layer that holds its bytes, null where it has an image of its own
 */
record SnapshotManifest(
    int version,
    SnapshotId snapshot,
    VolumeId volume,
    Size size,
    String format,
    @Nullable String layer) {
  static final String NAME = "snapshot.json";

  SnapshotManifest(
      SnapshotId snapshot, VolumeId volume, Size size, String format, @Nullable String layer) {
    this(1, snapshot, volume, size, format, layer);
  }
}
