package io.clinker.drivers.file;

import io.clinker.model.Identifiers;
import io.clinker.model.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Unchanging qcow2 images that volumes and snapshots share: {@code layers/<uuid>/image.qcow2}.
 *
 * <p><b>Who refers to a layer</b> is not written down but counted by the file system. Whatever
 * refers to a layer (an overlay, a snapshot's manifest) is a file that was made in the layer's
 * directory under a name {@code ref-...} and got its real place by a hard link. It is in use as
 * long as it has a second name. So no crash between two steps and no late process can make a count
 * wrong: a reference without a second name is dead once it is older than the grace time, in which
 * an attempt may still be about to give it one.
 *
 * <p><b>Removal</b> first renames what it removes, so that no link can be made from it any more,
 * and then looks at the count for the last time.
 */
final class Layers {
  static final String COLLECT = "collect-layer";
  private static final String IMAGE = "image.qcow2";
  private static final String REFERENCE = "ref-";
  private static final String GONE = "gone-";
  private static final String NEW = "new-";

  private final Path directory;
  private final QemuImg qemuImg;
  private final Duration grace;
  private final PausePoints pauses;

  Layers(Path directory, QemuImg qemuImg, Duration grace, PausePoints pauses) {
    this.directory = directory;
    this.qemuImg = qemuImg;
    this.grace = grace;
    this.pauses = pauses;
  }

  /** Where the layer's bytes are, for as long as anything refers to it. */
  Path image(String layer) {
    return directory.resolve(layer).resolve(IMAGE);
  }

  /** A name for a new layer. */
  static String newName() {
    return UUID.randomUUID().toString();
  }

  /**
   * Makes the present contents of an image a layer; the image itself stays where it is and must be
   * replaced by the returned overlay before anybody writes to it again.
   *
   * @return the overlay, to be put into its place with {@link #link}
   */
  Path freeze(Path image, String layer, Size size) throws IOException {
    Path building = OwnerOnly.directory(directory.resolve(NEW + newName()));
    try {
      Files.createLink(building.resolve(IMAGE), image);
      String name = REFERENCE + newName() + ".qcow2";
      qemuImg.createOverlay(building.resolve(name), image(layer), size);
      // Complete with a young reference when it appears, so that nobody collects it.
      Files.move(building, directory.resolve(layer), StandardCopyOption.ATOMIC_MOVE);
      return directory.resolve(layer).resolve(name);
    } catch (IOException | RuntimeException e) {
      discardFlat(building);
      throw e;
    }
  }

  /** A new overlay on a layer, to be put into its place with {@link #link}. */
  Path newOverlay(String layer, Size size) throws IOException {
    Path overlay = newReference(layer, ".qcow2");
    qemuImg.createOverlay(overlay, image(layer), size);
    return overlay;
  }

  /** A new manifest that refers to a layer, to be put into its place with {@link #link}. */
  Path newManifest(String layer, SnapshotManifest manifest) throws IOException {
    Path file = newReference(layer, ".json");
    Catalog.write(file, manifest);
    return file;
  }

  /** Gives a reference its real place; from now on the layer is kept for it. */
  static void link(Path reference, Path place) throws IOException {
    Files.createLink(place, reference);
  }

  /** The layer that an image or a snapshot's manifest refers to. */
  Optional<String> layerOf(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(".qcow2")) {
      return Qcow2Header.read(file).backing().flatMap(this::layerAt);
    }
    return Catalog.read(file, SnapshotManifest.class)
        .flatMap(manifest -> Optional.ofNullable(manifest.layer()));
  }

  /** Deletes a file or a directory of files, and the layers that only they referred to. */
  void discard(Path entry) throws IOException {
    if (Files.isDirectory(entry)) {
      for (Path file : ObjectTree.entries(entry)) {
        discardFile(file);
      }
      Files.deleteIfExists(entry);
    } else {
      discardFile(entry);
    }
  }

  /** Lets go of what a file, just replaced or deleted, referred to. */
  void release(String layer, Object identity) throws IOException {
    for (Path reference : ObjectTree.entries(directory.resolve(layer))) {
      if (isReference(reference) && identity.equals(identityOrNone(reference))) {
        removeIfDead(reference);
      }
    }
    collect(layer, grace);
  }

  /** What tells a file from all others, whatever its names. */
  static Object identity(Path file) throws IOException {
    return Files.getAttribute(file, "unix:ino");
  }

  /** Removes dead references, unused layers and what crashes left; tells what was removed. */
  List<String> sweep(Duration age) throws IOException {
    List<String> removed = new ArrayList<>();
    for (Path entry : ObjectTree.entries(directory)) {
      String name = entry.getFileName().toString();
      if (name.startsWith(GONE)) {
        bury(entry);
        removed.add("layers/" + name);
      } else if (name.startsWith(NEW)) {
        if (isOld(entry, age)) {
          discardFlat(entry);
          removed.add("layers/" + name);
        }
      } else {
        for (Path reference : ObjectTree.entries(entry)) {
          if (isReference(reference) && links(reference) == 1 && isOld(reference, age)) {
            removeIfDead(reference);
            removed.add("layers/" + name + "/" + reference.getFileName());
          }
        }
        if (collect(name, age)) {
          removed.add("layers/" + name);
        }
      }
    }
    return removed;
  }

  /** Names of what no object needs. */
  List<String> strays() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path entry : ObjectTree.entries(directory)) {
      String name = entry.getFileName().toString();
      if (layerName(name).isEmpty()) {
        found.add("layers/" + name);
      } else {
        for (Path reference : ObjectTree.entries(entry)) {
          if (!reference.getFileName().toString().equals(IMAGE) && links(reference) == 1) {
            found.add("layers/" + name + "/" + reference.getFileName());
          }
        }
      }
    }
    return found;
  }

  private boolean collect(String layer, Duration age) throws IOException {
    Path present = directory.resolve(layer);
    if (layerName(layer).isEmpty()
        || !Files.isDirectory(present)
        || isReferredTo(present, Optional.of(age))) {
      return false;
    }
    Path gone = directory.resolve(GONE + layer);
    pauses.at(COLLECT);
    try {
      Files.move(present, gone, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return false;
    }
    if (isReferredTo(gone, Optional.empty())) {
      // Somebody gave a reference its place in the last moment.
      Files.move(gone, present, StandardCopyOption.ATOMIC_MOVE);
      return false;
    }
    bury(gone);
    return true;
  }

  private void bury(Path gone) throws IOException {
    if (isReferredTo(gone, Optional.empty())) {
      String layer = gone.getFileName().toString().substring(GONE.length());
      Files.move(gone, directory.resolve(layer), StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    for (Path file : ObjectTree.entries(gone)) {
      if (!file.getFileName().toString().equals(IMAGE)) {
        Files.deleteIfExists(file);
      }
    }
    // The image last: until then a repeat still knows which layer comes next.
    Path image = gone.resolve(IMAGE);
    if (Files.exists(image)) {
      discardFile(image);
    }
    Files.deleteIfExists(gone);
  }

  /** Whether a reference has its place, or is younger than this age and may still get one. */
  private static boolean isReferredTo(Path layer, Optional<Duration> age) throws IOException {
    for (Path file : ObjectTree.entries(layer)) {
      if (isReference(file) && (links(file) > 1 || (age.isPresent() && !isOld(file, age.get())))) {
        return true;
      }
    }
    return false;
  }

  private void removeIfDead(Path reference) throws IOException {
    Path doomed = reference.resolveSibling("dead-" + newName());
    try {
      Files.move(reference, doomed, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    if (links(doomed) > 1) {
      Files.move(doomed, reference, StandardCopyOption.ATOMIC_MOVE);
    } else {
      Files.deleteIfExists(doomed);
    }
  }

  private void discardFile(Path file) throws IOException {
    Optional<String> layer;
    Object identity;
    try {
      String name = file.getFileName().toString();
      layer =
          name.endsWith(".qcow2") || name.equals(SnapshotManifest.NAME)
              ? layerOf(file)
              : Optional.empty();
      identity = identity(file);
    } catch (NoSuchFileException e) {
      return;
    }
    Files.deleteIfExists(file);
    if (layer.isPresent()) {
      release(layer.get(), identity);
    }
  }

  private static void discardFlat(Path building) throws IOException {
    for (Path file : ObjectTree.entries(building)) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(building);
  }

  private Path newReference(String layer, String suffix) {
    return directory.resolve(layer).resolve(REFERENCE + newName() + suffix);
  }

  private static boolean isReference(Path file) {
    return file.getFileName().toString().startsWith(REFERENCE);
  }

  private static boolean isOld(Path file, Duration age) throws IOException {
    try {
      Object changed = Files.getAttribute(file, "unix:ctime");
      return Instant.parse(changed.toString()).isBefore(Instant.now().minus(age));
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  private static int links(Path file) throws IOException {
    try {
      return (Integer) Files.getAttribute(file, "unix:nlink");
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static Object identityOrNone(Path file) throws IOException {
    try {
      return identity(file);
    } catch (NoSuchFileException e) {
      return -1L;
    }
  }

  private Optional<String> layerAt(String backing) {
    Path image = Path.of(backing);
    Path parent = image.getParent();
    if (parent == null || !directory.equals(parent.getParent())) {
      return Optional.empty();
    }
    return layerName(parent.getFileName().toString());
  }

  private static Optional<String> layerName(String name) {
    return Identifiers.isUuid(name) ? Optional.of(name) : Optional.empty();
  }
}
