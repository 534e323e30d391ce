package io.clinker.drivers.rbd;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An image with what is to be known before it is taken over.
 *
 * @param unreadable why nothing more is known of it; null: all of it is
 * @param watchers the addresses of the clients that have it open for writing
 * @param parentPool the pool that holds what it is a clone of, with a namespace if it is in one;
 *     null: it is no clone
 * @param grouped whether it is a member of a group of Ceph's
 */
record Candidate(
    String name,
    @Nullable String unreadable,
    @Nullable Image image,
    @Nullable List<String> watchers,
    @Nullable String parentPool,
    boolean journaled,
    boolean migrating,
    boolean mirrored,
    boolean grouped) {
  /** The image; only where it could be read. */
  Image readable() {
    return Objects.requireNonNull(image);
  }

  /** The same without clients that do not count. */
  Candidate without(Set<String> clients) {
    return new Candidate(
        name,
        unreadable,
        image,
        watchers == null
            ? null
            : watchers.stream().filter(watcher -> !clients.contains(watcher)).toList(),
        parentPool,
        journaled,
        migrating,
        mirrored,
        grouped);
  }

  /**
   * Why it is not safe to take the image over, in words; empty if it is.
   *
   * @param pool the pool that it is in
   */
  Optional<String> flaw(String pool) {
    return Optional.ofNullable(unreadable == null ? flawOfReadable(pool) : unreadable);
  }

  private @Nullable String flawOfReadable(String pool) {
    if (readable().size() == 0) {
      return "it is empty";
    }
    if (watchers != null && !watchers.isEmpty()) {
      return "clients have it open: " + String.join(", ", watchers);
    }
    if (parentPool != null && !parentPool.equals(pool)) {
      return "it is a clone of an image elsewhere, in " + parentPool + ": flatten it first";
    }
    if (mirrored || journaled) {
      return "it is mirrored or has a journal";
    }
    if (migrating) {
      return "it is being migrated";
    }
    return grouped ? "it is in a group" : null;
  }
}
