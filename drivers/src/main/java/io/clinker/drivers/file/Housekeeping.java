package io.clinker.drivers.file;

import io.clinker.driver.Inventory;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
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

/** Lists what the backend holds and removes what nothing needs. */
final class Housekeeping {
  private final Backend backend;
  private final ObjectTree tree;
  private final Catalog catalog;
  private final Layers layers;
  private final ServingExporters exporters;
  private final Duration tombstoneAge;

  Housekeeping(
      Backend backend,
      ObjectTree tree,
      Catalog catalog,
      Layers layers,
      ServingExporters exporters,
      Duration tombstoneAge) {
    this.backend = backend;
    this.tree = tree;
    this.catalog = catalog;
    this.layers = layers;
    this.exporters = exporters;
    this.tombstoneAge = tombstoneAge;
  }

  Inventory inventory() throws IOException {
    List<ObservedVolume> volumes = new ArrayList<>();
    List<ObservedSnapshot> snapshots = new ArrayList<>();
    List<String> strays = new ArrayList<>();
    for (SealedObject listed : tree.all(strays)) {
      switch (listed.object().kind()) {
        case VOLUME -> {
          Optional<StoredVolume> volume = catalog.volumeAt(listed);
          volume.ifPresent(found -> volumes.add(found.observed()));
          addLeftovers(listed, volume.isPresent(), strays);
        }
        case SNAPSHOT -> {
          Optional<StoredSnapshot> snapshot = catalog.snapshotAt(listed);
          snapshot.ifPresent(found -> snapshots.add(found.observed()));
          addLeftovers(listed, snapshot.isPresent(), strays);
        }
        case ATTACHMENT, GROUP, GROUP_SNAPSHOT -> {}
      }
    }
    strays.addAll(layers.strays());
    return new Inventory(volumes, snapshots, exporters.exports(), strays);
  }

  List<String> sweep(Duration minimumAge) throws IOException {
    Instant limit = Instant.now().minus(minimumAge);
    List<String> removed = new ArrayList<>();
    for (Path shard : ObjectTree.entries(backend.objects())) {
      for (Path place : ObjectTree.entries(shard)) {
        if (ObjectTree.isUnfinishedPlace(place) && isOlder(place, limit)) {
          deleteTree(place);
          removed.add(name(place));
        }
      }
    }
    for (SealedObject listed : tree.all(new ArrayList<>())) {
      for (Path entry : ObjectTree.entries(listed.directory())) {
        if (isLeftover(listed, entry) && isOlder(newest(entry), limit)) {
          layers.discard(entry);
          removed.add(name(entry));
        }
      }
      prune(listed);
    }
    removed.addAll(layers.sweep(minimumAge));
    return removed;
  }

  /** Marks outlive their objects, but not for ever: identifiers are never used again. */
  private void prune(SealedObject listed) throws IOException {
    if (!ObjectTree.entries(listed.directory()).isEmpty()
        || !isOlder(listed.directory(), Instant.now().minus(tombstoneAge))) {
      return;
    }
    Path place = tree.place(listed.object());
    Path doomed = place.resolveSibling(".old-" + place.getFileName());
    try {
      Files.move(place, doomed, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    }
    for (Path mark : ObjectTree.entries(doomed)) {
      Files.delete(mark); // Fails if somebody came in the last moment; then it stays as a stray.
    }
    Files.delete(doomed);
  }

  private void addLeftovers(SealedObject at, boolean present, List<String> strays)
      throws IOException {
    for (Path entry : ObjectTree.entries(at.directory())) {
      boolean belongs = (present && entry.equals(at.live())) || entry.equals(at.taken());
      if (!belongs) {
        strays.add(name(entry));
      }
    }
  }

  private boolean isLeftover(SealedObject at, Path entry) throws IOException {
    String name = entry.getFileName().toString();
    if (entry.equals(at.taken())) {
      return false;
    }
    return switch (at.object().kind()) {
      case ATTACHMENT -> name.startsWith(SealedObject.PRIVATE);
      case VOLUME -> !entry.equals(at.live()) || catalog.volumeAt(at).isEmpty();
      case SNAPSHOT -> !entry.equals(at.live()) || catalog.snapshotAt(at).isEmpty();
      case GROUP, GROUP_SNAPSHOT -> false;
    };
  }

  private String name(Path entry) {
    return backend.root().relativize(entry).toString();
  }

  /** The entry of a leftover that was written last, so that a long copy at work counts as young. */
  private static Path newest(Path entry) throws IOException {
    Path newest = entry;
    for (Path inside : ObjectTree.entries(entry)) {
      if (isOlder(newest, Files.getLastModifiedTime(inside).toInstant())) {
        newest = inside;
      }
    }
    return newest;
  }

  private static boolean isOlder(Path entry, Instant limit) throws IOException {
    try {
      return Files.getLastModifiedTime(entry).toInstant().isBefore(limit);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static void deleteTree(Path directory) throws IOException {
    for (Path entry : ObjectTree.entries(directory)) {
      deleteTree(entry);
    }
    Files.deleteIfExists(directory);
  }
}
