package io.clinker.export.nbd;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.export.LiveVolume;
import io.clinker.export.nbd.BlockGraph.Export;
import io.clinker.export.nbd.NbdOptions.Transport;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Makes and cuts one attachment's export, whatever state the volume's daemon is in. */
final class ServedExport {
  private static final int ROUNDS = 12;

  private final NbdOptions options;
  private final QsdLauncher launcher;

  ServedExport(NbdOptions options, QsdLauncher launcher) {
    this.options = options;
    this.launcher = launcher;
  }

  /**
   * What was found or made.
   *
   * @param made whether it was not there before
   */
  record Ensured(ConnectionInfo connection, boolean made) {}

  /** The export is there, with its key, in a daemon that is not about to end. */
  Ensured ensure(
      LiveVolume volume, Path attachmentDirectory, ConnectRequest request, OptionalInt toldPort) {
    AttachmentId attachment = request.attachment();
    AttachmentNotes notes = new AttachmentNotes(launcher.home(volume.volume()));
    Path sealed = attachmentDirectory.toAbsolutePath();
    Path guard = sealed.resolve(AttachmentNotes.GUARD);
    OptionalInt port = toldPort.isPresent() ? toldPort : notedPort(notes);
    boolean made = false;
    IOException last = new IOException("not tried");
    for (int round = 0; round < ROUNDS; round++) {
      try {
        layGuard(guard);
        QsdDaemon daemon = launcher.findOrStart(volume.volume(), port);
        notes.write(
            new AttachmentNotes.Note(attachment, place(sealed), request.readOnly(), daemon.port()));
        try (Qmp qmp = daemon.talk()) {
          made |= addIfAbsent(qmp, volume, attachment, guard, request.readOnly());
          if (options.transport() == Transport.TLS) {
            daemon.keys().put(attachment.value(), NbdConnection.key(request));
          }
          if (!IdleEnd.forbid(qmp)) {
            last = new IOException("the daemon is ending");
            qmp.execute("quit");
            daemon.awaitEnd();
            continue;
          }
        }
        if (!Files.exists(guard)) {
          // Sealed by a higher token meanwhile; whoever has the turn now cuts what we made, except
          // for the key if we were paused before it was written.
          daemon.keys().remove(attachment.value());
          throw lostTurn(attachment);
        }
        return new Ensured(NbdConnection.of(options, daemon, request), made);
      } catch (QmpException refused) {
        if (!Files.exists(guard)) {
          throw lostTurn(attachment);
        }
        last = refused;
      } catch (IOException gone) {
        last = gone;
        launcher.awaitEnding(volume.volume(), round);
      }
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_BUSY,
        "the NBD export cannot be made now",
        Map.of("attachment", attachment.value(), "reason", String.valueOf(last.getMessage())),
        last);
  }

  /**
   * The export is not there and cannot be made any more by an earlier turn.
   *
   * @param sealed the attachment's directory now; a late caller names one that is gone, and nothing
   *     is done then. Empty to cut without asking for the turn.
   */
  void cut(AttachmentId attachment, VolumeId volume, Optional<Path> sealed) {
    AttachmentNotes notes = new AttachmentNotes(launcher.home(volume));
    Optional<AttachmentNotes.Note> note = notes.read(attachment);
    IOException last = new IOException("not tried");
    for (int round = 0; round < ROUNDS; round++) {
      try {
        // Look first and ask for the turn then: what is listed has names of its generation, so what
        // a later turn makes after the question is out of reach.
        Optional<QsdDaemon> daemon = launcher.find(volume);
        if (daemon.isEmpty()) {
          removeGuard(note, sealed, attachment);
          finish(notes, attachment, volume);
          return;
        }
        try (Qmp qmp = daemon.get().talk()) {
          BlockGraph graph = new BlockGraph(qmp);
          List<Export> present = of(attachment, graph.exports());
          removeGuard(note, sealed, attachment);
          graph.cut(present);
          graph.removeFilters(attachment);
          if (!of(attachment, graph.exports()).isEmpty()) {
            continue;
          }
          if (sealed.isPresent() && !Files.isDirectory(sealed.get())) {
            throw lostTurn(attachment);
          }
          daemon.get().keys().remove(attachment.value());
          LiveCopy.removeAbandoned(daemon.get(), qmp);
          if (IdleEnd.tryEnd(qmp)) {
            daemon.get().awaitEnd();
          }
        }
        finish(notes, attachment, volume);
        return;
      } catch (IOException gone) {
        last = gone;
        launcher.awaitEnding(volume, round);
      }
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_UNAVAILABLE,
        "the NBD export cannot be cut now",
        Map.of("attachment", attachment.value(), "reason", String.valueOf(last.getMessage())),
        last);
  }

  /**
   * No export of the volume is there, and its daemon has ended.
   *
   * @param requireTurn throws if the caller's turn is over; asked after each look at what is there
   *     and before anything is done about it
   */
  void cutAll(VolumeId volume, Runnable requireTurn) {
    AttachmentNotes notes = new AttachmentNotes(launcher.home(volume));
    List<AttachmentNotes.Note> noted = notes.all();
    for (int round = 0; round < ROUNDS; round++) {
      Optional<QsdDaemon> daemon = launcher.find(volume);
      requireTurn.run();
      if (daemon.isPresent() && !ended(daemon.get(), requireTurn)) {
        continue; // Somebody came after the look.
      }
      try {
        for (AttachmentNotes.Note note : noted) {
          notes.remove(note.attachment());
        }
      } catch (IOException left) {
        // Only a note: the daemon is gone.
      }
      launcher.clean(volume);
      return;
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_BUSY,
        "the exports of the volume come back as they are cut",
        Map.of("volume", volume.value()));
  }

  private static boolean ended(QsdDaemon daemon, Runnable requireTurn) {
    try (Qmp qmp = daemon.talk()) {
      BlockGraph graph = new BlockGraph(qmp);
      List<Export> listed = graph.exports();
      requireTurn.run();
      graph.cut(listed);
      if (!IdleEnd.tryEndWithItsJobs(qmp)) {
        return false;
      }
    } catch (IOException gone) {
      // It is gone, or does not answer and is killed after a while.
      requireTurn.run();
    }
    daemon.awaitEnd();
    return true;
  }

  private void finish(AttachmentNotes notes, AttachmentId attachment, VolumeId volume)
      throws IOException {
    notes.remove(attachment);
    launcher.clean(volume);
  }

  private static boolean addIfAbsent(
      Qmp qmp, LiveVolume volume, AttachmentId attachment, Path guard, boolean readOnly)
      throws IOException {
    BlockGraph graph = new BlockGraph(qmp);
    List<Export> all = graph.exports();
    String inode = ImageFile.inode(volume.image());
    Optional<String> image = graph.image(inode);
    if (image.isEmpty() && all.isEmpty()) {
      // What may be open is an image that the volume no longer has.
      graph.removeFilters(attachment);
      graph.closeImages();
      image = Optional.of(graph.openImage(volume.image(), volume.format(), false));
    } else if (image.isEmpty()) {
      // A snapshot may have been given up between the new image's appearance and the switch.
      Optional<Path> below = ImageFile.below(volume.image());
      if (below.isEmpty() || !ImageChange.putOver(qmp, below.get(), volume.image())) {
        throw new ClinkerException(
            ErrorCode.BACKEND_BUSY,
            "the NBD daemon serves another image of this volume now",
            Map.of("volume", volume.volume().value()));
      }
      image = graph.image(inode);
    }
    if (image.isEmpty() || !of(attachment, graph.exports()).isEmpty()) {
      return false;
    }
    graph.removeFilters(attachment);
    graph.addExport(image.get(), attachment, guard, readOnly);
    return true;
  }

  /** The directory whose child is the sealed one; that child's name changes with each seal. */
  private static Path place(Path sealed) {
    Path parent = sealed.getParent();
    return parent == null ? sealed : parent;
  }

  private static void layGuard(Path guard) throws IOException {
    try {
      if (!Files.exists(guard)) {
        Files.createFile(guard);
      }
    } catch (java.nio.file.FileAlreadyExistsException made) {
      // By another attempt of the same turn.
    } catch (java.nio.file.NoSuchFileException sealed) {
      throw new ClinkerException(
          ErrorCode.STALE_TOKEN,
          "the attachment's directory is gone: its turn was lost",
          Map.of("directory", String.valueOf(guard.getParent())));
    }
  }

  private static void removeGuard(
      Optional<AttachmentNotes.Note> note, Optional<Path> sealed, AttachmentId attachment)
      throws IOException {
    if (sealed.isPresent()) {
      if (!Files.isDirectory(sealed.get())) {
        throw lostTurn(attachment);
      }
      Files.deleteIfExists(sealed.get().resolve(AttachmentNotes.GUARD));
    } else if (note.isPresent()) {
      Optional<Path> guard = note.get().guard();
      if (guard.isPresent()) {
        Files.deleteIfExists(guard.get());
      }
    }
  }

  private static OptionalInt notedPort(AttachmentNotes notes) {
    return notes.all().stream().mapToInt(AttachmentNotes.Note::port).filter(p -> p > 0).findFirst();
  }

  static List<Export> of(AttachmentId attachment, List<Export> exports) {
    return exports.stream().filter(export -> export.attachment().equals(attachment)).toList();
  }

  static ClinkerException lostTurn(AttachmentId attachment) {
    return new ClinkerException(
        ErrorCode.STALE_TOKEN,
        "the attachment was sealed by a higher token meanwhile",
        Map.of("attachment", attachment.value()));
  }
}
