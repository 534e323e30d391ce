package io.clinker.export.iscsi;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One target as {@code tgtadm --op show --mode target} prints it.
 *
 * @param accounts names of the accounts bound
 * @param rules initiator names and addresses that may log in
 */
record Target(
    int tid,
    String name,
    List<Unit> units,
    List<Connection> connections,
    List<String> accounts,
    List<String> rules) {
  private static final Pattern HEAD = Pattern.compile("Target (\\d+): (\\S+)");
  private static final Pattern SIZE = Pattern.compile("Size: (\\d+) MB,.*");

  /**
   * A logical unit.
   *
   * @param megabytes the size in units of 1,000,000 bytes, rounded
   * @param path the backing file as it was given
   * @param serial the SCSI serial number
   */
  record Unit(int lun, long megabytes, Optional<String> path, Optional<String> serial) {}

  /** A connection of a session. */
  record Connection(long session, int connection, String initiator) {}

  /** The unit that holds the volume. */
  Optional<Unit> disk() {
    return units.stream().filter(unit -> unit.lun() == 1).findFirst();
  }

  /** Reads the whole listing; what is not known is passed over. */
  static List<Target> parse(String listing) {
    List<Target> targets = new ArrayList<>();
    Reader reader = new Reader();
    for (String raw : listing.split("\n")) {
      String line = raw.strip();
      Matcher head = HEAD.matcher(line);
      if (head.matches()) {
        reader.finish(targets);
        reader = new Reader();
        reader.tid = Integer.parseInt(head.group(1));
        reader.name = head.group(2);
      } else if (!line.isEmpty()) {
        reader.read(line);
      }
    }
    reader.finish(targets);
    return targets;
  }

  /** Collects the lines of one target. */
  private static final class Reader {
    private int tid;
    private String name = "";
    private String section = "";
    private final List<Unit> units = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<String> accounts = new ArrayList<>();
    private final List<String> rules = new ArrayList<>();
    private OptionalLong session = OptionalLong.empty();
    private String initiator = "";
    private int lun = -1;
    private long megabytes;
    private Optional<String> path = Optional.empty();
    private Optional<String> serial = Optional.empty();

    void read(String line) {
      if (line.endsWith(" information:")) {
        finishUnit();
        section = line;
        return;
      }
      switch (section) {
        case "I_T nexus information:" -> readNexus(line);
        case "LUN information:" -> readUnit(line);
        case "Account information:" -> accounts.add(line.replace(" (outgoing)", ""));
        case "ACL information:" -> rules.add(line);
        default -> {
          // "System information" tells nothing that is needed.
        }
      }
    }

    private void readNexus(String line) {
      if (line.startsWith("I_T nexus: ")) {
        session = OptionalLong.of(Long.parseLong(after(line)));
      } else if (line.startsWith("Initiator: ")) {
        initiator = after(line).split(" ")[0];
      } else if (line.startsWith("Connection: ") && session.isPresent()) {
        connections.add(
            new Connection(session.getAsLong(), Integer.parseInt(after(line)), initiator));
      }
    }

    private void readUnit(String line) {
      Matcher size = SIZE.matcher(line);
      if (line.startsWith("LUN: ")) {
        finishUnit();
        lun = Integer.parseInt(after(line));
      } else if (size.matches()) {
        megabytes = Long.parseLong(size.group(1));
      } else if (line.startsWith("SCSI SN: ")) {
        serial = Optional.of(after(line));
      } else if (line.startsWith("Backing store path: ")) {
        path = Optional.of(after(line)).filter(text -> !text.equals("None"));
      }
    }

    private static String after(String line) {
      return line.substring(line.indexOf(": ") + 2);
    }

    private void finishUnit() {
      if (lun >= 0) {
        units.add(new Unit(lun, megabytes, path, serial));
      }
      lun = -1;
      megabytes = 0;
      path = Optional.empty();
      serial = Optional.empty();
    }

    void finish(List<Target> targets) {
      finishUnit();
      if (!name.isEmpty()) {
        targets.add(new Target(tid, name, units, connections, accounts, rules));
      }
    }
  }
}
