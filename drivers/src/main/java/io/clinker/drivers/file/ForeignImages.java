package io.clinker.drivers.file;

import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.model.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The images that lie in the folder {@code unmanaged} and are no volumes. The ending of a name says
 * what an image is, never its contents: whoever could write them could make a raw disk look like a
 * qcow2 image that refers to any file of this host.
 */
final class ForeignImages {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._ :+@=-]{0,249}");
  private static final int SECTOR = 512;

  private final Backend backend;
  private final QemuImg qemuImg;

  ForeignImages(Backend backend, QemuImg qemuImg) {
    this.backend = backend;
    this.qemuImg = qemuImg;
  }

  List<ManageableObject> list() throws IOException {
    List<ManageableObject> found = new ArrayList<>();
    for (Path file : ObjectTree.entries(folder())) {
      String name = file.getFileName().toString();
      if (!name.startsWith(".")) {
        found.add(look(name, file));
      }
    }
    return found;
  }

  /**
   * The image of this name; a name without an ending is also that of the only image that has it.
   */
  Optional<ManageableObject> find(ForeignReference reference) throws IOException {
    String name = reference.name();
    if (name == null || reference.id() != null || !NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    for (String ending : List.of("", "." + RawImages.WORD, "." + Qcow2Images.WORD)) {
      if (Files.exists(folder().resolve(name + ending), LinkOption.NOFOLLOW_LINKS)) {
        names.add(name + ending);
      }
    }
    return names.size() == 1 || names.contains(name)
        ? Optional.of(look(names.getFirst(), at(names.getFirst())))
        : Optional.empty();
  }

  /** Where an image of this name lies, or would. */
  Path at(String name) {
    return folder().resolve(name);
  }

  Path folder() {
    return backend.unmanaged();
  }

  /** What the ending of a name says; empty if it says nothing. */
  static Optional<String> format(String name) {
    for (String word : List.of(RawImages.WORD, Qcow2Images.WORD)) {
      if (name.endsWith("." + word)) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }

  /** Looks at an image under this name or, once it is taken, elsewhere. */
  ManageableObject look(String name, Path file) throws IOException {
    Size size = new Size(0);
    String notSafe = null;
    try {
      notSafe = NAME.matcher(name).matches() ? unusual(file) : "its name is not one that fits";
      if (notSafe == null) {
        Optional<String> format = format(name);
        if (format.isEmpty()) {
          notSafe = "its name does not end in .raw or .qcow2";
        } else if (format.get().equals(RawImages.WORD)) {
          size = new Size(Files.size(file));
        } else {
          Qcow2Header header = Qcow2Header.read(file);
          size = new Size(Math.max(0, header.size()));
          notSafe = refers(header);
        }
        if (notSafe == null && (size.bytes() == 0 || size.bytes() % SECTOR != 0)) {
          notSafe = "its size is not a number of sectors of %d bytes".formatted(SECTOR);
        }
      }
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      notSafe = "it cannot be read: " + e.getMessage();
    }
    return new ManageableObject(ForeignReference.named(name), size, notSafe, null, null);
  }

  /** Refuses an image that somebody has open. */
  void requireClosed(Path file, String format) {
    qemuImg.open(file, format);
  }

  private static @Nullable String unusual(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new NoSuchFileException(file.toString());
      }
      return "it is no plain file";
    }
    return Files.getAttribute(file, "unix:nlink").equals(1) ? null : "it has other names too";
  }

  private static @Nullable String refers(Qcow2Header header) {
    if (header.backing().isPresent()) {
      return "it needs another image, its backing file";
    }
    if ((header.features() & Qcow2Header.DATA_FILE) != 0) {
      return "its bytes are in another file";
    }
    if ((header.features() & Qcow2Header.CORRUPT) != 0) {
      return "it is damaged";
    }
    if ((header.features() & Qcow2Header.DIRTY) != 0) {
      return "it is in use or was not closed well";
    }
    return header.encrypted() ? "it is encrypted" : null;
  }
}
