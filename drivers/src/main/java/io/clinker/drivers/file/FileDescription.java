package io.clinker.drivers.file;

import io.clinker.driver.Capability;
import io.clinker.driver.DriverDescription;
import io.clinker.driver.FenceMechanism;
import io.clinker.driver.SerialSection;
import io.clinker.model.StorageProtocol;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a file backend can do, from its options alone: the storage may be away. */
final class FileDescription {
  private static final String VERSION = "1";

  private FileDescription() {}

  static DriverDescription of(FileOptions options, ServingExporters exporters) {
    Set<StorageProtocol> found = exporters.protocols(options.format());
    Set<StorageProtocol> protocols = new LinkedHashSet<>();
    if (found.contains(options.protocol())) {
      protocols.add(options.protocol());
    }
    protocols.addAll(found);
    Set<Capability> capabilities =
        EnumSet.of(
            Capability.SNAPSHOT,
            Capability.CLONE_FROM_SNAPSHOT,
            Capability.CLONE_FROM_VOLUME,
            Capability.EXTEND,
            Capability.REVERT,
            Capability.THIN,
            Capability.MANAGE);
    if (!protocols.isEmpty()) {
      capabilities.add(Capability.EXTEND_IN_USE);
      capabilities.add(Capability.MULTIATTACH);
    }
    if (protocols.contains(StorageProtocol.NBD)) {
      capabilities.add(Capability.SNAPSHOT_IN_USE);
      capabilities.add(Capability.CLONE_IN_USE);
    }
    return new DriverDescription(
        "file",
        "Clinker",
        VERSION,
        capabilities,
        EnumSet.of(SerialSection.COPY_OF_ONE_VOLUME),
        FenceMechanism.TOKEN_IN_NAME,
        protocols.isEmpty() ? options.protocol() : protocols.iterator().next(),
        protocols,
        options.maximumConcurrency(),
        true);
  }
}
