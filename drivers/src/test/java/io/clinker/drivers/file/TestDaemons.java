package io.clinker.drivers.file;

import io.clinker.export.Exporter;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.util.List;
import java.util.Optional;

/** The export daemons of the host on which a test runs. */
interface TestDaemons extends AutoCloseable {
  /** Exporters that share nothing in memory with those of another node. */
  List<Exporter> exportersOfANode();

  /** The protocol that the tests use. */
  StorageProtocol clients();

  /**
   * How qemu's tools open the disk as a host would, empty if its image may be read and written
   * directly.
   */
  Optional<String> disk(VolumeId volume);

  /** Kills every daemon. */
  void crash();

  /** Ends every daemon. */
  @Override
  void close();
}
