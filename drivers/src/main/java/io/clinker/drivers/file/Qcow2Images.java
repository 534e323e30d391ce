package io.clinker.drivers.file;

import io.clinker.export.Exporter;
import io.clinker.export.LiveVolume;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * qcow2 images that share what they have in common as unchanging {@link Layers}. A snapshot turns
 * the volume's present image into a layer and puts an empty overlay into its place; clones and
 * reverts are overlays on a layer.
 */
final class Qcow2Images implements ImageFormat {
  static final String WORD = "qcow2";
  static final String REPLACE_HEAD = "replace-head";
  static final String SWITCH = "switch-daemon";

  private final QemuImg qemuImg;
  private final Layers layers;
  private final ServingExporters exporters;
  private final Durability durability;
  private final PausePoints pauses;

  Qcow2Images(
      QemuImg qemuImg,
      Layers layers,
      ServingExporters exporters,
      Durability durability,
      PausePoints pauses) {
    this.qemuImg = qemuImg;
    this.layers = layers;
    this.exporters = exporters;
    this.durability = durability;
    this.pauses = pauses;
  }

  @Override
  public String word() {
    return WORD;
  }

  @Override
  public void createBlank(Path image, Size size) {
    qemuImg.createQcow2(image, size);
  }

  @Override
  public void grow(Path image, Size size) {
    qemuImg.growQcow2(image, size);
  }

  @Override
  public void prepareSnapshot(Work work, Path prepared, StoredVolume source, SnapshotId snapshot)
      throws IOException {
    VolumeManifest volume = source.manifest();
    String layer = freeze(work.held(snapshot.ref()), source);
    Path manifest =
        layers.newManifest(
            layer, new SnapshotManifest(snapshot, volume.volume(), volume.size(), WORD, layer));
    Layers.link(manifest, prepared.resolve(SnapshotManifest.NAME));
  }

  @Override
  public void prepareFrom(Work work, Path image, StoredSnapshot source, Size size)
      throws IOException {
    Layers.link(layers.newOverlay(layerOf(source), size), image);
    durability.file(image);
  }

  @Override
  public void prepareFrom(
      Work work, SealedObject target, Path image, StoredVolume source, Size size)
      throws IOException {
    Layers.link(layers.newOverlay(freeze(target, source), size), image);
    durability.file(image);
  }

  private static String layerOf(StoredSnapshot snapshot) {
    return Objects.requireNonNull(snapshot.manifest().layer(), "a qcow2 snapshot has a layer");
  }

  /**
   * Makes the volume's contents as of now a layer.
   *
   * @param forWhom the object being made, which remembers the layer, so that a repeat takes the
   *     same one
   */
  private String freeze(SealedObject forWhom, StoredVolume source) throws IOException {
    List<Exporter> serving = exporters.serving(source);
    Path head = source.image();
    Qcow2Header header = Qcow2Header.read(head);
    Optional<String> below = layers.layerOf(head);
    Optional<Intent> intent = Catalog.read(forWhom.intent(), Intent.class);
    if (intent.isPresent() && below.equals(Optional.of(intent.get().layer()))) {
      // An attempt before this one came as far as replacing the head, perhaps no further.
      switchDaemon(serving, source, intent.get().layer());
      return intent.get().layer();
    }
    if (serving.isEmpty() && below.isPresent() && header.untouched()) {
      return below.get(); // Nothing was written since the last time: share that layer.
    }
    if (below.isPresent()) {
      // A copy that was given up may have left the daemon on the image below an empty overlay.
      switchDaemon(serving, source, below.get());
    }
    String layer = Layers.newName();
    remember(forWhom, layer);
    Path overlay = layers.freeze(head, layer, source.manifest().size());
    replaceHead(source, overlay);
    // Asked again: a host may have been connected since, and its daemon may have the old image.
    switchDaemon(exporters.serving(source), source, layer);
    return layer;
  }

  /** Puts an overlay into the place of a volume's image. */
  void replaceHead(StoredVolume volume, Path overlay) throws IOException {
    Path prepared = volume.at().privateName(".qcow2");
    durability.file(overlay);
    Layers.link(overlay, prepared);
    put(volume, prepared);
  }

  /** Puts an image that is private to the attempt into the place of a volume's. */
  void put(StoredVolume volume, Path prepared) throws IOException {
    pauses.at(REPLACE_HEAD);
    Files.move(prepared, volume.image(), StandardCopyOption.ATOMIC_MOVE);
    durability.directories(volume.at().live());
  }

  /**
   * The head was replaced before the daemon is told: should all die between the two, the daemon
   * that comes back opens an empty overlay on all that was written, and nothing is lost.
   */
  private void switchDaemon(List<Exporter> serving, StoredVolume source, String layer)
      throws IOException {
    for (Exporter exporter : serving) {
      pauses.at(SWITCH);
      LiveVolume former = new LiveVolume(source.manifest().volume(), layers.image(layer), WORD);
      if (!exporter.switchToOverlay(former, source.image())) {
        throw exporters.cannotCopyInUse(
            source, "a volume in use over this protocol cannot be copied as of one instant");
      }
    }
  }

  private void remember(SealedObject forWhom, String layer) throws IOException {
    Path prepared = forWhom.privateName();
    Catalog.write(prepared, new Intent(layer));
    durability.file(prepared);
    Files.move(prepared, forWhom.intent(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** The layer that an unfinished copy has made of its source. */
  record Intent(String layer) {}
}
