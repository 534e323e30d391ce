package io.clinker.export.iscsi;

import io.clinker.export.host.ProcFs;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes units know the size of files that have grown, where no connection can be disturbed. Needs
 * no memory of what has grown: the listing shows the size a unit was opened with.
 */
final class Growth {
  private static final int WATCH_EVERY_MILLISECONDS = 100;
  private static final int WATCHES = 10 * 3600;

  private final TgtDaemon daemon;
  private final AtomicBoolean watching = new AtomicBoolean();

  Growth(TgtDaemon daemon) {
    this.daemon = daemon;
  }

  /** Opens grown units anew where no client is connected; the others are watched from now on. */
  void applyIdle() {
    if (apply() && watching.compareAndSet(false, true)) {
      Thread.ofVirtual().name("iscsi-growth").start(this::watch);
    }
  }

  /** True if a unit is left that is smaller than its file and in use. */
  private boolean apply() {
    TgtAdmin admin = daemon.admin();
    boolean left = false;
    List<Target> targets = daemon.targets();
    for (Target target : targets) {
      Optional<Target.Unit> disk = target.disk();
      Optional<Path> file = ownFile(target, targets);
      if (disk.isEmpty() || file.isEmpty() || megabytes(file.get()) <= disk.get().megabytes()) {
        continue;
      }
      if (target.connections().isEmpty()) {
        // One request: tgtd closes and opens the file between two commands of initiators.
        admin.change(
            "update",
            "logicalunit",
            "--tid",
            String.valueOf(target.tid()),
            "--lun",
            "1",
            "--params",
            "online=0,path=%s,online=1".formatted(file.get()));
      } else {
        left = true;
      }
    }
    return left;
  }

  /** An hour at most in one go; the periodic restore starts it anew. */
  private void watch() {
    try {
      // Looking at the kernel's tables costs nothing; the daemon is asked when a client has left.
      OptionalLong pid = daemon.pid();
      int port = daemon.port();
      int before = Integer.MAX_VALUE;
      for (int turn = 0; turn < WATCHES && pid.isPresent(); turn++) {
        int clients = ProcFs.tcpClients(pid.getAsLong(), port);
        if (clients < before && !apply()) {
          return;
        }
        before = clients;
        Thread.sleep(WATCH_EVERY_MILLISECONDS);
      }
    } catch (InterruptedException | ClinkerException ended) {
      // The periodic restore looks again.
    } finally {
      watching.set(false);
    }
  }

  /**
   * The backing file that a unit may be given anew. Nothing that a host has slipped into the
   * listing leads to another's file: the file lies in the place of the attachment that the target
   * is named after, and the target's number is listed once.
   */
  static Optional<Path> ownFile(Target target, List<Target> listed) {
    if (listed.stream().filter(other -> other.tid() == target.tid()).count() > 1) {
      return Optional.empty();
    }
    return IscsiExporter.attachment(target)
        .flatMap(
            attachment ->
                target
                    .disk()
                    .flatMap(Target.Unit::path)
                    .filter(opened -> isPlaced(opened, attachment)))
        .flatMap(Growth::present);
  }

  private static boolean isPlaced(String opened, AttachmentId attachment) {
    try {
      Path path = Path.of(opened);
      Path sealed = path.getParent();
      Path place = sealed == null ? null : sealed.getParent();
      return path.isAbsolute()
          && path.endsWith("disk")
          && sealed != null
          && !sealed.endsWith("..")
          && place != null
          && place.toString().endsWith(attachment.value());
    } catch (InvalidPathException notOurs) {
      return false;
    }
  }

  /**
   * The backing file where it is now: its directory is named after a mark and renamed when a later
   * step of the attachment seals it.
   */
  private static Optional<Path> present(String opened) {
    Path path = Path.of(opened);
    if (Files.exists(path)) {
      return Optional.of(path);
    }
    Path sealed = path.getParent();
    Path place = sealed == null ? null : sealed.getParent();
    if (place == null) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(place)) {
      for (Path child : children) {
        if (Files.exists(child.resolve("disk"))) {
          return Optional.of(child.resolve("disk"));
        }
      }
    } catch (IOException gone) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static long megabytes(Path file) {
    try {
      return (Files.size(file) + 500_000) / 1_000_000;
    } catch (IOException gone) {
      return 0;
    }
  }
}
