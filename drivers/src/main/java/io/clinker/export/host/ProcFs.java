package io.clinker.export.host;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what the kernel says about processes and their connections. */
public final class ProcFs {
  private static final Path PROC = Path.of("/proc");
  private static final String ESTABLISHED = "01";
  private static final Duration KILLED = Duration.ofSeconds(10);

  private ProcFs() {}

  /** The process's arguments; empty if there is no such process or it has ended. */
  public static List<String> arguments(long pid) {
    try {
      byte[] raw = Files.readAllBytes(PROC.resolve(pid + "/cmdline"));
      return Arrays.asList(new String(raw, StandardCharsets.UTF_8).split("\0"));
    } catch (IOException gone) {
      return List.of();
    }
  }

  /** Reads a pid file; 0 when there is none or it is not (yet) a number. */
  public static long pidIn(Path file) {
    try {
      return Long.parseLong(Files.readString(file).strip());
    } catch (IOException | NumberFormatException none) {
      return 0;
    }
  }

  /**
   * Ends a process whose arguments hold this one (so never a process that got the number later):
   * waits for its end, kills it when the time is up.
   *
   * @throws ClinkerException BACKEND_UNAVAILABLE if even that does not end it (it waits for a disk)
   */
  public static void end(long pid, String argument, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (arguments(pid).contains(argument)) {
      if (System.nanoTime() - deadline > KILLED.toNanos()) {
        throw new ClinkerException(
            ErrorCode.BACKEND_UNAVAILABLE,
            "a daemon cannot be ended",
            Map.of("pid", String.valueOf(pid)));
      }
      if (System.nanoTime() > deadline) {
        ProcessHandle.of(pid)
            .filter(process -> arguments(pid).contains(argument))
            .ifPresent(ProcessHandle::destroyForcibly);
      }
      pause(10);
    }
  }

  /** The connections that clients have open to a process's listening TCP port. */
  public static int tcpClients(long pid, int port) {
    Set<String> sockets = sockets(pid);
    int clients = 0;
    for (String table : List.of("net/tcp", "net/tcp6")) {
      for (String line : lines(PROC.resolve(table))) {
        String[] column = line.strip().split("\\s+");
        if (column.length > 9
            && column[3].equals(ESTABLISHED)
            && portOf(column[1]) == port
            && sockets.contains("socket:[" + column[9] + "]")) {
          clients++;
        }
      }
    }
    return clients;
  }

  /** The connections that clients have open to a process's unix socket at this path. */
  public static int unixClients(long pid, String socketPath) {
    Set<String> sockets = sockets(pid);
    int clients = 0;
    for (String line : lines(PROC.resolve("net/unix"))) {
      String[] column = line.strip().split("\\s+");
      // State 03 is connected; the accepted end carries the listener's path.
      if (column.length > 7
          && column[5].equals("03")
          && column[7].equals(socketPath)
          && sockets.contains("socket:[" + column[6] + "]")) {
        clients++;
      }
    }
    return clients;
  }

  /** Waits a little. An interrupt is kept for the caller's next blocking call. */
  public static void pause(long milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ClinkerException(ErrorCode.CANCELLED, "interrupted while waiting for a daemon");
    }
  }

  private static Set<String> sockets(long pid) {
    Set<String> found = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(PROC.resolve(pid + "/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          found.add(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException closedMeanwhile) {
          // It was closed between the listing and the look.
        }
      }
    } catch (IOException | DirectoryIteratorException gone) {
      return Set.of();
    }
    return found;
  }

  private static int portOf(String address) {
    int colon = address.lastIndexOf(':');
    return colon < 0 ? -1 : Integer.parseInt(address.substring(colon + 1), 16);
  }

  private static List<String> lines(Path table) {
    try {
      List<String> all = Files.readAllLines(table, StandardCharsets.ISO_8859_1);
      return all.subList(Math.min(1, all.size()), all.size());
    } catch (IOException absent) {
      return List.of();
    }
  }
}
