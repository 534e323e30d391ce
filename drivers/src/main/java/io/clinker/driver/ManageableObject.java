package io.clinker.driver;

import io.clinker.model.Size;
import org.jspecify.annotations.Nullable;

/**
 * Something in a pool that can be taken over as a volume or as a snapshot, or is one of ours
 * already.
 *
 * @param reference by which it is taken over
 * @param notSafe why it cannot be taken over, in words; null: it can
 * @param ours the id of the volume or snapshot that it is; null: it is foreign
 * @param source of a snapshot: what it is a snapshot of; null for volumes
 */
public record ManageableObject(
    ForeignReference reference,
    Size size,
    @Nullable String notSafe,
    @Nullable String ours,
    @Nullable ForeignReference source) {
  /** Why one of ours cannot be taken over. */
  public static final String MANAGED = "already managed";

  /** A volume of ours. */
  public static ManageableObject managed(ForeignReference reference, Size size, String ours) {
    return new ManageableObject(reference, size, MANAGED, ours, null);
  }

  /** The same as a snapshot of something. */
  public ManageableObject of(ForeignReference volume) {
    return new ManageableObject(reference, size, notSafe, ours, volume);
  }
}
