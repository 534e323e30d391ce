package io.clinker.drivers.file;

import io.clinker.contract.DriverContract;
import io.clinker.contract.DriverTestbed;
import io.clinker.model.StorageProtocol;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileDriverRawContractTest extends DriverContract {
  @TempDir Path directory;

  @Override
  protected DriverTestbed newTestbed() throws IOException {
    return new FileTestbed(
        directory,
        "raw",
        new RealDaemons(directory.resolve("exports"), StorageProtocol.NBD),
        () -> {});
  }
}
