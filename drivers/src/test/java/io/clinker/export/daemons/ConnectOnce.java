package io.clinker.export.daemons;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.exec.CommandRunner;
import io.clinker.export.Exporter;
import io.clinker.export.LiveVolume;
import io.clinker.export.iscsi.IscsiExporter;
import io.clinker.export.iscsi.IscsiOptions;
import io.clinker.export.nbd.NbdExporter;
import io.clinker.export.nbd.NbdOptions;
import io.clinker.model.AttachmentId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.nio.file.Path;

/** A service process in miniature: makes one export, says so, and stays until it is killed. */
final class ConnectOnce {
  private ConnectOnce() {}

  static ConnectRequest request(String[] arguments) {
    return new ConnectRequest(
        new AttachmentId(arguments[4]),
        new VolumeId(arguments[2]),
        StorageProtocol.of(arguments[0]),
        "iqn.2026-01.test:host1",
        "host1",
        "127.0.0.1",
        false,
        "abcdef0123456789");
  }

  static ConnectionInfo connect(String[] arguments, CommandRunner runner) {
    Path exports = Path.of(arguments[1]);
    Exporter exporter =
        switch (StorageProtocol.of(arguments[0])) {
          case NBD ->
              new NbdExporter(NbdOptions.loopback(ExportDaemons.nbdDirectory(exports)), runner);
          case ISCSI ->
              new IscsiExporter(
                  IscsiOptions.loopback(ExportDaemons.iscsiDirectory(exports)), runner);
          case RBD -> throw new IllegalArgumentException("no daemon serves this");
        };
    LiveVolume volume = new LiveVolume(new VolumeId(arguments[2]), Path.of(arguments[3]), "raw");
    return exporter.connect(volume, Path.of(arguments[5]), request(arguments));
  }

  public static void main(String[] arguments) throws InterruptedException {
    connect(arguments, new CommandRunner());
    System.out.println("connected");
    Thread.sleep(600_000);
  }
}
