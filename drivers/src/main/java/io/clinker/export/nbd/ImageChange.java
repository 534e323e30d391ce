package io.clinker.export.nbd;

import io.clinker.export.LiveVolume;
import io.clinker.export.host.ProcFs;
import io.clinker.export.nbd.AttachmentNotes.Note;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes the image under the exports of a volume. */
final class ImageChange {
  private static final int ROUNDS = 6;

  private final QsdLauncher launcher;

  ImageChange(QsdLauncher launcher) {
    this.launcher = launcher;
  }

  /** Grows the image; see {@link NbdExporter#grow}. */
  void grow(VolumeId volume, LiveVolume grown, Runnable growImage) {
    try {
      growAll(volume, grown, growImage);
    } catch (RuntimeException failed) {
      launcher.find(volume).ifPresent(daemon -> bringBack(daemon, grown));
      throw failed;
    }
  }

  private void growAll(VolumeId volume, LiveVolume grown, Runnable growImage) {
    boolean done = false;
    IOException last = new IOException("not tried");
    for (int round = 0; round < ROUNDS; round++) {
      Optional<QsdDaemon> daemon = launcher.find(volume);
      if (daemon.isEmpty()) {
        if (!done) {
          growImage.run();
          done = true;
          // A connect may have opened the image at its old size meanwhile.
          continue;
        }
        return;
      }
      try {
        boolean fits = fits(daemon.get(), grown);
        if (done && fits) {
          reopen(daemon.get(), grown);
          return;
        }
        close(daemon.get(), grown);
        if (!done) {
          growImage.run();
          done = true;
        }
        reopen(daemon.get(), grown);
        if (fits(daemon.get(), grown)) {
          return;
        }
      } catch (IOException goneOrRefused) {
        last = goneOrRefused;
        // One that is about to end has its file with the process id longer than its sockets.
        ProcFs.pause(50L * (round + 1));
      }
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_BUSY,
        "the NBD daemon does not take the larger image now",
        Map.of("volume", volume.value(), "reason", String.valueOf(last.getMessage())),
        last);
  }

  /** Switches clients to an overlay; see {@link NbdExporter#switchToOverlay}. */
  boolean switchToOverlay(LiveVolume present, Path overlay) {
    Optional<QsdDaemon> daemon = launcher.find(present.volume());
    if (daemon.isEmpty()) {
      return false;
    }
    try (Qmp qmp = daemon.get().talk()) {
      BlockGraph graph = new BlockGraph(qmp);
      if (graph.exports().isEmpty()) {
        // Nobody writes: whoever connects next opens the overlay.
        graph.closeImages();
        return false;
      }
      if (!putOver(qmp, present.image(), overlay)) {
        throw new ClinkerException(
            ErrorCode.BACKEND_BUSY,
            "the NBD daemon serves another image of this volume now",
            Map.of("volume", present.volume().value()));
      }
      return true;
    } catch (QmpException refused) {
      throw new ClinkerException(
          ErrorCode.BACKEND_BUSY,
          "the NBD daemon refused the overlay",
          Map.of("reason", String.valueOf(refused.getMessage())),
          refused);
    } catch (IOException gone) {
      throw new ClinkerException(
          ErrorCode.OUTCOME_UNKNOWN,
          "the NBD daemon went away during the switch",
          Map.of("volume", present.volume().value()),
          gone);
    }
  }

  /**
   * Puts an overlay over an open image in one instant; clients follow. A repeat changes nothing.
   *
   * @return false if neither the overlay nor the image is open
   */
  static boolean putOver(Qmp qmp, Path image, Path overlay) throws IOException {
    BlockGraph graph = new BlockGraph(qmp);
    Optional<String> opened = graph.image(ImageFile.inode(overlay));
    if (opened.isPresent() && !graph.remove(opened.get())) {
      // Clients use it: an earlier attempt has switched. One that only opened it is taken back.
      return true;
    }
    Optional<String> below = graph.image(ImageFile.inode(image));
    if (below.isEmpty()) {
      return false;
    }
    String node = graph.openImage(overlay, "qcow2", true);
    try {
      qmp.execute("blockdev-snapshot", Map.of("node", below.get(), "overlay", node));
    } catch (QmpException refused) {
      graph.remove(node);
      throw refused;
    }
    return true;
  }

  /** Removes overlays that were opened and not switched to. */
  void dropPendingSwitches(VolumeId volume) {
    Optional<QsdDaemon> daemon = launcher.find(volume);
    if (daemon.isEmpty()) {
      return;
    }
    try (Qmp qmp = daemon.get().talk()) {
      BlockGraph graph = new BlockGraph(qmp);
      if (!graph.exports().isEmpty()) {
        for (String image : graph.images()) {
          // The daemon refuses to remove what clients or overlays use.
          graph.remove(image);
        }
      }
    } catch (IOException gone) {
      if (daemon.get().lives()) {
        throw new ClinkerException(
            ErrorCode.BACKEND_UNAVAILABLE,
            "the NBD daemon does not answer",
            Map.of("volume", volume.value()),
            gone);
      }
    }
  }

  private static boolean fits(QsdDaemon daemon, LiveVolume volume) throws IOException {
    try (Qmp qmp = daemon.talk()) {
      Optional<String> image = new BlockGraph(qmp).image(ImageFile.inode(volume.image()));
      if (image.isEmpty()) {
        return true;
      }
      long size = ImageFile.virtualSize(volume.image(), volume.format());
      for (com.fasterxml.jackson.databind.JsonNode node :
          qmp.execute("query-named-block-nodes", Map.of("flat", true))) {
        if (node.path("node-name").asText().equals(image.get())) {
          return node.path("image").path("virtual-size").asLong() == size;
        }
      }
      return true;
    }
  }

  /** Cuts all exports and closes the image, after asking once more whether it is our turn. */
  private static void close(QsdDaemon daemon, LiveVolume volume) throws IOException {
    try (Qmp qmp = daemon.talk()) {
      BlockGraph graph = new BlockGraph(qmp);
      LiveCopy.removeAbandoned(daemon, qmp);
      if (!qmp.execute("query-jobs").isEmpty()) {
        throw new ClinkerException(
            ErrorCode.BACKEND_BUSY,
            "the volume is being copied",
            Map.of("volume", volume.volume().value()));
      }
      List<BlockGraph.Export> exports = graph.exports();
      volume.requireSealed();
      graph.cut(exports);
      for (Note note : new AttachmentNotes(daemon.home()).all()) {
        graph.removeFilters(note.attachment());
      }
      if (!graph.closeImages()) {
        throw new IOException("an image is still in use");
      }
    }
  }

  private static void bringBack(QsdDaemon daemon, LiveVolume volume) {
    try {
      reopen(daemon, volume);
    } catch (IOException gone) {
      // The periodic restore brings the exports back from their rows.
    }
  }

  /** Every attachment that has a guard has its export again, under its old name. */
  private static void reopen(QsdDaemon daemon, LiveVolume volume) throws IOException {
    try (Qmp qmp = daemon.talk()) {
      BlockGraph graph = new BlockGraph(qmp);
      for (Note note : new AttachmentNotes(daemon.home()).all()) {
        Optional<Path> guard = note.guard();
        if (guard.isEmpty() || !ServedExport.of(note.attachment(), graph.exports()).isEmpty()) {
          continue;
        }
        Optional<String> image = graph.image(ImageFile.inode(volume.image()));
        if (image.isEmpty()) {
          image = Optional.of(graph.openImage(volume.image(), volume.format(), false));
        }
        graph.addExport(image.get(), note.attachment(), guard.get(), note.readOnly());
      }
    }
  }
}
