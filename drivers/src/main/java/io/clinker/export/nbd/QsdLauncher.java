package io.clinker.export.nbd;

import io.clinker.exec.Command;
import io.clinker.exec.CommandResult;
import io.clinker.exec.CommandRunner;
import io.clinker.export.host.PrivatePaths;
import io.clinker.export.host.ProcFs;
import io.clinker.export.nbd.NbdOptions.Transport;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Identifiers;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds and starts the daemons.
 *
 * <p>At most one per volume lives: a daemon holds the kernel's lock on the volume's pid file for
 * life, and one that does not get it ends by itself. Each start has a directory of its own, so that
 * the loser takes nothing away from the winner. Daemons put themselves into the background in a
 * session of their own: the end of the service does not reach them. (Under systemd the unit needs
 * {@code KillMode=process}.)
 */
final class QsdLauncher {
  private static final Duration START = Duration.ofSeconds(20);
  private static final String TAKEN = "Address already in use";

  /** How often a port is asked for once more that the daemon before may still have. */
  private static final int LET_GO_TURNS = 40;

  private static final String LOCKED = "Cannot lock pid file";

  /** How often a daemon is started that another, which was not seen to live, has locked out. */
  private static final int LOCKED_TURNS = 3;

  /** "/" volume id "/" run directory "/qmp-0.sock". */
  private static final int LONGEST_BELOW = 1 + 36 + 1 + 10 + 11;

  private final NbdOptions options;
  private final CommandRunner runner;

  QsdLauncher(NbdOptions options, CommandRunner runner) {
    this.options = options;
    this.runner = runner;
  }

  /** The directory of all daemons by a path under which sockets fit; it is there afterwards. */
  Path root() {
    return PrivatePaths.shortened(options.directory(), LONGEST_BELOW);
  }

  Path home(VolumeId volume) {
    return root().resolve(volume.value());
  }

  /** The volumes that have a directory, with or without a living daemon. */
  List<VolumeId> volumes() {
    List<VolumeId> volumes = new ArrayList<>();
    if (!Files.isDirectory(options.directory())) {
      return volumes;
    }
    try (DirectoryStream<Path> homes = Files.newDirectoryStream(root())) {
      for (Path home : homes) {
        String name = home.getFileName().toString();
        if (Identifiers.isUuid(name)) {
          volumes.add(new VolumeId(name));
        }
      }
    } catch (IOException unreadable) {
      throw away("the directory of NBD daemons cannot be read", unreadable);
    }
    return volumes;
  }

  /** The volume's living daemon. */
  Optional<QsdDaemon> find(VolumeId volume) {
    Path home = home(volume);
    long pid = ProcFs.pidIn(QsdDaemon.pidFile(home));
    if (pid <= 0) {
      return Optional.empty();
    }
    List<String> arguments = ProcFs.arguments(pid);
    if (!arguments.contains(QsdDaemon.pidFile(home).toString())) {
      return Optional.empty();
    }
    Path run = null;
    int port = 0;
    for (String argument : arguments) {
      for (String part : argument.split(",")) {
        if (part.startsWith("path=") && part.endsWith("/qmp-0.sock")) {
          run = Path.of(part.substring("path=".length())).getParent();
        } else if (part.startsWith("addr.port=")) {
          port = Integer.parseInt(part.substring("addr.port=".length()));
        }
      }
    }
    return run == null
        ? Optional.empty()
        : Optional.of(new QsdDaemon(volume, home, run, pid, port));
  }

  /**
   * The volume's daemon, started if there is none.
   *
   * <p>A port that clients of another volume were told is left to that volume, whose daemon may be
   * down just now.
   *
   * @param wantedPort the port that clients were told already; no other will do then
   * @throws ClinkerException BACKEND_BUSY if that port, or all ports, are taken
   */
  QsdDaemon findOrStart(VolumeId volume, OptionalInt wantedPort) {
    Optional<QsdDaemon> living = find(volume);
    if (living.isPresent()) {
      return living.get();
    }
    int width = options.lastPort() - options.firstPort() + 1;
    int first = wantedPort.orElse(options.firstPort() + Math.floorMod(volume.hashCode(), width));
    int tries = wantedPort.isPresent() || options.transport() == Transport.UNIX ? 1 : width;
    Set<Integer> others = tries == 1 ? Set.of() : portsToldOfOthers(volume);
    for (int offset = 0; offset < tries; offset++) {
      int port = first + offset;
      if (port > options.lastPort() && wantedPort.isEmpty()) {
        port -= width;
      }
      if (others.contains(port)) {
        continue;
      }
      Optional<QsdDaemon> started = startAt(volume, port, wantedPort.isPresent());
      if (started.isPresent()) {
        return started.get();
      }
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_BUSY,
        "no NBD port is free",
        Map.of(
            "volume",
            volume.value(),
            "ports",
            wantedPort.isPresent()
                ? String.valueOf(wantedPort.getAsInt())
                : options.firstPort() + "-" + options.lastPort()));
  }

  /**
   * Waits a little if there is a daemon that did not answer, longer in later rounds: one that is
   * about to end has its file with the process id longer than its sockets.
   */
  void awaitEnding(VolumeId volume, int round) {
    if (find(volume).isPresent()) {
      ProcFs.pause(20L * (round + 1));
    }
  }

  /** Takes away what ended daemons of the volume left; the living one's files stay. */
  void clean(VolumeId volume) {
    Path home = home(volume);
    try {
      Path stable = QsdDaemon.socket(home);
      if (Files.isSymbolicLink(stable) && !Files.exists(stable)) {
        Files.deleteIfExists(stable);
      }
      if (find(volume).isEmpty()) {
        // Not recursive: whatever another process has put there meanwhile keeps it.
        Files.deleteIfExists(home.resolve(AttachmentNotes.DIRECTORY));
        Files.deleteIfExists(home);
      }
    } catch (IOException inUse) {
      // Others use it: they clean up after themselves.
    }
  }

  private Set<Integer> portsToldOfOthers(VolumeId volume) {
    Set<Integer> ports = new HashSet<>();
    for (VolumeId other : volumes()) {
      if (!other.equals(volume)) {
        for (AttachmentNotes.Note note : new AttachmentNotes(home(other)).all()) {
          ports.add(note.port());
        }
      }
    }
    return ports;
  }

  /**
   * The daemon, on this port or where another start of it was faster; empty if the port is taken.
   *
   * @param told whether clients were told the port, so that it is worth waiting for
   */
  private Optional<QsdDaemon> startAt(VolumeId volume, int port, boolean told) {
    for (int turn = 0; turn < LOCKED_TURNS; turn++) {
      String refusal = told ? startAgain(volume, port) : start(volume, port);
      if (!refusal.isEmpty() && !refusal.contains(LOCKED)) {
        if (refusal.contains(TAKEN)) {
          return Optional.empty();
        }
        throw new ClinkerException(
            ErrorCode.BACKEND_UNAVAILABLE,
            "the NBD daemon cannot be started",
            Map.of("volume", volume.value(), "reason", refusal));
      }
      Optional<QsdDaemon> found = awaitFound(volume);
      if (found.isPresent()) {
        return found;
      }
      // Once more: the one that had the lock was ending.
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_BUSY,
        "the NBD daemon ended as soon as it was started",
        Map.of("volume", volume.value()));
  }

  private Optional<QsdDaemon> awaitFound(VolumeId volume) {
    for (int turn = 0; turn < 100; turn++) {
      Optional<QsdDaemon> living = find(volume);
      if (living.isPresent()) {
        return living;
      }
      ProcFs.pause(10);
    }
    return Optional.empty();
  }

  /** Starts it where one was before, which may be about to end and have the port a moment more. */
  private String startAgain(VolumeId volume, int port) {
    String refusal = start(volume, port);
    for (int turn = 0; turn < LET_GO_TURNS && refusal.contains(TAKEN); turn++) {
      ProcFs.pause(50);
      refusal = start(volume, port);
    }
    return refusal;
  }

  /** Starts one; empty if it runs, else what it said. */
  private String start(VolumeId volume, int port) {
    Path home = home(volume);
    Path run = home.resolve("r-%08x".formatted(ThreadLocalRandom.current().nextInt()));
    CommandResult outcome;
    try {
      PrivatePaths.directory(run);
      PskFile.create(run.resolve("keys.psk"));
      if (options.transport() == Transport.TLS) {
        TlsGroup.put(run);
      }
      outcome = runner.run(new Command(command(home, run, port), START, false));
      if (outcome.succeeded() && options.transport() == Transport.UNIX) {
        Path fresh = run.resolve("link");
        Files.createSymbolicLink(fresh, QsdDaemon.socket(run));
        Files.move(fresh, QsdDaemon.socket(home), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException cannot) {
      throw away("the NBD daemon's directory cannot be made", cannot);
    }
    if (!outcome.succeeded()) {
      PrivatePaths.removeTree(run);
      return outcome.err().isBlank() ? "exit code " + outcome.exit() : outcome.err().strip();
    }
    return "";
  }

  private List<String> command(Path home, Path run, int port) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(options.program(), "--daemonize", "--pidfile", QsdDaemon.pidFile(home).toString()));
    for (int monitor = 0; monitor < QsdDaemon.MONITORS; monitor++) {
      String id = "m" + monitor;
      command.addAll(
          List.of(
              "--chardev",
              "socket,id=%s,server=on,wait=off,path=%s"
                  .formatted(id, QsdDaemon.monitor(run, monitor)),
              "--monitor",
              "chardev=" + id));
    }
    switch (options.transport()) {
      case TLS ->
          command.addAll(
              List.of(
                  "--object",
                  "tls-creds-psk,id=tls,endpoint=server,dir=" + run,
                  "--nbd-server",
                  "addr.type=inet,addr.host=%s,addr.port=%d,tls-creds=tls,max-connections=0"
                      .formatted(options.listenAddress(), port)));
      case UNIX ->
          command.addAll(
              List.of(
                  "--nbd-server",
                  "addr.type=unix,addr.path=%s,max-connections=0"
                      .formatted(QsdDaemon.socket(run))));
    }
    return command;
  }

  private static ClinkerException away(String what, IOException cause) {
    return new ClinkerException(ErrorCode.BACKEND_UNAVAILABLE, what, Map.of(), cause);
  }
}
