package io.clinker.cli.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The daemons that serve volumes of a data folder to clients. They are found by the pid files below
 * {@code backends/NAME/exports} and recognised by that folder in their command line.
 */
public record ExportDaemons(DataFolder folder) {
  private static final Duration END_LIMIT = Duration.ofSeconds(5);
  private static final String ESTABLISHED = "01";
  private static final String UNIX_CONNECTED = "03";

  /**
   * A live export daemon.
   *
   * @param record its pid file
   * @param connected whether a client is connected to it
   */
  public record Daemon(RunningProcess process, Path record, boolean connected) {
    /** Names it for people: program, process id and pid file. */
    public String description() {
      List<String> command = process.commandLine();
      String program =
          command.isEmpty() ? "process" : String.valueOf(Path.of(command.get(0)).getFileName());
      return program + " " + process.pid() + " (" + record + ")";
    }
  }

  /** The live daemons. */
  public List<Daemon> list() {
    Path backends = folder.root().resolve("backends");
    if (!Files.isDirectory(backends)) {
      return List.of();
    }
    Set<String> sockets = clientSockets();
    List<Daemon> daemons = new ArrayList<>();
    try (Stream<Path> files = Files.walk(backends, 6)) {
      for (Path file :
          files
              .filter(
                  path -> path.toString().endsWith(".pid") && path.toString().contains("/exports/"))
              .sorted()
              .toList()) {
        live(file)
            .filter(process -> process.mentions(backends.toString()))
            .ifPresent(
                process -> daemons.add(new Daemon(process, file, holdsOne(process, sockets))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return daemons;
  }

  /** Ends these daemons. */
  public void end(List<Daemon> daemons, Messages messages) {
    for (Daemon daemon : daemons) {
      String description = daemon.description();
      daemon.process().end(END_LIMIT);
      messages.say("export daemon ended: %s", description);
    }
  }

  private static Optional<RunningProcess> live(Path file) {
    try {
      String first = Files.readString(file).trim().split("\\s+", 2)[0];
      return RunningProcess.of(Long.parseLong(first));
    } catch (IOException | NumberFormatException unreadable) {
      return Optional.empty();
    }
  }

  /** Sockets over which data can flow: established TCP ones, and Unix ones but the monitors. */
  private static Set<String> clientSockets() {
    Set<String> sockets = new HashSet<>();
    for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
      for (String[] fields : rows(table)) {
        if (fields.length > 9 && fields[3].equals(ESTABLISHED)) {
          sockets.add("socket:[" + fields[9] + "]");
        }
      }
    }
    for (String[] fields : rows("/proc/net/unix")) {
      if (fields.length > 7
          && fields[5].equals(UNIX_CONNECTED)
          && !fields[7].toLowerCase(Locale.ROOT).contains("qmp")
          && !fields[7].toLowerCase(Locale.ROOT).contains("control")) {
        sockets.add("socket:[" + fields[6] + "]");
      }
    }
    return sockets;
  }

  private static List<String[]> rows(String table) {
    try {
      return Files.readAllLines(Path.of(table)).stream()
          .map(line -> line.trim().split("\\s+", -1))
          .toList();
    } catch (IOException unavailable) {
      return List.of();
    }
  }

  private static boolean holdsOne(RunningProcess process, Set<String> sockets) {
    Path descriptors = Path.of("/proc", Long.toString(process.pid()), "fd");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
      for (Path descriptor : all) {
        if (sockets.contains(target(descriptor))) {
          return true;
        }
      }
    } catch (IOException gone) {
      return false;
    }
    return false;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closed) {
      return "";
    }
  }
}
