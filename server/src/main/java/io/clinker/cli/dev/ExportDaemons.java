package io.clinker.cli.dev;

import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The daemons that serve volumes of a data folder to clients; they are found without a running
 * service, by what the exporters keep in {@code backends/NAME/exports}.
 */
public record ExportDaemons(DataFolder folder) {
  private static final String EXPORTS = "exports";

  /**
   * A live export daemon.
   *
   * @param volume the volume it serves, if it serves only one
   * @param clients connections open to it
   */
  public record Daemon(StorageProtocol protocol, Optional<VolumeId> volume, long pid, int clients) {
    public boolean connected() {
      return clients > 0;
    }

    /** Names it for people. */
    public String description() {
      return "%s, process %d%s, %d %s"
          .formatted(
              protocol.word(),
              pid,
              volume.map(id -> ", volume " + id.value()).orElse(""),
              clients,
              clients == 1 ? "client" : "clients");
    }
  }

  /** The live daemons. */
  public List<Daemon> list() {
    List<Daemon> daemons = new ArrayList<>();
    for (io.clinker.export.daemons.ExportDaemons backend : backends()) {
      backend
          .list()
          .forEach(
              one ->
                  daemons.add(new Daemon(one.protocol(), one.volume(), one.pid(), one.clients())));
    }
    return daemons;
  }

  /** Ends those that no client uses. */
  public void endIdle(Messages messages) {
    List<Daemon> idle = list().stream().filter(daemon -> !daemon.connected()).toList();
    if (!idle.isEmpty()) {
      backends().forEach(io.clinker.export.daemons.ExportDaemons::stopIdle);
      sayEnded(idle, messages);
    }
  }

  /** Ends all of them and cuts their clients. */
  public void endAll(Messages messages) {
    List<Daemon> all = list();
    if (!all.isEmpty()) {
      backends().forEach(io.clinker.export.daemons.ExportDaemons::stopAll);
      sayEnded(all, messages);
    }
  }

  private static void sayEnded(List<Daemon> ended, Messages messages) {
    for (Daemon daemon : ended) {
      if (RunningProcess.of(daemon.pid()).isEmpty()) {
        messages.say("export daemon ended: %s", daemon.description());
      }
    }
  }

  private List<io.clinker.export.daemons.ExportDaemons> backends() {
    Path backends = folder.root().resolve("backends");
    if (!Files.isDirectory(backends)) {
      return List.of();
    }
    List<io.clinker.export.daemons.ExportDaemons> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(backends)) {
      for (Path backend : all) {
        if (Files.isDirectory(backend.resolve(EXPORTS))) {
          found.add(new io.clinker.export.daemons.ExportDaemons(backend.resolve(EXPORTS)));
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return found;
  }
}
