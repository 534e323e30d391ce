package io.clinker.drivers.file;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.RestoredExports;
import io.clinker.export.Exporter;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Connects hosts to volumes. The directory of an attachment holds what its export needs and goes
 * with the attachment's turn: a second name {@code disk} of a raw image, the exporter's own record,
 * and a file {@code protocol-...} that tells which exporter it was.
 */
final class Exports {
  static final String LINK_DISK = "link-disk";
  static final String CONNECT = "connect";
  static final String DISCONNECT = "disconnect";
  static final String EMPTY = "empty-attachment";
  private static final String DISK = "disk";
  private static final String PROTOCOL = "protocol-";

  private final ObjectTree tree;
  private final Catalog catalog;
  private final ServingExporters exporters;
  private final Faults faults;
  private final PausePoints pauses;

  Exports(
      ObjectTree tree,
      Catalog catalog,
      ServingExporters exporters,
      Faults faults,
      PausePoints pauses) {
    this.tree = tree;
    this.catalog = catalog;
    this.exporters = exporters;
    this.faults = faults;
    this.pauses = pauses;
  }

  ConnectionInfo connect(Work work, ConnectRequest request) throws IOException {
    SealedObject at = work.held(request.attachment().ref());
    StoredVolume volume =
        VolumeSteps.require(catalog.find(request.volume()), request.volume().ref());
    Exporter exporter = exporters.forProtocol(request.protocol(), volume.manifest().format());
    Object imageBefore = Layers.identity(volume.image());
    pauses.at(LINK_DISK);
    ensureFile(at.directory().resolve(PROTOCOL + request.protocol().word()));
    linkDisk(at, volume);
    pauses.at(CONNECT);
    ConnectionInfo connection = exporter.connect(volume.asLive(), at.directory(), request);
    requireSameImage(exporter, at, request, imageBefore);
    return connection;
  }

  /** Returns whether there was something to remove. */
  boolean disconnect(Work work, AttachmentId attachment, VolumeId volume) throws IOException {
    SealedObject at = work.held(attachment.ref());
    List<Path> entries = ObjectTree.entries(at.directory());
    work.context().observed(entries.isEmpty() ? "absent" : "present");
    for (Exporter exporter : exporters.all()) {
      if (Files.exists(at.directory().resolve(PROTOCOL + exporter.protocol().word()))) {
        pauses.at(DISCONNECT);
        exporter.disconnect(attachment, volume, at.directory());
      }
    }
    pauses.at(EMPTY);
    // The protocol last: until all is gone, a repeat still knows whom to ask.
    for (Path entry : ObjectTree.entries(at.directory())) {
      if (!entry.getFileName().toString().startsWith(PROTOCOL)) {
        Files.deleteIfExists(entry);
      }
    }
    for (Path entry : ObjectTree.entries(at.directory())) {
      Files.deleteIfExists(entry);
    }
    return !entries.isEmpty();
  }

  /** Brings back what should run and does not; each export apart from the others. */
  RestoredExports restore(List<ExportRecord> wanted) {
    List<String> restored = new ArrayList<>();
    List<RestoredExports.Failure> failed = new ArrayList<>();
    for (Exporter exporter : exporters.all()) {
      try {
        exporter.tidy();
      } catch (RuntimeException e) {
        failed.add(failure("tidying " + exporter.protocol().word(), e, List.of()));
      }
    }
    for (ExportRecord record : wanted) {
      ConnectRequest request = record.request();
      List<SealedObject> held = new ArrayList<>();
      try {
        tree.find(request.attachment().ref()).ifPresent(held::add);
        if (restore(record, held)) {
          restored.add(
              "%s export of %s for %s"
                  .formatted(request.protocol().word(), request.volume(), request.attachment()));
        }
      } catch (IOException | RuntimeException e) {
        RestoredExports.Failure failure = failure("attachment " + request.attachment(), e, held);
        // A later turn of the attachment does what it must by itself.
        if (failure.cause().code() != ErrorCode.STALE_TOKEN) {
          failed.add(failure);
        }
      }
    }
    return new RestoredExports(restored, failed);
  }

  private boolean restore(ExportRecord record, List<SealedObject> held) throws IOException {
    ConnectRequest request = record.request();
    if (held.isEmpty() || held.getFirst().mark().fence() > record.attachmentFence()) {
      return false;
    }
    SealedObject at = held.getFirst();
    Optional<StoredVolume> volume = catalog.find(request.volume());
    if (volume.isEmpty()) {
      return false;
    }
    Exporter exporter = exporters.forProtocol(request.protocol(), volume.get().manifest().format());
    ensureFile(at.directory().resolve(PROTOCOL + request.protocol().word()));
    linkDisk(at, volume.get());
    return exporter.restore(volume.get().asLive(), at.directory(), record);
  }

  private RestoredExports.Failure failure(String what, Exception failure, List<SealedObject> held) {
    ClinkerException cause = faults.of(failure, held);
    if (cause.code() == ErrorCode.CANCELLED) {
      throw cause;
    }
    return new RestoredExports.Failure(what, cause);
  }

  /**
   * A copy may have put another image into the volume's place while the daemon was started; the
   * token of a connect does not keep that out. No host knows of the connection yet, so it can be
   * taken back.
   */
  private void requireSameImage(
      Exporter exporter, SealedObject at, ConnectRequest request, Object imageBefore)
      throws IOException {
    Optional<StoredVolume> now = catalog.find(request.volume());
    boolean same = now.isPresent() && imageBefore.equals(Layers.identity(now.get().image()));
    if (!at.holds() || !same) {
      if (at.holds()) {
        exporter.disconnect(request.attachment(), request.volume(), at.directory());
        Files.deleteIfExists(at.directory().resolve(DISK));
      }
      throw new ClinkerException(
          ErrorCode.BACKEND_BUSY,
          "the volume's image was replaced while it was being connected",
          Map.of("volume", request.volume().toString()));
    }
  }

  private static void linkDisk(SealedObject at, StoredVolume volume) throws IOException {
    if (!volume.manifest().format().equals(RawImages.WORD)) {
      return; // A layer counts the names of its overlays, so they get no others.
    }
    Path disk = at.directory().resolve(DISK);
    try {
      Files.createLink(disk, volume.image());
    } catch (FileAlreadyExistsException e) {
      if (!Layers.identity(disk).equals(Layers.identity(volume.image()))) {
        Path prepared = at.privateName();
        Files.createLink(prepared, volume.image());
        Files.move(prepared, disk, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static void ensureFile(Path file) throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      return;
    }
  }
}
