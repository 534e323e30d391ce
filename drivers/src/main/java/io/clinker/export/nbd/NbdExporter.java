package io.clinker.export.nbd;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.ObservedExport;
import io.clinker.exec.CommandRunner;
import io.clinker.export.Exporter;
import io.clinker.export.LiveVolume;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Serves raw and qcow2 volumes over NBD, by one qemu-storage-daemon per exported volume, so that a
 * key opens one volume and no other.
 *
 * <p><b>Connection.</b> Besides {@code volume_id} and {@code export} (the name to ask for) a client
 * is told, over TCP, {@code host}, {@code port} and {@code tls}: {@code type} "psk", {@code
 * username} and {@code key} (hexadecimal, as gnutls and qemu take it); over a unix socket {@code
 * socket}, its path. Clients should set {@code reconnect-delay}: while a volume grows, or its
 * daemon is started again, their requests wait instead of failing. NBD has no word for a new size:
 * a client sees it when it connects anew.
 *
 * <p><b>Daemons</b> run in sessions of their own and go on when the service ends; any process finds
 * them by their pid file and command line. The last export's removal ends the daemon.
 *
 * <p><b>Late calls.</b> An export is made through a file in the attachment's sealed directory, read
 * by the daemon itself at the instant it makes the export's node, and all names within a daemon are
 * used once. A call that goes on after its turn was lost can neither make, nor, when it is given
 * the sealed directory, cut an export of a later turn. A late {@link #grow} may cut connections
 * once; clients reconnect and nothing is lost.
 */
public final class NbdExporter implements Exporter {
  private static final int ROUNDS = 6;

  private final CommandRunner runner;
  private final QsdLauncher launcher;
  private final ServedExport served;
  private final ImageChange change;

  /** Touches nothing yet. */
  public NbdExporter(NbdOptions options) {
    this(options, new CommandRunner());
  }

  /** As the other, with tools run by this runner. */
  public NbdExporter(NbdOptions options, CommandRunner runner) {
    this.runner = runner;
    launcher = new QsdLauncher(options, runner);
    served = new ServedExport(options, launcher);
    change = new ImageChange(launcher);
  }

  @Override
  public StorageProtocol protocol() {
    return StorageProtocol.NBD;
  }

  @Override
  public boolean serves(String format) {
    return format.equals("raw") || format.equals("qcow2");
  }

  /**
   * {@inheritDoc}
   *
   * @throws ClinkerException STALE_TOKEN if the attachment's directory is gone; BACKEND_BUSY if the
   *     image is not where it was said to be, or no port is free
   */
  @Override
  public ConnectionInfo connect(
      LiveVolume volume, Path attachmentDirectory, ConnectRequest request) {
    return served.ensure(volume, attachmentDirectory, request, OptionalInt.empty()).connection();
  }

  @Override
  public void disconnect(AttachmentId attachment, VolumeId volume) {
    served.cut(attachment, volume, Optional.empty());
  }

  @Override
  public void disconnect(AttachmentId attachment, VolumeId volume, Path attachmentDirectory) {
    served.cut(attachment, volume, Optional.of(attachmentDirectory));
  }

  @Override
  public boolean restore(LiveVolume volume, Path attachmentDirectory, ExportRecord record) {
    try {
      return served
          .ensure(
              volume,
              attachmentDirectory,
              record.request(),
              NbdConnection.port(record.connection()))
          .made();
    } catch (ClinkerException refused) {
      if (refused.code() == ErrorCode.STALE_TOKEN) {
        return false;
      }
      throw refused;
    }
  }

  /**
   * {@inheritDoc} The daemon does not tell which export a connection uses: every export of a volume
   * has the number of all connections to its daemon.
   */
  @Override
  public List<ObservedExport> exports() {
    List<ObservedExport> exports = new ArrayList<>();
    for (QsdDaemon daemon : daemons()) {
      exports.addAll(exports(daemon));
    }
    return exports;
  }

  private List<ObservedExport> exports(QsdDaemon daemon) {
    return ask(
            daemon,
            qmp -> {
              int clients = daemon.clients();
              return new BlockGraph(qmp)
                  .exports().stream()
                      .map(
                          export ->
                              new ObservedExport(
                                  export.attachment(),
                                  daemon.volume(),
                                  StorageProtocol.NBD,
                                  clients))
                      .toList();
            })
        .orElse(List.of());
  }

  @FunctionalInterface
  private interface Question<T> {
    T in(Qmp qmp) throws IOException;
  }

  /** What a daemon says; empty if it has ended. One about to end lives longer than its sockets. */
  private <T> Optional<T> ask(QsdDaemon daemon, Question<T> question) {
    IOException last = new IOException("not asked");
    for (int round = 0; round < ROUNDS && daemon.lives(); round++) {
      try (Qmp qmp = daemon.talk()) {
        return Optional.of(question.in(qmp));
      } catch (SocketTimeoutException | QmpException definite) {
        throw silent(daemon, definite);
      } catch (IOException gone) {
        last = gone;
        launcher.awaitEnding(daemon.volume(), round);
      }
    }
    if (daemon.lives()) {
      throw silent(daemon, last);
    }
    return Optional.empty();
  }

  @Override
  public boolean isServing(VolumeId volume) {
    Optional<QsdDaemon> daemon = launcher.find(volume);
    if (daemon.isEmpty()) {
      return false;
    }
    return ask(daemon.get(), qmp -> !new BlockGraph(qmp).images().isEmpty()).orElse(false);
  }

  /**
   * {@inheritDoc} Connections are cut for the time of the action. If it throws, the exports are
   * back before the exception is passed on. A repeat cuts them again: look first whether the image
   * is smaller than it should be.
   */
  @Override
  public void grow(VolumeId volume, LiveVolume grown, Runnable growImage) {
    change.grow(volume, grown, growImage);
  }

  /**
   * {@inheritDoc} A repeat after success succeeds and changes nothing.
   *
   * @return false if no daemon has the volume open
   */
  @Override
  public boolean switchToOverlay(LiveVolume present, Path overlay) {
    return change.switchToOverlay(present, overlay);
  }

  @Override
  public void dropPendingSwitches(VolumeId volume) {
    change.dropPendingSwitches(volume);
  }

  /**
   * {@inheritDoc} The instant is the start of the job; the target, which this makes, is removed
   * when the copy does not succeed.
   *
   * @return false if no daemon has the volume open
   * @throws ClinkerException BACKEND_UNAVAILABLE if the daemon ended meanwhile (repeat it)
   */
  @Override
  public boolean copyAsOfNow(
      LiveVolume present, Path target, String targetFormat, Progress progress) {
    Optional<QsdDaemon> daemon = launcher.find(present.volume());
    if (daemon.isEmpty()) {
      return false;
    }
    Optional<String> image;
    long size;
    try (Qmp qmp = daemon.get().talk()) {
      image = new BlockGraph(qmp).image(ImageFile.inode(present.image()));
      size = ImageFile.virtualSize(present.image(), present.format());
    } catch (IOException gone) {
      throw silent(daemon.get(), gone);
    }
    if (image.isEmpty()) {
      return false;
    }
    new LiveCopy(daemon.get(), runner).run(image.get(), size, target, targetFormat, progress);
    return true;
  }

  @Override
  public void stopServing(VolumeId volume) {
    served.cutAll(volume, () -> {});
  }

  @Override
  public void stopServing(LiveVolume volume) {
    served.cutAll(volume.volume(), volume::requireSealed);
  }

  @Override
  public void tidy() {
    for (QsdDaemon daemon : daemons()) {
      // A young one may belong to a connect that has just started it.
      if (ageSeconds(daemon) < 30) {
        continue;
      }
      try (Qmp qmp = daemon.talk()) {
        LiveCopy.removeAbandoned(daemon, qmp);
        if (new BlockGraph(qmp).exports().isEmpty() && IdleEnd.tryEnd(qmp)) {
          daemon.awaitEnd();
          launcher.clean(daemon.volume());
        }
      } catch (IOException gone) {
        // Gone by itself, or busy: the next time.
      }
    }
  }

  /** One running daemon. */
  public record Running(VolumeId volume, long pid, int clients) {}

  /** The daemons of this directory that run now. */
  public List<Running> running() {
    return daemons().stream()
        .map(daemon -> new Running(daemon.volume(), daemon.pid(), daemon.clients()))
        .toList();
  }

  private List<QsdDaemon> daemons() {
    return launcher.volumes().stream().map(launcher::find).flatMap(Optional::stream).toList();
  }

  private static long ageSeconds(QsdDaemon daemon) {
    try {
      return (System.currentTimeMillis() - Files.getLastModifiedTime(daemon.run()).toMillis())
          / 1000;
    } catch (IOException gone) {
      return 0;
    }
  }

  private static ClinkerException silent(QsdDaemon daemon, IOException cause) {
    return new ClinkerException(
        ErrorCode.BACKEND_UNAVAILABLE,
        "the NBD daemon does not answer",
        Map.of("volume", daemon.volume().value()),
        cause);
  }
}
