package io.clinker.drivers.file;

import io.clinker.driver.ObservedSnapshot;
import java.nio.file.Path;

/**
 * A snapshot where it lies under one mark.
 *
 * @param image the file with its bytes, in the manifest's format
 */
record StoredSnapshot(SealedObject at, SnapshotManifest manifest, Path image) {
  ObservedSnapshot observed() {
    return new ObservedSnapshot(manifest.snapshot(), manifest.volume(), manifest.size(), at.mark());
  }
}
