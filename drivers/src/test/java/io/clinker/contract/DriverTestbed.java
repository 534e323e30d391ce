package io.clinker.contract;

import io.clinker.driver.Driver;
import io.clinker.driver.ForeignReference;
import io.clinker.model.Size;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.util.List;

/** A storage for one test, the nodes that use it, and a side door for the administrator. */
public interface DriverTestbed extends AutoCloseable {
  /**
   * Another node on the same storage: a driver object of its own that shares nothing in memory with
   * the others that it would not share between machines.
   *
   * @param hook to be called before every effect on the storage
   */
  Driver node(PauseHook hook);

  /** Another node that never pauses. */
  default Driver node() {
    return node(effect -> {});
  }

  /** Another node that waits no longer than it must for a storage that is away. */
  default Driver impatientNode() {
    return node();
  }

  /** The size of the volumes that tests make; they extend to four times as much. */
  default Size size() {
    return Size.ofGibibytes(1);
  }

  /** A protocol that the tests of connections use, where the driver declares any. */
  default StorageProtocol protocol() {
    return StorageProtocol.NBD;
  }

  /** What a host would read from the volume now. */
  byte[] read(VolumeId volume, long offset, int length);

  /** Writes as a host would, and returns when the write would be acknowledged. */
  void write(VolumeId volume, long offset, byte[] bytes);

  /**
   * Puts something into the pool that is not ours and can be taken over as a volume; asked for
   * where MANAGE is declared.
   *
   * @param name what a host's administrator would call it; the storage may add to it
   */
  default ForeignReference makeForeign(String name, Size size, long offset, byte[] bytes) {
    throw new UnsupportedOperationException("nothing foreign here");
  }

  /** The same as a snapshot of a volume; asked for where MANAGE_SNAPSHOT is declared. */
  default ForeignReference makeForeignSnapshot(String name, VolumeId volume) {
    throw new UnsupportedOperationException("no foreign snapshots here");
  }

  /** Makes the storage unreachable for all nodes. */
  void takeAway();

  /** Makes the storage reachable again, with all it held. */
  void bringBack();

  /** Whether daemons serve the exports; false where hosts open the storage themselves. */
  default boolean exportsNeedDaemons() {
    return true;
  }

  /** Ends every export daemon as a crash would. */
  void crashExports();

  /** What the record of accepted tokens shows that must not be; empty if all is well. */
  List<String> tokenViolations();

  /** Ends what the testbed started. */
  @Override
  void close();
}
