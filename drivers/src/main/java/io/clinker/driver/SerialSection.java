package io.clinker.driver;

/** What a backend cannot do in parallel; enforced by ticket rows, never by a lock in the driver. */
public enum SerialSection {
  /** Snapshots and clones of one volume: each changes the volume's own object. */
  COPY_OF_ONE_VOLUME,
  /** Steps of any kind: the storage bears one at a time, whichever node it comes from. */
  EVERY_CALL
}
