package io.clinker.drivers.rbd;

import io.clinker.contract.DriverContract;
import io.clinker.contract.DriverTestbed;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(CephExtension.class)
class RbdDriverContractTest extends DriverContract {
  @TempDir Path directory;
  private final PrivateCeph cluster;

  RbdDriverContractTest(PrivateCeph cluster) {
    this.cluster = cluster;
  }

  @Override
  protected DriverTestbed newTestbed() {
    return new RbdTestbed(cluster, directory, Map.of());
  }
}
