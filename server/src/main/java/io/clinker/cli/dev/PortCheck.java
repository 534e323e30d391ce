package io.clinker.cli.dev;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Says whether a port is free and, where the kernel lets us see it, who has it. */
public final class PortCheck {
  private static final String LISTENING = "0A";

  private PortCheck() {}

  /**
   * Fails with a message that names port, option and, if it can be found, the process.
   *
   * @param allowed processes that may have the port
   */
  public static void requireFree(String option, int port, Set<Long> allowed) {
    if (isFree(port)) {
      return;
    }
    Optional<RunningProcess> found = owner(port);
    if (found.filter(process -> allowed.contains(process.pid())).isPresent()) {
      return;
    }
    String owner =
        found
            .map(
                process ->
                    "process "
                        + process.pid()
                        + " ("
                        + shortened(String.join(" ", process.commandLine()))
                        + ")")
            .orElse("another process");
    throw new LauncherException(
        "port %d (%s) is taken by %s: end it, or choose another port with %s"
            .formatted(port, option, owner, option));
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  static Optional<RunningProcess> owner(int port) {
    Set<String> sockets = new HashSet<>();
    String wanted = String.format(Locale.ROOT, ":%04X", port);
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      try {
        for (String line : Files.readAllLines(Path.of(table))) {
          String[] fields = line.trim().split("\\s+", -1);
          if (fields.length > 9 && fields[1].endsWith(wanted) && fields[3].equals(LISTENING)) {
            sockets.add("socket:[" + fields[9] + "]");
          }
        }
      } catch (IOException unavailable) {
        // Without this table the owner stays unknown.
      }
    }
    return sockets.isEmpty() ? Optional.empty() : holder(sockets);
  }

  private static Optional<RunningProcess> holder(Set<String> sockets) {
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (holdsOne(process, sockets)) {
          return RunningProcess.of(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException | DirectoryIteratorException unavailable) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean holdsOne(Path process, Set<String> sockets) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        try {
          if (sockets.contains(Files.readSymbolicLink(descriptor).toString())) {
            return true;
          }
        } catch (IOException closed) {
          // Closed while we looked.
        }
      }
    } catch (IOException | DirectoryIteratorException notOurs) {
      return false;
    }
    return false;
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
