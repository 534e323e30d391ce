package io.clinker.drivers.file;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.ResourceKind;
import io.clinker.model.ResourceRef;
import io.clinker.model.Token;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The objects of a backend: {@code objects/<2 hex>/<kind>-<id>/<mark>}. Each object directory has
 * one child, whose name is the mark; sealing is the rename of that child.
 */
final class ObjectTree {
  static final String FIRST_SEAL = "first-seal";
  static final String SEAL = "seal";
  private static final String NEW = ".new-";

  // Each turn is lost only to another process that won one, so this is never reached in earnest.
  private static final int MOST_TURNS = 1000;

  private final Path objects;
  private final TokenLog log;
  private final Durability durability;
  private final PausePoints pauses;

  ObjectTree(Path objects, TokenLog log, Durability durability, PausePoints pauses) {
    this.objects = objects;
    this.log = log;
    this.durability = durability;
    this.pauses = pauses;
  }

  /** Writes the token's mark on every object that it names. */
  List<SealedObject> sealAll(Token token) throws IOException {
    List<SealedObject> sealed = new ArrayList<>();
    for (ResourceRef object : new TreeSet<>(token.fences().keySet())) {
      sealed.add(seal(object, token.markFor(object)));
    }
    return sealed;
  }

  /** Raises an object's mark; the object need not exist. */
  SealedObject seal(ResourceRef object, Mark mark) throws IOException {
    Path place = place(object);
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      Optional<Mark> present = markIn(place);
      if (present.isEmpty()) {
        if (!Files.isDirectory(place) && sealFirst(object, place, mark)) {
          log.accepted(object, mark, null);
          return new SealedObject(object, mark, place.resolve(mark.text()));
        }
        continue;
      }
      Mark previous = present.get();
      int order = mark.compareTo(previous);
      if (order < 0) {
        throw stale(object, mark, previous);
      }
      Path directory = place.resolve(mark.text());
      if (order == 0) {
        return new SealedObject(object, mark, directory);
      }
      pauses.at(SEAL);
      try {
        Files.move(place.resolve(previous.text()), directory, StandardCopyOption.ATOMIC_MOVE);
      } catch (NoSuchFileException e) {
        continue; // Somebody else sealed it meanwhile: look again.
      }
      durability.directories(place);
      log.accepted(object, mark, previous);
      return new SealedObject(object, mark, directory);
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_BUSY, "an object's mark keeps changing", Map.of("object", "" + object));
  }

  /** The object's directory under its present mark, empty if it never had one. */
  Optional<SealedObject> find(ResourceRef object) throws IOException {
    Path place = place(object);
    for (int turn = 0; turn < MOST_TURNS; turn++) {
      Optional<Mark> present = markIn(place);
      if (present.isPresent()) {
        Mark mark = present.get();
        return Optional.of(new SealedObject(object, mark, place.resolve(mark.text())));
      }
      if (!Files.isDirectory(place)) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** Every object that has a mark, those that were deleted included. */
  List<SealedObject> all(List<String> strays) throws IOException {
    List<SealedObject> found = new ArrayList<>();
    for (Path shard : entries(objects)) {
      for (Path place : entries(shard)) {
        Optional<ResourceRef> object = objectOf(place);
        Optional<SealedObject> sealed = object.isEmpty() ? Optional.empty() : find(object.get());
        if (sealed.isPresent()) {
          found.add(sealed.get());
        } else if (Files.exists(place)) {
          strays.add("objects/" + objects.relativize(place));
        }
      }
    }
    return found;
  }

  /** The directory that keeps the object's name whatever its mark. */
  Path place(ResourceRef object) {
    return shard(object).resolve(object.kind().word() + "-" + object.id());
  }

  private Path shard(ResourceRef object) {
    return objects.resolve(object.id().substring(0, 2));
  }

  /** The entries of a directory; none if it is not there. */
  static List<Path> entries(Path directory) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(found::add);
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    }
    return found;
  }

  /** Whether this is a place that was being built for an object's first seal. */
  static boolean isUnfinishedPlace(Path place) {
    return place.getFileName().toString().startsWith(NEW);
  }

  private boolean sealFirst(ResourceRef object, Path place, Mark mark) throws IOException {
    Path shard = shard(object);
    boolean newShard = false;
    if (!Files.isDirectory(shard)) {
      try {
        // One level only: if the backend's own directory is away it must not be made anew.
        OwnerOnly.directory(shard);
        newShard = true;
      } catch (FileAlreadyExistsException e) {
        newShard = false;
      }
    }
    Path building = shard.resolve(NEW + Long.toHexString(ThreadLocalRandom.current().nextLong()));
    OwnerOnly.directory(building);
    Path marked = OwnerOnly.directory(building.resolve(mark.text()));
    pauses.at(FIRST_SEAL);
    try {
      // The target is never an empty directory, so this cannot replace one.
      Files.move(building, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      Files.deleteIfExists(marked);
      Files.deleteIfExists(building);
      if (Files.isDirectory(place)) {
        return false;
      }
      throw e;
    }
    durability.directories(place, shard);
    if (newShard) {
      durability.directories(objects);
    }
    return true;
  }

  private static Optional<Mark> markIn(Path place) throws IOException {
    Optional<Mark> highest = Optional.empty();
    for (Path child : entries(place)) {
      Optional<Mark> mark = parse(child.getFileName().toString());
      if (mark.isPresent() && (highest.isEmpty() || mark.get().compareTo(highest.get()) > 0)) {
        highest = mark;
      }
    }
    return highest;
  }

  private static Optional<Mark> parse(String name) {
    try {
      return Optional.of(Mark.parse(name));
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      return Optional.empty(); // Not ours: a stray that somebody put there.
    }
  }

  private static Optional<ResourceRef> objectOf(Path place) {
    String name = place.getFileName().toString();
    for (ResourceKind kind : ResourceKind.values()) {
      String prefix = kind.word() + "-";
      if (name.startsWith(prefix)) {
        try {
          return Optional.of(new ResourceRef(kind, name.substring(prefix.length())));
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static ClinkerException stale(ResourceRef object, Mark mark, Mark present) {
    return new ClinkerException(
        ErrorCode.STALE_TOKEN,
        "the object bears a higher mark",
        Map.of("object", object.toString(), "token", mark.text(), "mark", present.text()));
  }
}
