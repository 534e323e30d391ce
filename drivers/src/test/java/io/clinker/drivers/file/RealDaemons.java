package io.clinker.drivers.file;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.ObservedExport;
import io.clinker.export.Exporter;
import io.clinker.export.LiveVolume;
import io.clinker.export.daemons.ExportDaemons;
import io.clinker.export.iscsi.IscsiExporter;
import io.clinker.export.iscsi.IscsiOptions;
import io.clinker.export.nbd.NbdExporter;
import io.clinker.export.nbd.NbdOptions;
import io.clinker.model.AttachmentId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Real export daemons, used over one protocol by clients that know what they were told. */
final class RealDaemons implements AutoCloseable {
  private final Map<VolumeId, ConnectionInfo> told = new ConcurrentHashMap<>();
  private final Path directory;
  private final StorageProtocol protocol;
  private final Exporter own;

  RealDaemons(Path directory, StorageProtocol protocol) {
    this.directory = directory;
    this.protocol = protocol;
    this.own = newExporter();
  }

  /** Exporters that share nothing in memory with those of another node. */
  List<Exporter> exportersOfANode() {
    return List.of(new Listening(newExporter()));
  }

  /** The protocol that the tests use. */
  StorageProtocol clients() {
    return protocol;
  }

  /** How qemu's tools open the disk as a host would, empty if no daemon serves it. */
  Optional<String> disk(VolumeId volume) {
    ConnectionInfo connection = told.get(volume);
    if (connection == null || !own.isServing(volume)) {
      return Optional.empty();
    }
    Map<String, Object> data = connection.data();
    return Optional.of(
        switch (protocol) {
          case NBD ->
              "driver=raw,file.driver=nbd,file.export=%s,file.server.type=unix,file.server.path=%s"
                  .formatted(data.get("export"), data.get("socket"));
          case ISCSI ->
              ("driver=raw,file.driver=iscsi,file.transport=tcp,file.portal=%s,file.target=%s,"
                      + "file.lun=1,file.user=%s,file.password=%s,file.initiator-name=%s")
                  .formatted(
                      data.get("target_portal"),
                      data.get("target_iqn"),
                      data.get("auth_username"),
                      data.get("auth_password"),
                      "iqn.1993-08.org.debian:01:0123456789");
          case RBD -> throw new IllegalStateException("no daemon serves this");
        });
  }

  /** Kills every daemon. */
  void crash() {
    for (ExportDaemons.Daemon daemon : new ExportDaemons(directory).list()) {
      ProcessHandle.of(daemon.pid())
          .ifPresent(
              process -> {
                process.destroyForcibly();
                process.onExit().join();
              });
    }
  }

  @Override
  public void close() {
    new ExportDaemons(directory).stopAll();
  }

  private Exporter newExporter() {
    return switch (protocol) {
      case NBD ->
          new NbdExporter(
              new NbdOptions(
                  ExportDaemons.nbdDirectory(directory),
                  NbdOptions.Transport.UNIX,
                  "127.0.0.1",
                  "127.0.0.1",
                  20000,
                  29999,
                  "qemu-storage-daemon"));
      case ISCSI ->
          new IscsiExporter(IscsiOptions.loopback(ExportDaemons.iscsiDirectory(directory)));
      case RBD -> throw new IllegalStateException("no daemon serves this");
    };
  }

  /** Remembers what hosts were told. */
  private final class Listening implements Exporter {
    private final Exporter real;

    Listening(Exporter real) {
      this.real = real;
    }

    @Override
    public ConnectionInfo connect(
        LiveVolume volume, Path attachmentDirectory, ConnectRequest request) {
      ConnectionInfo connection = real.connect(volume, attachmentDirectory, request);
      told.put(request.volume(), connection);
      return connection;
    }

    @Override
    public StorageProtocol protocol() {
      return real.protocol();
    }

    @Override
    public boolean serves(String format) {
      return real.serves(format);
    }

    @Override
    public void disconnect(AttachmentId attachment, VolumeId volume) {
      real.disconnect(attachment, volume);
    }

    @Override
    public void disconnect(AttachmentId attachment, VolumeId volume, Path attachmentDirectory) {
      real.disconnect(attachment, volume, attachmentDirectory);
    }

    @Override
    public void stopServing(VolumeId volume) {
      real.stopServing(volume);
    }

    @Override
    public void stopServing(LiveVolume volume) {
      real.stopServing(volume);
    }

    @Override
    public void tidy() {
      real.tidy();
    }

    @Override
    public boolean restore(LiveVolume volume, Path attachmentDirectory, ExportRecord record) {
      return real.restore(volume, attachmentDirectory, record);
    }

    @Override
    public List<ObservedExport> exports() {
      return real.exports();
    }

    @Override
    public boolean isServing(VolumeId volume) {
      return real.isServing(volume);
    }

    @Override
    public void grow(VolumeId volume, LiveVolume grown, Runnable growImage) {
      real.grow(volume, grown, growImage);
    }

    @Override
    public boolean switchToOverlay(LiveVolume present, Path overlay) {
      return real.switchToOverlay(present, overlay);
    }

    @Override
    public void dropPendingSwitches(VolumeId volume) {
      real.dropPendingSwitches(volume);
    }

    @Override
    public boolean copyAsOfNow(
        LiveVolume present, Path target, String targetFormat, Progress progress) {
      return real.copyAsOfNow(present, target, targetFormat, progress);
    }
  }
}
