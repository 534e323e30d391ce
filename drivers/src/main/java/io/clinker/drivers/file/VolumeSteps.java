package io.clinker.drivers.file;

import io.clinker.driver.ObservedVolume;
import io.clinker.driver.VolumeSource;
import io.clinker.export.Exporter;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is done to volumes. */
final class VolumeSteps {
  static final String PREPARE = "prepare";
  static final String GROW = "grow";
  static final String CUT = "cut-exports";

  private final Catalog catalog;
  private final ImageFormats formats;
  private final Copier copier;
  private final ServingExporters exporters;
  private final PausePoints pauses;

  VolumeSteps(
      Catalog catalog,
      ImageFormats formats,
      Copier copier,
      ServingExporters exporters,
      PausePoints pauses) {
    this.catalog = catalog;
    this.formats = formats;
    this.copier = copier;
    this.exporters = exporters;
    this.pauses = pauses;
  }

  ObservedVolume create(Work work, VolumeId volume, Size size, VolumeSource source)
      throws IOException {
    requireSize(size);
    SealedObject at = work.held(volume.ref());
    Optional<StoredVolume> present = catalog.volumeAt(at);
    if (present.isPresent()) {
      StoredVolume stored = present.get();
      work.context().observed("present with " + stored.manifest().size().bytes() + " bytes");
      if (!stored.manifest().size().equals(size)) {
        throw new ClinkerException(
            ErrorCode.OBJECT_MISMATCH,
            "the volume is there with another size",
            Map.of(
                "volume", volume.toString(),
                "present", Long.toString(stored.manifest().size().bytes()),
                "wanted", Long.toString(size.bytes())));
      }
      Files.deleteIfExists(at.intent());
      return stored.observed();
    }
    work.context().observed("absent");
    ImageFormat format = formats.forNew();
    Optional<Path> begun = Checkpoint.adopt(at, StoredVolume.imageName(format.word()));
    catalog.clearLeftovers(at);
    // Contents without a readable manifest: the power went before anybody was told of them.
    catalog.withdraw(at);
    pauses.at(PREPARE);
    Path prepared = begun.isPresent() ? begun.get() : Files.createDirectory(at.privateName());
    Path image = prepared.resolve(StoredVolume.imageName(format.word()));
    if (!(source instanceof VolumeSource.Blank)) {
      work.context().progress(0, 1); // The last moment to be stopped before anything is shared.
    }
    fill(work, at, image, format, size, source);
    VolumeManifest manifest = new VolumeManifest(volume, size, format.word());
    Catalog.write(prepared.resolve(VolumeManifest.NAME), manifest);
    Checkpoint.forget(prepared);
    catalog.publish(at, prepared, VolumeManifest.NAME);
    Files.deleteIfExists(at.intent());
    return new StoredVolume(at, manifest).observed();
  }

  /** Returns whether there was one. */
  boolean delete(Work work, VolumeId volume) throws IOException {
    SealedObject at = work.held(volume.ref());
    Optional<StoredVolume> present = catalog.volumeAt(at);
    work.context().observed(present.isPresent() ? "present" : "absent");
    if (present.isPresent()) {
      pauses.at(CUT);
      exporters.cutAll(present.get());
    }
    catalog.clearLeftovers(at);
    catalog.withdraw(at);
    Files.deleteIfExists(at.intent());
    return present.isPresent();
  }

  ObservedVolume extend(Work work, VolumeId volume, Size size) throws IOException {
    requireSize(size);
    StoredVolume present = require(catalog.volumeAt(work.held(volume.ref())), volume.ref());
    work.context().observed("present with " + present.manifest().size().bytes() + " bytes");
    catalog.clearLeftovers(present.at());
    if (present.manifest().size().compareTo(size) >= 0) {
      return present.observed();
    }
    ImageFormat format = formats.of(present.manifest().format());
    pauses.at(GROW);
    growThrough(exporters.serving(present), present, format, size);
    VolumeManifest larger = present.manifest().withSize(size);
    catalog.rewrite(present, larger);
    return new StoredVolume(present.at(), larger).observed();
  }

  /** Grows the image within the growth of each exporter that has it open. */
  private static void growThrough(
      List<Exporter> serving, StoredVolume volume, ImageFormat format, Size size)
      throws IOException {
    if (serving.isEmpty()) {
      format.grow(volume.image(), size);
      return;
    }
    serving
        .getFirst()
        .grow(
            volume.manifest().volume(),
            volume.asLive(),
            () -> {
              try {
                growThrough(serving.subList(1, serving.size()), volume, format, size);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  private void fill(
      Work work, SealedObject at, Path image, ImageFormat format, Size size, VolumeSource source)
      throws IOException {
    switch (source) {
      case VolumeSource.Blank() -> format.createBlank(image, size);
      case VolumeSource.OfSnapshot(SnapshotId snapshot, VolumeId volume) -> {
        StoredSnapshot from = require(catalog.find(snapshot), snapshot.ref());
        requireRoom(from.manifest().size(), size);
        if (from.manifest().format().equals(format.word())) {
          format.prepareFrom(work, image, from, size);
        } else {
          copier.copy(work, from.image(), from.manifest().format(), image, format.word(), size);
        }
      }
      case VolumeSource.OfVolume(VolumeId other) -> {
        StoredVolume from = require(catalog.volumeAt(work.held(other.ref())), other.ref());
        catalog.clearLeftovers(from.at());
        requireRoom(from.manifest().size(), size);
        if (from.manifest().format().equals(format.word())) {
          format.prepareFrom(work, at, image, from, size);
        } else {
          copier.copyAsOfNow(work, from, image, format.word(), size);
        }
      }
    }
  }

  static <T> T require(Optional<T> object, ResourceRef ref) {
    return object.orElseThrow(
        () ->
            new ClinkerException(
                ErrorCode.OBJECT_MISSING,
                "an object that must be there is not on the storage",
                Map.of("object", ref.toString())));
  }

  private static void requireRoom(Size source, Size wanted) {
    if (wanted.compareTo(source) < 0) {
      throw new ClinkerException(
          ErrorCode.INVALID_INPUT,
          "a volume cannot be smaller than its source",
          Map.of("source", Long.toString(source.bytes()), "wanted", Long.toString(wanted.bytes())));
    }
  }

  private static void requireSize(Size size) {
    if (size.bytes() <= 0 || size.bytes() % 512 != 0) {
      throw new ClinkerException(
          ErrorCode.INVALID_INPUT,
          "a size must be a multiple of 512 bytes and not zero",
          Map.of("size", Long.toString(size.bytes())));
    }
  }
}
