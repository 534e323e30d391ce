package io.clinker.drivers.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;

/** Reads and publishes what objects are: their manifests and their one directory of contents. */
final class Catalog {
  static final String PUBLISH = "publish";
  static final String WITHDRAW = "withdraw";
  static final String REWRITE = "rewrite-manifest";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_TURNS = 100;

  private final ObjectTree tree;
  private final Layers layers;
  private final Durability durability;
  private final PausePoints pauses;

  Catalog(ObjectTree tree, Layers layers, Durability durability, PausePoints pauses) {
    this.tree = tree;
    this.layers = layers;
    this.durability = durability;
    this.pauses = pauses;
  }

  /** The volume under whatever mark it has now. */
  Optional<StoredVolume> find(VolumeId volume) throws IOException {
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      Optional<SealedObject> at = tree.find(volume.ref());
      Optional<StoredVolume> stored = at.isEmpty() ? Optional.empty() : volumeAt(at.get());
      // Absent counts only if nobody renamed the directory while it was read.
      if (stored.isPresent() || at.isEmpty() || at.get().holds()) {
        return stored;
      }
    }
    return Optional.empty();
  }

  /** The snapshot under whatever mark it has now. */
  Optional<StoredSnapshot> find(SnapshotId snapshot) throws IOException {
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      Optional<SealedObject> at = tree.find(snapshot.ref());
      Optional<StoredSnapshot> stored = at.isEmpty() ? Optional.empty() : snapshotAt(at.get());
      if (stored.isPresent() || at.isEmpty() || at.get().holds()) {
        return stored;
      }
    }
    return Optional.empty();
  }

  Optional<StoredVolume> volumeAt(SealedObject at) throws IOException {
    // A manifest alone is what an image leaves that was let go.
    return manifestAt(at)
        .map(manifest -> new StoredVolume(at, manifest))
        .filter(volume -> Files.exists(volume.image()));
  }

  /** The manifest of a volume, also if its image has been let go. */
  static Optional<VolumeManifest> manifestAt(SealedObject at) throws IOException {
    return read(at.live().resolve(VolumeManifest.NAME), VolumeManifest.class);
  }

  Optional<StoredSnapshot> snapshotAt(SealedObject at) throws IOException {
    return read(at.live().resolve(SnapshotManifest.NAME), SnapshotManifest.class)
        .map(
            manifest -> {
              String layer = manifest.layer();
              Path image =
                  layer == null
                      ? at.live().resolve(StoredVolume.imageName(manifest.format()))
                      : layers.image(layer);
              return new StoredSnapshot(at, manifest, image);
            });
  }

  /**
   * Reads a JSON file; empty if it is not there, or was cut short before anybody was told of it.
   */
  static <T> Optional<T> read(Path file, Class<T> type) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (bytes.length == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(bytes, type));
    } catch (JsonProcessingException e) {
      throw new ClinkerException(
          ErrorCode.OBJECT_MISMATCH,
          "a manifest cannot be read",
          Map.of("file", file.getFileName().toString()),
          e);
    }
  }

  /** Writes a JSON file that nobody else looks at yet. */
  static void write(Path file, Object value) throws IOException {
    Files.write(file, JSON.writeValueAsBytes(value));
  }

  /**
   * Makes a prepared directory the contents of the object, whole or not at all.
   *
   * @param manifest the name of the manifest in it
   */
  void publish(SealedObject at, Path prepared, String manifest) throws IOException {
    pauses.at(PUBLISH);
    Files.move(prepared, at.live(), StandardCopyOption.ATOMIC_MOVE);
    // Synced after the rename, so that one commit of the journal takes it all: should the power go
    // before, the object is absent or has an empty manifest, and nobody was told of it.
    durability.file(at.live().resolve(manifest));
    durability.directories(at.live(), at.directory());
  }

  /** Replaces the manifest of a volume. */
  void rewrite(StoredVolume volume, VolumeManifest manifest) throws IOException {
    Path prepared = volume.at().privateName();
    write(prepared, manifest);
    durability.file(prepared);
    pauses.at(REWRITE);
    Files.move(
        prepared, volume.at().live().resolve(VolumeManifest.NAME), StandardCopyOption.ATOMIC_MOVE);
    durability.directories(volume.at().live());
  }

  /** Makes the object absent; what it held is then deleted. Absent is fine. */
  void withdraw(SealedObject at) throws IOException {
    Path gone = at.goneName();
    pauses.at(WITHDRAW);
    try {
      Files.move(at.live(), gone, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      if (!at.holds()) {
        throw e;
      }
      return;
    }
    durability.directories(at.directory());
    layers.discard(gone);
  }

  /** Deletes what other attempts left in the object's directory. */
  void clearLeftovers(SealedObject at) throws IOException {
    for (Path entry : ObjectTree.entries(at.directory())) {
      if (at.isLeftover(entry)) {
        layers.discard(entry);
      }
    }
  }
}
