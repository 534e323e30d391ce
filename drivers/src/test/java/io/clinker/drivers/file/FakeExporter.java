package io.clinker.drivers.file;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.ObservedExport;
import io.clinker.exec.Command;
import io.clinker.exec.CommandRunner;
import io.clinker.export.Exporter;
import io.clinker.export.LiveVolume;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The daemons of one host as the driver sees them, without any daemon: what the driver does around
 * an exporter is proven with this, real daemons with the exporters' own tests.
 */
final class FakeExporter implements Exporter, TestDaemons {
  private final Map<AttachmentId, ObservedExport> exports = new ConcurrentHashMap<>();
  private final CommandRunner runner = new CommandRunner();

  @Override
  public List<Exporter> exportersOfANode() {
    return List.of(this);
  }

  @Override
  public StorageProtocol clients() {
    return StorageProtocol.NBD;
  }

  @Override
  public Optional<String> disk(VolumeId volume) {
    return Optional.empty();
  }

  @Override
  public void crash() {
    exports.clear();
  }

  @Override
  public void close() {
    exports.clear();
    runner.close();
  }

  @Override
  public StorageProtocol protocol() {
    return StorageProtocol.NBD;
  }

  @Override
  public boolean serves(String format) {
    return true;
  }

  @Override
  public ConnectionInfo connect(
      LiveVolume volume, Path attachmentDirectory, ConnectRequest request) {
    open(volume.image());
    open(attachmentDirectory);
    exports.put(request.attachment(), observed(request));
    return new ConnectionInfo(
        StorageProtocol.NBD,
        Map.of("volume", request.volume().toString(), "secret", request.secret()));
  }

  @Override
  public void disconnect(AttachmentId attachment, VolumeId volume) {
    exports.remove(attachment);
  }

  @Override
  public void disconnect(AttachmentId attachment, VolumeId volume, Path attachmentDirectory) {
    if (!Files.exists(attachmentDirectory)) {
      throw new ClinkerException(ErrorCode.STALE_TOKEN, "the path is gone");
    }
    disconnect(attachment, volume);
  }

  @Override
  public void stopServing(VolumeId volume) {
    exports.values().removeIf(export -> export.volume().equals(volume));
  }

  @Override
  public boolean restore(LiveVolume volume, Path attachmentDirectory, ExportRecord record) {
    open(volume.image());
    open(attachmentDirectory);
    return exports.putIfAbsent(record.request().attachment(), observed(record.request())) == null;
  }

  @Override
  public List<ObservedExport> exports() {
    return List.copyOf(exports.values());
  }

  @Override
  public boolean isServing(VolumeId volume) {
    return exports.values().stream().anyMatch(export -> export.volume().equals(volume));
  }

  @Override
  public void grow(VolumeId volume, LiveVolume grown, Runnable growImage) {
    growImage.run();
  }

  @Override
  public boolean switchToOverlay(LiveVolume present, Path overlay) {
    open(present.image());
    open(overlay);
    return true;
  }

  @Override
  public boolean copyAsOfNow(
      LiveVolume present, Path target, String targetFormat, Progress progress) {
    progress.at(0, 1);
    return runner
        .run(
            Command.brief(
                "qemu-img",
                "convert",
                "-U",
                "-f",
                present.format(),
                "-O",
                targetFormat,
                present.image().toString(),
                target.toString()))
        .succeeded();
  }

  private static ObservedExport observed(ConnectRequest request) {
    return new ObservedExport(request.attachment(), request.volume(), StorageProtocol.NBD, 0);
  }

  private static void open(Path path) {
    if (!Files.exists(path)) {
      throw new ClinkerException(ErrorCode.BACKEND_BUSY, "the path is gone");
    }
  }
}
