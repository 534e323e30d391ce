package io.clinker.export.nbd;

import io.clinker.export.host.PrivatePaths;
import io.clinker.model.AttachmentId;
import io.clinker.model.Identifiers;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the attachments of one volume have their guards.
 *
 * <p>A guard is an empty file in the attachment's own directory. A daemon takes an export only with
 * a filter node that it makes by reading the guard: no guard at that path, no export. The path
 * holds the attachment's mark and the directory is renamed when a higher token seals it, so whoever
 * lost the turn names a path that is gone; and once the guard is removed nobody can make the
 * export.
 *
 * @param home the volume's directory
 */
record AttachmentNotes(Path home) {
  static final String DIRECTORY = "attachments";
  static final String GUARD = "nbd.guard";

  /**
   * One attachment.
   *
   * @param place the directory whose child is the attachment's sealed directory
   */
  record Note(AttachmentId attachment, Path place, boolean readOnly, int port) {
    /** The guard where it is now; empty if the attachment must have no export. */
    Optional<Path> guard() {
      try (DirectoryStream<Path> sealed = Files.newDirectoryStream(place)) {
        for (Path directory : sealed) {
          Path guard = directory.resolve(GUARD);
          if (Files.exists(guard)) {
            return Optional.of(guard);
          }
        }
      } catch (IOException gone) {
        return Optional.empty();
      }
      return Optional.empty();
    }
  }

  /** This note is there with these contents. */
  void write(Note note) throws IOException {
    Path directory = PrivatePaths.directory(home.resolve(DIRECTORY));
    Path fresh = directory.resolve(note.attachment().value() + ".new");
    Files.writeString(fresh, "%s\n%s\n%d\n".formatted(note.place(), note.readOnly(), note.port()));
    Files.move(fresh, directory.resolve(note.attachment().value()), StandardCopyOption.ATOMIC_MOVE);
  }

  Optional<Note> read(AttachmentId attachment) {
    try {
      String[] line =
          Files.readString(home.resolve(DIRECTORY).resolve(attachment.value())).split("\n");
      return line.length < 3
          ? Optional.empty()
          : Optional.of(
              new Note(
                  attachment,
                  Path.of(line[0]),
                  Boolean.parseBoolean(line[1]),
                  Integer.parseInt(line[2])));
    } catch (IOException | NumberFormatException none) {
      return Optional.empty();
    }
  }

  List<Note> all() {
    List<Note> notes = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(home.resolve(DIRECTORY))) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (Identifiers.isUuid(name)) {
          read(new AttachmentId(name)).ifPresent(notes::add);
        }
      }
    } catch (NoSuchFileException none) {
      return notes;
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
    return notes;
  }

  void remove(AttachmentId attachment) throws IOException {
    Files.deleteIfExists(home.resolve(DIRECTORY).resolve(attachment.value() + ".new"));
    Files.deleteIfExists(home.resolve(DIRECTORY).resolve(attachment.value()));
  }
}
