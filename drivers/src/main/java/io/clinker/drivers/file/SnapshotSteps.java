package io.clinker.drivers.file;

import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/** What is done to snapshots, and to volumes with them. */
final class SnapshotSteps {
  static final String REPLACE_IMAGE = "replace-image";
  static final String RELEASE = "release-layer";

  private final Catalog catalog;
  private final ImageFormats formats;
  private final Qcow2Images qcow2;
  private final Layers layers;
  private final PausePoints pauses;

  SnapshotSteps(
      Catalog catalog, ImageFormats formats, Qcow2Images qcow2, Layers layers, PausePoints pauses) {
    this.catalog = catalog;
    this.formats = formats;
    this.qcow2 = qcow2;
    this.layers = layers;
    this.pauses = pauses;
  }

  ObservedSnapshot create(Work work, SnapshotId snapshot, VolumeId volume) throws IOException {
    SealedObject at = work.held(snapshot.ref());
    SealedObject volumeAt = work.held(volume.ref());
    Optional<StoredSnapshot> present = catalog.snapshotAt(at);
    if (present.isPresent()) {
      work.context().observed("present");
      requireOf(present.get(), volume);
      Files.deleteIfExists(at.intent());
      return present.get().observed();
    }
    work.context().observed("absent");
    StoredVolume source = VolumeSteps.require(catalog.volumeAt(volumeAt), volume.ref());
    Optional<Path> begun = Checkpoint.adopt(at, StoredVolume.imageName(source.manifest().format()));
    catalog.clearLeftovers(at);
    catalog.withdraw(at);
    catalog.clearLeftovers(volumeAt);
    pauses.at(VolumeSteps.PREPARE);
    Path prepared = begun.isPresent() ? begun.get() : Files.createDirectory(at.privateName());
    work.context().progress(0, 1); // The last moment to be stopped before anything is shared.
    formats.of(source.manifest().format()).prepareSnapshot(work, prepared, source, snapshot);
    Checkpoint.forget(prepared);
    catalog.publish(at, prepared, SnapshotManifest.NAME);
    Files.deleteIfExists(at.intent());
    return VolumeSteps.require(catalog.snapshotAt(at), snapshot.ref()).observed();
  }

  /** Returns whether there was one. */
  boolean delete(Work work, SnapshotId snapshot) throws IOException {
    SealedObject at = work.held(snapshot.ref());
    boolean present = catalog.snapshotAt(at).isPresent();
    work.context().observed(present ? "present" : "absent");
    catalog.clearLeftovers(at);
    catalog.withdraw(at);
    Files.deleteIfExists(at.intent());
    return present;
  }

  ObservedVolume revert(Work work, VolumeId volume, SnapshotId snapshot) throws IOException {
    StoredVolume target =
        VolumeSteps.require(catalog.volumeAt(work.held(volume.ref())), volume.ref());
    StoredSnapshot source = VolumeSteps.require(catalog.find(snapshot), snapshot.ref());
    requireOf(source, volume);
    catalog.clearLeftovers(target.at());
    OperationId operation = work.context().token().operation();
    if (operation.equals(target.manifest().reverted())) {
      work.context().observed("reverted already");
      return target.observed();
    }
    work.context().observed("present, to be reverted");
    Path replaced = replaceImage(work, target, source);
    VolumeManifest manifest = target.manifest().revertedBy(operation);
    catalog.rewrite(target, manifest);
    pauses.at(RELEASE);
    layers.discard(replaced);
    return new StoredVolume(target.at(), manifest).observed();
  }

  /** Returns the old image under the name of a leftover. */
  private Path replaceImage(Work work, StoredVolume target, StoredSnapshot source)
      throws IOException {
    String format = target.manifest().format();
    Size size = target.manifest().size();
    Path image = target.image();
    // The old image gets a second name first, so that what it refers to is let go of afterwards.
    Path old = target.at().privateName("." + format);
    Files.createLink(old, image);
    pauses.at(VolumeSteps.PREPARE);
    if (format.equals(Qcow2Images.WORD)) {
      String layer = source.manifest().layer();
      if (layer == null) {
        throw new ClinkerException(
            ErrorCode.OBJECT_MISMATCH,
            "the snapshot has another format than its volume",
            Map.of("snapshot", source.manifest().snapshot().toString()));
      }
      qcow2.replaceHead(target, layers.newOverlay(layer, size));
    } else {
      Path prepared = target.at().privateName("." + format);
      formats.of(format).prepareFrom(work, prepared, source, size);
      pauses.at(REPLACE_IMAGE);
      Files.move(prepared, image, StandardCopyOption.ATOMIC_MOVE);
    }
    return old;
  }

  private static void requireOf(StoredSnapshot snapshot, VolumeId volume) {
    if (!snapshot.manifest().volume().equals(volume)) {
      throw new ClinkerException(
          ErrorCode.OBJECT_MISMATCH,
          "the snapshot is of another volume",
          Map.of(
              "snapshot", snapshot.manifest().snapshot().toString(),
              "volume", snapshot.manifest().volume().toString()));
    }
  }
}
