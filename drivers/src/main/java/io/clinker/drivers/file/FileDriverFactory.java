package io.clinker.drivers.file;

import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory;
import io.clinker.export.Exporter;
import io.clinker.export.daemons.ExportDaemons;
import io.clinker.export.iscsi.IscsiExporter;
import io.clinker.export.iscsi.IscsiOptions;
import io.clinker.export.nbd.NbdExporter;
import io.clinker.export.nbd.NbdOptions;
import io.clinker.export.nbd.NbdOptions.Transport;
import java.util.List;
import java.util.Map;

/** Makes drivers for backends of the kind {@code file}. */
public final class FileDriverFactory implements DriverFactory {
  @Override
  public String driver() {
    return "file";
  }

  @Override
  public Driver create(BackendContext context, Map<String, Object> options) {
    FileOptions parsed = FileOptions.parse(options);
    return new FileDriver(parsed, new ServingExporters(exporters(parsed)), PausePoints.none());
  }

  private static List<Exporter> exporters(FileOptions options) {
    ExportOptions exports = options.exports();
    Exporter nbd =
        new NbdExporter(
            new NbdOptions(
                ExportDaemons.nbdDirectory(exports.directory()),
                exports.nbdTransport().equals("unix") ? Transport.UNIX : Transport.TLS,
                exports.listenAddress(),
                exports.advertiseAddress(),
                exports.firstNbdPort(),
                exports.lastNbdPort(),
                "qemu-storage-daemon"));
    Exporter iscsi =
        new IscsiExporter(
            new IscsiOptions(
                ExportDaemons.iscsiDirectory(exports.directory()),
                exports.listenAddress(),
                exports.advertiseAddress(),
                exports.iscsiPort()));
    return List.of(nbd, iscsi);
  }
}
