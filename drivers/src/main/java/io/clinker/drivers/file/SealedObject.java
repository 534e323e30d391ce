package io.clinker.drivers.file;

import io.clinker.model.Mark;
import io.clinker.model.ResourceRef;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * An object's directory as it is named under one mark. When a higher mark is written the directory
 * gets another name, and every path made here leads nowhere.
 *
 * @param directory the child of the object's directory that bears the mark
 */
record SealedObject(ResourceRef object, Mark mark, Path directory) {
  /** Prefix of what an attempt prepares; nobody else's business until it is published. */
  static final String PRIVATE = "tmp-";

  /** Prefix of what was published once and is being deleted. */
  static final String GONE = "gone-";

  private static final String LIVE = "live";
  private static final String TAKEN = "taken";
  private static final String INTENT = "intent.json";

  /** Where the object's contents are while it exists; its presence is the object's existence. */
  Path live() {
    return directory.resolve(LIVE);
  }

  /**
   * Where something foreign is while it is taken over or given back: not the object's contents yet,
   * nor anything that may be deleted.
   */
  Path taken() {
    return directory.resolve(TAKEN);
  }

  /** What an unfinished step has to remember across attempts. */
  Path intent() {
    return directory.resolve(INTENT);
  }

  /** A new name for something private to this attempt. */
  Path privateName() {
    return directory.resolve(privatePrefix() + randomPart());
  }

  /** A new name for a file private to this attempt. */
  Path privateName(String suffix) {
    return directory.resolve(privatePrefix() + randomPart() + suffix);
  }

  /** A new name for contents that are no longer the object's. */
  Path goneName() {
    return directory.resolve(GONE + randomPart());
  }

  /** Whether an entry of the directory is left over from another attempt. */
  boolean isLeftover(Path entry) {
    String name = entry.getFileName().toString();
    return name.startsWith(GONE) || (name.startsWith(PRIVATE) && !name.startsWith(privatePrefix()));
  }

  /** Whether no higher mark has been written. */
  boolean holds() {
    return Files.isDirectory(directory);
  }

  private String privatePrefix() {
    return PRIVATE + mark.text() + "-";
  }

  private static String randomPart() {
    return Long.toHexString(ThreadLocalRandom.current().nextLong());
  }
}
