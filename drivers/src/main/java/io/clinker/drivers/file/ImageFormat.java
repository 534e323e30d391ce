package io.clinker.drivers.file;

import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What differs between raw and qcow2: how images are made, grown and shared. Every method that
 * prepares fills a directory private to the attempt, which the caller publishes.
 */
interface ImageFormat {
  /** The word for this format. */
  String word();

  /** An empty image. */
  void createBlank(Path image, Size size) throws IOException;

  /** Makes an image larger that no daemon has open. Harmless when it comes too late. */
  void grow(Path image, Size size) throws IOException;

  /** Prepares a snapshot of a volume, its manifest included. */
  void prepareSnapshot(Work work, Path prepared, StoredVolume source, SnapshotId snapshot)
      throws IOException;

  /** Prepares the image of a volume with the contents of a snapshot of the same format. */
  void prepareFrom(Work work, Path image, StoredSnapshot source, Size size) throws IOException;

  /** Prepares the image of a volume with the contents that a volume has now. */
  void prepareFrom(Work work, SealedObject target, Path image, StoredVolume source, Size size)
      throws IOException;
}
