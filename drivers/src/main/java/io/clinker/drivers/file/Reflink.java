package io.clinker.drivers.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether files of the backend can share their bytes; tried once, when first needed. */
final class Reflink {
  static final String SCRATCH = ".reflink-";
  private final Path root;
  private final QemuImg qemuImg;
  private volatile @Nullable Boolean supported;

  Reflink(Path root, QemuImg qemuImg) {
    this.root = root;
    this.qemuImg = qemuImg;
  }

  boolean isSupported() throws IOException {
    Boolean known = supported;
    if (known == null) {
      known = tryIt();
      supported = known;
    }
    return known;
  }

  private boolean tryIt() throws IOException {
    Path source = root.resolve(SCRATCH + UUID.randomUUID());
    Path target = root.resolve(SCRATCH + UUID.randomUUID());
    try {
      Files.write(source, new byte[65536], StandardOpenOption.CREATE_NEW);
      return qemuImg.reflink(source, target);
    } finally {
      Files.deleteIfExists(source);
      Files.deleteIfExists(target);
    }
  }
}
