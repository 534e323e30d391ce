package io.clinker.export.daemons;

import io.clinker.driver.ObservedExport;
import io.clinker.exec.CommandRunner;
import io.clinker.export.iscsi.IscsiExporter;
import io.clinker.export.iscsi.IscsiOptions;
import io.clinker.export.nbd.NbdExporter;
import io.clinker.export.nbd.NbdOptions;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The export daemons of one backend on this host, found by their files; needs no running service.
 */
public final class ExportDaemons implements AutoCloseable {
  private final CommandRunner runner = new CommandRunner();
  private final NbdExporter nbd;
  private final IscsiExporter iscsi;

  /**
   * @param exports the backend's {@code exports} directory; need not exist
   */
  public ExportDaemons(Path exports) {
    nbd = new NbdExporter(NbdOptions.loopback(nbdDirectory(exports)), runner);
    iscsi = new IscsiExporter(IscsiOptions.loopback(iscsiDirectory(exports)), runner);
  }

  /**
   * One daemon.
   *
   * @param volume the only volume it serves, if it serves only one
   * @param clients connections open to it now
   */
  public record Daemon(
      StorageProtocol protocol, Optional<VolumeId> volume, long pid, int clients) {}

  /** Where the NBD daemons of a backend have their files. */
  public static Path nbdDirectory(Path exports) {
    return exports.resolve("nbd");
  }

  /** Where the iSCSI daemon of a backend has its files. */
  public static Path iscsiDirectory(Path exports) {
    return exports.resolve("iscsi");
  }

  /** The daemons that run now. */
  public List<Daemon> list() {
    List<Daemon> daemons = new ArrayList<>();
    for (NbdExporter.Running running : nbd.running()) {
      daemons.add(
          new Daemon(
              StorageProtocol.NBD,
              Optional.of(running.volume()),
              running.pid(),
              running.clients()));
    }
    iscsi
        .pid()
        .ifPresent(
            pid ->
                daemons.add(
                    new Daemon(
                        StorageProtocol.ISCSI,
                        Optional.empty(),
                        pid,
                        iscsi.exports().stream().mapToInt(ObservedExport::clients).sum())));
    return daemons;
  }

  /** Ends all of them and cuts their clients; returns when they have ended. */
  public void stopAll() {
    for (NbdExporter.Running running : nbd.running()) {
      nbd.stopServing(running.volume());
    }
    iscsi.stop();
  }

  /** Ends those without clients. */
  public void stopIdle() {
    for (Daemon daemon : list()) {
      if (daemon.clients() == 0) {
        daemon.volume().ifPresentOrElse(nbd::stopServing, iscsi::stop);
      }
    }
  }

  /** The daemons go on. */
  @Override
  public void close() {
    runner.close();
  }
}
