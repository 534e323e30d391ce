package io.clinker.export.nbd;

import io.clinker.export.host.PrivatePaths;
import io.clinker.export.host.ProcFs;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A running qemu-storage-daemon that serves one volume. Everything about it is read off its command
 * line, so it is found by any process at any time and nothing can be out of date.
 *
 * @param volume the volume served
 * @param home the volume's directory
 * @param run this daemon's own directory within: monitors, keys, socket
 * @param port the TCP port it listens on, 0 if it serves a unix socket
 */
record QsdDaemon(VolumeId volume, Path home, Path run, long pid, int port) {
  static final int MONITORS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LAST_FLUSH = Duration.ofSeconds(10);

  /** Talks to it; an IOException means that it is gone or silent. */
  Qmp talk() throws IOException {
    List<Path> monitors = new ArrayList<>();
    int first = (int) (System.nanoTime() >>> 8) & (MONITORS - 1);
    for (int index = 0; index < MONITORS; index++) {
      monitors.add(monitor(run, (first + index) % MONITORS));
    }
    return Qmp.open(monitors, PATIENCE);
  }

  boolean lives() {
    return ProcFs.arguments(pid).contains(pidFile(home).toString());
  }

  /** Connections open to it; which export each one uses, the daemon does not tell. */
  int clients() {
    return port > 0
        ? ProcFs.tcpClients(pid, port)
        : ProcFs.unixClients(pid, socket(run).toString());
  }

  PskFile keys() {
    return new PskFile(run.resolve("keys.psk"));
  }

  /** Waits for its end (it was told to quit, or must go), and takes its directory away. */
  void awaitEnd() {
    ProcFs.end(pid, pidFile(home).toString(), LAST_FLUSH);
    PrivatePaths.removeTree(run);
  }

  static Path pidFile(Path home) {
    return home.resolve("pid");
  }

  static Path monitor(Path run, int number) {
    return run.resolve("qmp-" + number + ".sock");
  }

  static Path socket(Path run) {
    return run.resolve("nbd.sock");
  }
}
