package io.clinker.drivers.file;

import io.clinker.driver.ObservedExport;
import io.clinker.export.Exporter;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The exporters of this node.
 *
 * @param all may be empty: then nothing can be connected
 */
record ServingExporters(List<Exporter> all) {
  ServingExporters {
    all = List.copyOf(all);
  }

  /** The exporters that have this volume open; two if hosts use it over two protocols. */
  List<Exporter> serving(StoredVolume volume) throws IOException {
    if (all.isEmpty() || isSurelyIdle(volume)) {
      return List.of();
    }
    VolumeId id = volume.manifest().volume();
    return all.stream().filter(exporter -> exporter.isServing(id)).toList();
  }

  /**
   * What to throw when an exporter could not copy as of one instant: it cannot, or the volume went
   * out of use at this moment and a repeat will find it idle.
   */
  ClinkerException cannotCopyInUse(StoredVolume volume, String why) throws IOException {
    boolean inUse = !serving(volume).isEmpty();
    return new ClinkerException(
        inUse ? ErrorCode.NOT_SUPPORTED : ErrorCode.BACKEND_BUSY,
        inUse ? why : "the volume went out of use while it was copied",
        Map.of("volume", volume.manifest().volume().toString()));
  }

  /** The exporter for a protocol. */
  Exporter forProtocol(StorageProtocol protocol, String format) {
    for (Exporter exporter : all) {
      if (exporter.protocol() == protocol && exporter.serves(format)) {
        return exporter;
      }
    }
    throw new ClinkerException(
        ErrorCode.NOT_SUPPORTED,
        "volumes of this format cannot be reached over this protocol here",
        Map.of("protocol", protocol.word(), "format", format));
  }

  /** The protocols over which volumes of this format can be reached. */
  Set<StorageProtocol> protocols(String format) {
    Set<StorageProtocol> found = new LinkedHashSet<>();
    for (Exporter exporter : all) {
      if (exporter.serves(format)) {
        found.add(exporter.protocol());
      }
    }
    return found;
  }

  /** Cuts and removes all exports of a volume, as long as it is where it was sealed. */
  void cutAll(StoredVolume volume) throws IOException {
    if (all.isEmpty() || isSurelyIdle(volume)) {
      return;
    }
    for (Exporter exporter : all) {
      exporter.stopServing(volume.asLive());
    }
  }

  List<ObservedExport> exports() {
    List<ObservedExport> found = new ArrayList<>();
    for (Exporter exporter : all) {
      found.addAll(exporter.exports());
    }
    return found;
  }

  /**
   * Every attachment of a raw volume holds a second name of its image, so that most deletes need
   * ask no daemon.
   */
  private static boolean isSurelyIdle(StoredVolume volume) throws IOException {
    return volume.manifest().format().equals(RawImages.WORD)
        && Files.getAttribute(volume.image(), "unix:nlink").equals(1);
  }
}
