package io.clinker.driver;

/**
 * What a driver may declare. Whatever it does not declare it must refuse with {@link
 * io.clinker.model.ErrorCode#NOT_SUPPORTED}, and the contract suite checks that it does.
 */
public enum Capability {
  SNAPSHOT,
  /**
   * Snapshots of a volume while hosts write to it: all that was acknowledged before, nothing after.
   */
  SNAPSHOT_IN_USE,
  CLONE_FROM_SNAPSHOT,
  CLONE_FROM_VOLUME,
  /** Clones of a volume while hosts write to it, as of one instant. */
  CLONE_IN_USE,
  EXTEND,
  EXTEND_IN_USE,
  REVERT,
  /** One volume connected to several hosts at once. */
  MULTIATTACH,
  /** Volumes take space only as they are written. */
  THIN,
  /** Foreign objects of the pool are taken over as volumes, and volumes are let go. */
  MANAGE,
  /** The same with snapshots of volumes. */
  MANAGE_SNAPSHOT
}
