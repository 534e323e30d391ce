package io.clinker.export.iscsi;

import io.clinker.exec.CommandRunner;
import io.clinker.export.host.Detached;
import io.clinker.export.host.PrivatePaths;
import io.clinker.export.host.ProcFs;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The one tgtd of a backend on this host.
 *
 * <p>It runs in a session of its own. Of several started at once one lives: it holds the kernel's
 * lock beside its socket. A tgtd that does not get its port listens on port 3260 of <i>all</i>
 * addresses instead: the port is tried first, and a daemon found on another portal is ended at
 * once, before it has a target.
 */
final class TgtDaemon {
  private static final int LONGEST_BELOW = "/tgt.sock.1.lock".length();
  private static final Duration END = Duration.ofSeconds(2);

  /** How long it is looked for while it starts. */
  private static final Duration START = Duration.ofSeconds(10);

  /** Looks in which the port is taken and no daemon of ours is seen, before that is believed. */
  private static final int TAKEN_TURNS = 20;

  /** One that has been started and is not seen may have failed: another is tried after so many. */
  private static final int AGAIN_TURNS = 20;

  private final IscsiOptions options;
  private final CommandRunner runner;

  TgtDaemon(IscsiOptions options, CommandRunner runner) {
    this.options = options;
    this.runner = runner;
  }

  TgtAdmin admin() {
    return new TgtAdmin(root().resolve("tgt.sock"), runner);
  }

  /** The port that initiators are told; chosen once and kept in a file if none is configured. */
  int port() {
    if (options.port() != 0) {
      return options.port();
    }
    Path kept = options.directory().resolve("port");
    try {
      if (!Files.exists(kept)) {
        // A name of its own for each call: two threads of one process may be here at once.
        Path fresh = Files.createTempFile(PrivatePaths.directory(options.directory()), "port-", "");
        Files.writeString(fresh, String.valueOf(freePort()));
        // A hard link is made by one process only: the others take its choice.
        try {
          Files.createLink(kept, fresh);
        } catch (java.nio.file.FileAlreadyExistsException chosen) {
          // Read below.
        }
        Files.delete(fresh);
      }
      return Integer.parseInt(Files.readString(kept).strip());
    } catch (IOException | NumberFormatException unreadable) {
      throw new ClinkerException(
          ErrorCode.BACKEND_UNAVAILABLE,
          "the file with the iSCSI port cannot be read",
          Map.of("file", kept.toString()),
          unreadable);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return free.getLocalPort();
    }
  }

  /** A daemon runs and listens where it should; started if there is none. */
  void ensure() {
    TgtAdmin admin = admin();
    if (admin.targets().isEmpty()) {
      start(admin);
    }
  }

  /** The targets; without starting anything if it was never started. */
  List<Target> targets() {
    return Files.exists(options.directory().resolve("tgt.sock." + TgtAdmin.CONTROL))
        ? admin().targets().orElse(List.of())
        : List.of();
  }

  /** Its process; empty if none runs. */
  OptionalLong pid() {
    if (!Files.isDirectory(options.directory())) {
      return OptionalLong.empty();
    }
    String identity = identity();
    return ProcessHandle.allProcesses()
        .mapToLong(ProcessHandle::pid)
        .filter(pid -> ProcFs.arguments(pid).contains(identity))
        .findFirst();
  }

  /** Ends it, with all its sessions. */
  void end() {
    // Several where some were started at once and have not seen yet that one of them is enough.
    for (OptionalLong pid = pid(); pid.isPresent(); pid = pid()) {
      end(pid.getAsLong());
    }
  }

  private void end(long pid) {
    // It does not end by SIGTERM.
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    ProcFs.end(pid, identity(), END);
  }

  private void start(TgtAdmin admin) {
    String portal = options.listenAddress() + ":" + port();
    rotateLog();
    int launched = -AGAIN_TURNS;
    int refusals = 0;
    long deadline = System.nanoTime() + START.toNanos();
    for (int turn = 0; System.nanoTime() < deadline; turn++) {
      // Read before the portals: one that is started meanwhile by others is not ended for this one.
      OptionalLong before = pid();
      List<String> portals = admin.portals();
      if (portals.contains(portal)) {
        return;
      }
      if (!portals.isEmpty()) {
        requireUnused(admin, portal);
        before.ifPresent(this::end);
        launched = -AGAIN_TURNS;
      } else if (before.isEmpty() && turn - launched >= AGAIN_TURNS) {
        Optional<IOException> taken = probe();
        if (taken.isEmpty()) {
          launch(admin, portal);
          launched = turn;
        } else if (++refusals == TAKEN_TURNS) {
          // Not before: one that was ended just now has the port a moment more.
          throw new ClinkerException(
              ErrorCode.BACKEND_BUSY,
              "the iSCSI port is taken",
              Map.of("portal", portal),
              taken.get());
        }
      }
      ProcFs.pause(30);
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_BUSY, "the iSCSI daemon cannot be started", Map.of("portal", portal));
  }

  private void launch(TgtAdmin admin, String portal) {
    Detached.start(
        List.of(
            "tgtd", "-f", "-C", TgtAdmin.CONTROL, "-p", identity(), "--iscsi", "portal=" + portal),
        admin.environment(),
        root().resolve("tgtd.log"));
  }

  /** A daemon that serves elsewhere, as its configuration once said, is not ended for that. */
  private static void requireUnused(TgtAdmin admin, String portal) {
    if (admin.targets().filter(targets -> !targets.isEmpty()).isPresent()) {
      throw new ClinkerException(
          ErrorCode.BACKEND_BUSY,
          "the iSCSI daemon serves on another portal",
          Map.of("portal", portal));
    }
  }

  /**
   * Why the port cannot be had; empty if it can.
   *
   * <p>It is bound and not listened on: a listener, even of a moment, would keep the port from the
   * daemon that another process starts just then.
   */
  private Optional<IOException> probe() {
    try (Socket probe = new Socket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(options.listenAddress(), port()));
      return Optional.empty();
    } catch (IOException taken) {
      return Optional.of(taken);
    }
  }

  private void rotateLog() {
    Path log = root().resolve("tgtd.log");
    try {
      if (Files.exists(log) && Files.size(log) > 1_000_000) {
        Files.move(log, root().resolve("tgtd.log.1"), StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException unimportant) {
      // The log only grows on.
    }
  }

  /** An argument that only this daemon has. */
  private String identity() {
    return root().resolve("tgtd.pid").toString();
  }

  private Path root() {
    return PrivatePaths.shortened(options.directory(), LONGEST_BELOW);
  }
}
