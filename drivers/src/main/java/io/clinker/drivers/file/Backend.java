package io.clinker.drivers.file;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backend's directory: whether it is there and is ours, and its space. A directory that is
 * there for the first time and empty is made a backend by a marker file; one that has lost its
 * marker is taken as away (a file system that is not mounted), never as empty.
 */
final class Backend {
  private static final String MARKER = ".clinker-backend";
  private static final String OBJECTS = "objects";
  private static final String LAYERS = "layers";
  private static final String EXPORTS = "exports";
  private static final String UNMANAGED = "unmanaged";
  private static final Set<String> BEFORE_MARKER =
      Set.of(OBJECTS, LAYERS, EXPORTS, UNMANAGED, "lost+found");

  private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

  private final Path root;
  private final AtomicBoolean warned = new AtomicBoolean();
  private volatile boolean seen;

  Backend(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  Path objects() {
    return root.resolve(OBJECTS);
  }

  Path layers() {
    return root.resolve(LAYERS);
  }

  /** Where images lie that are no volumes; there only if somebody has put one there. */
  Path unmanaged() {
    return root.resolve(UNMANAGED);
  }

  /** Whether the storage can be reached now. */
  boolean isHere() {
    return Files.exists(root.resolve(MARKER));
  }

  /**
   * Does nothing if the storage is there.
   *
   * @throws ClinkerException BACKEND_UNAVAILABLE if it is not
   */
  void require() throws IOException {
    if (isHere()) {
      if (!seen) {
        seen = true;
        warnIfOpened();
      }
      return;
    }
    if (seen && isHere()) {
      return; // Another thread has made it since.
    }
    if (seen || !Files.isDirectory(root)) {
      throw away("the backend's directory is not there");
    }
    for (Path entry : ObjectTree.entries(root)) {
      if (!BEFORE_MARKER.contains(entry.getFileName().toString())) {
        if (isHere()) {
          break; // Another node has made it a backend since.
        }
        throw away("the directory is neither empty nor a Clinker backend");
      }
    }
    try {
      make(objects());
      make(layers());
      // Last, so that a directory with the marker is complete.
      Files.createFile(root.resolve(MARKER), OwnerOnly.file());
    } catch (FileAlreadyExistsException e) {
      require(); // Another node was faster.
    }
    seen = true;
  }

  /** The directories with images that other accounts can enter. */
  List<Path> opened() throws IOException {
    List<Path> opened = new ArrayList<>();
    if (OwnerOnly.isOpened(root)) {
      for (Path directory : List.of(objects(), layers(), unmanaged())) {
        if (Files.isDirectory(directory) && OwnerOnly.isOpened(directory)) {
          opened.add(directory);
        }
      }
    }
    return opened;
  }

  /** All space of the file system. */
  Size total() throws IOException {
    return new Size(store().getTotalSpace());
  }

  /** Space that may still be written. */
  Size free() throws IOException {
    return new Size(store().getUsableSpace());
  }

  /**
   * Refuses early what cannot fit.
   *
   * @throws ClinkerException BACKEND_FULL
   */
  void requireSpace(long bytes) throws IOException {
    long free = free().bytes();
    if (bytes > free) {
      throw new ClinkerException(
          ErrorCode.BACKEND_FULL,
          "not enough space for a copy",
          Map.of("needed", Long.toString(bytes), "free", Long.toString(free)));
    }
  }

  boolean isWritable() {
    return Files.isWritable(root);
  }

  private void warnIfOpened() throws IOException {
    List<Path> opened = opened();
    if (!opened.isEmpty() && warned.compareAndSet(false, true)) {
      LOG.atWarn()
          .addKeyValue("directory", root)
          .addKeyValue(
              "remedy",
              "chmod 700 " + opened.stream().map(Path::toString).collect(Collectors.joining(" ")))
          .log("other accounts can enter directories with images");
    }
  }

  private FileStore store() throws IOException {
    return Files.getFileStore(root);
  }

  private static void make(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      try {
        OwnerOnly.directory(directory);
      } catch (FileAlreadyExistsException e) {
        return; // Another node was faster.
      }
    }
  }

  private ClinkerException away(String why) {
    return new ClinkerException(
        ErrorCode.BACKEND_UNAVAILABLE, why, Map.of("directory", root.toString()));
  }
}
