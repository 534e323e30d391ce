package io.clinker.drivers.rbd;

import io.clinker.driver.Capability;
import io.clinker.driver.DriverDescription;
import io.clinker.driver.FenceMechanism;
import io.clinker.model.StorageProtocol;
import java.util.EnumSet;
import java.util.Set;

/** What an RBD backend can do, from its options alone: the cluster may be away. */
final class RbdDescription {
  private static final String VERSION = "1";

  private RbdDescription() {}

  static DriverDescription of(RbdOptions options) {
    return new DriverDescription(
        "rbd",
        "Ceph",
        VERSION,
        EnumSet.of(
            Capability.SNAPSHOT,
            Capability.SNAPSHOT_IN_USE,
            Capability.CLONE_FROM_SNAPSHOT,
            Capability.CLONE_FROM_VOLUME,
            Capability.CLONE_IN_USE,
            Capability.EXTEND,
            Capability.EXTEND_IN_USE,
            Capability.REVERT,
            Capability.MULTIATTACH,
            Capability.THIN,
            Capability.MANAGE,
            Capability.MANAGE_SNAPSHOT),
        Set.of(),
        FenceMechanism.HARD_FENCE,
        StorageProtocol.RBD,
        Set.of(StorageProtocol.RBD),
        options.maximumConcurrency(),
        false);
  }
}
