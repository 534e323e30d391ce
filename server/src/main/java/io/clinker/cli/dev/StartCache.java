package io.clinker.cli.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A file in which the JVM of a node keeps what it learned in an earlier life, so that later ones
 * start with less work. It fits one build on one JDK. Without it, or with one that the JVM cannot
 * use, a node starts as it would have anyway.
 *
 * @param file where it is or is to be; its name stands for the build and the JDK
 * @param means what the JDK can keep
 */
public record StartCache(Path file, Means means) {
  /** What the script lets the names of all of them begin with. */
  private static final String PREFIX = "start-";

  /** A JVM that cannot use a cache writes about it to standard output, and goes on without. */
  private static final String QUIETLY = "-Xlog:aot*=off";

  /** What a JDK can keep of a life, and the options that keep and use it. */
  public enum Means {
    /** Classes read and linked, and how often methods were called: JDK 25 and newer. */
    AHEAD_OF_TIME("-XX:AOTCacheOutput=", "-XX:AOTCache=", "-XX:AOTMode=on"),
    /** Classes read. */
    CLASSES("-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile=", "-Xshare:on");

    private final String keep;
    private final String use;
    private final String insist;

    Means(String keep, String use, String insist) {
      this.keep = keep;
      this.use = use;
      this.insist = insist;
    }

    /** Whether an option is one of those of {@link StartCache#use}, whatever the means. */
    public static boolean isUse(String option) {
      for (Means means : values()) {
        if (option.startsWith(means.use)) {
          return true;
        }
      }
      return option.equals(QUIETLY);
    }
  }

  public boolean isThere() {
    return Files.isReadable(file);
  }

  /** The options of a JVM that is to use it; none while it is not there. */
  public List<String> use() {
    if (!isThere()) {
      return List.of();
    }
    return switch (means) {
      case AHEAD_OF_TIME -> List.of(means.use + file, QUIETLY);
      case CLASSES -> List.of(means.use + file);
    };
  }

  /** One that is being made: not seen by anybody until it is whole. */
  public Draft draft() {
    return new Draft(
        this, file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".new"));
  }

  /**
   * A cache that is being made beside its place. A maker that dies leaves its file, which nobody
   * takes for a cache; two makers at once make two that are equally good.
   *
   * @param made the cache that it is to become
   * @param aside where the JVM writes it
   */
  public record Draft(StartCache made, Path aside) implements AutoCloseable {
    /** The option of the JVM whose life is kept; it writes the file when it ends. */
    public String keep() {
      return made.means.keep + aside;
    }

    /** The options of a JVM that uses it or does not start: whether it is whole. */
    public List<String> insist() {
      return List.of(made.means.use + aside, made.means.insist);
    }

    /** Puts it in its place, and removes those of other builds. */
    public void publish() throws IOException {
      Files.move(aside, made.file, StandardCopyOption.ATOMIC_MOVE);
      try (Stream<Path> siblings = Files.list(made.file.toAbsolutePath().getParent())) {
        for (Path other : siblings.filter(made::isOfAnother).toList()) {
          Files.deleteIfExists(other);
        }
      }
    }

    /** Removes what was not published. */
    @Override
    public void close() throws IOException {
      Files.deleteIfExists(aside);
    }
  }

  private boolean isOfAnother(Path other) {
    String name = other.getFileName().toString();
    return name.startsWith(PREFIX) && !name.equals(file.getFileName().toString());
  }

  static Optional<StartCache> named(String name) {
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(new StartCache(Path.of(name), Means.AHEAD_OF_TIME));
  }
}
