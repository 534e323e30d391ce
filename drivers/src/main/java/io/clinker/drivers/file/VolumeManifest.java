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
 */
record VolumeManifest(
    int version, VolumeId volume, Size size, String format, @Nullable OperationId reverted) {
  static final String NAME = "volume.json";

  VolumeManifest(VolumeId volume, Size size, String format) {
    this(1, volume, size, format, null);
  }

  VolumeManifest withSize(Size larger) {
    return new VolumeManifest(version, volume, larger, format, reverted);
  }

  VolumeManifest revertedBy(OperationId operation) {
    return new VolumeManifest(version, volume, size, format, operation);
  }
}
