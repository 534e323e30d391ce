package io.clinker.drivers.file;

import io.clinker.model.OperationId;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a volume beside its bytes. Its size is what counts: an image file that is longer
 * was grown by somebody who lost their turn.
 *
 * @param version of this form
 * @param reverted the last operation that reverted the volume, so that its repeat does nothing
 * @param origin the name that its image had before it was taken over; null: it was made here
 */
record VolumeManifest(
    int version,
    VolumeId volume,
    Size size,
    String format,
    @Nullable OperationId reverted,
    @Nullable String origin) {
  static final String NAME = "volume.json";

  VolumeManifest(VolumeId volume, Size size, String format) {
    this(1, volume, size, format, null, null);
  }

  /** Of a volume that was taken over. */
  static VolumeManifest takenFrom(String origin, VolumeId volume, Size size, String format) {
    return new VolumeManifest(1, volume, size, format, null, origin);
  }

  VolumeManifest withSize(Size larger) {
    return new VolumeManifest(version, volume, larger, format, reverted, origin);
  }

  VolumeManifest revertedBy(OperationId operation) {
    return new VolumeManifest(version, volume, size, format, operation, origin);
  }
}
