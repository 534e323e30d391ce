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
 * <p>The listing holds text of initiators as they sent it, line ends included: a host that is
 * logged in can add lines after its own session. So only a line of the right depth counts, nothing
 * that cannot be read is an error, and of two sections of a kind the later counts, which is tgtd's
 * own: sessions come first. What acts on a path of the listing must still see whose path it is.
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
  private static final String SESSIONS = "I_T nexus";
  private static final Pattern HEAD = Pattern.compile("Target (\\d{1,10}): (\\S+)");
  private static final Pattern SECTION = Pattern.compile(" {4}(\\S.*) information:");
  private static final Pattern ENTRY = Pattern.compile(" {8}(\\S.*?)\\s*");
  private static final Pattern DETAIL = Pattern.compile(" {12}(\\S.*?)\\s*");
  private static final Pattern NEXUS = Pattern.compile("I_T nexus: (\\d{1,18})");
  private static final Pattern CONNECTION = Pattern.compile("Connection: (\\d{1,9})");
  private static final Pattern LUN = Pattern.compile("LUN: (\\d{1,9})");
  private static final Pattern SIZE = Pattern.compile("Size: (\\d{1,18}) MB,.*");

  /**
   * A logical unit.
   *
   * @param megabytes the size in units of 1,000,000 bytes, rounded
   * @param path the backing file as it was given
   * @param serial the SCSI serial number
   * @param readOnly whether it refuses writes
   */
  record Unit(
      int lun, long megabytes, Optional<String> path, Optional<String> serial, boolean readOnly) {}

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
    for (String line : listing.split("\n")) {
      Matcher head = HEAD.matcher(line);
      if (head.matches() && Long.parseLong(head.group(1)) <= Integer.MAX_VALUE) {
        reader.finish(targets);
        reader = new Reader();
        reader.tid = Integer.parseInt(head.group(1));
        reader.name = head.group(2);
      } else {
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
    private boolean readOnly;

    void read(String line) {
      Matcher heading = SECTION.matcher(line);
      Matcher entry = ENTRY.matcher(line);
      Matcher detail = DETAIL.matcher(line);
      if (heading.matches()) {
        begin(heading.group(1));
      } else if (entry.matches()) {
        readEntry(entry.group(1));
      } else if (detail.matches()) {
        readDetail(detail.group(1));
      }
    }

    private void begin(String heading) {
      finishUnit();
      section = heading;
      switch (section) {
        case "LUN" -> units.clear();
        case "Account" -> accounts.clear();
        case "ACL" -> rules.clear();
        default -> {
          // Sessions are never forgotten: each that is listed must be cut.
        }
      }
    }

    private void readEntry(String text) {
      Matcher nexus = NEXUS.matcher(text);
      if (nexus.matches()) {
        // In whatever section: an alias may have put a heading before the next session.
        section = SESSIONS;
        session = OptionalLong.of(Long.parseLong(nexus.group(1)));
        return;
      }
      switch (section) {
        case "LUN" -> {
          Matcher number = LUN.matcher(text);
          if (number.matches()) {
            finishUnit();
            lun = Integer.parseInt(number.group(1));
          }
        }
        case "Account" -> accounts.add(text.replace(" (outgoing)", ""));
        case "ACL" -> rules.add(text);
        default -> {
          // "System information" tells nothing that is needed.
        }
      }
    }

    private void readDetail(String text) {
      Matcher connection = CONNECTION.matcher(text);
      Matcher size = SIZE.matcher(text);
      if (connection.matches()) {
        // As above: the heading may stand between a session and its connection.
        session.ifPresent(
            of ->
                connections.add(
                    new Connection(of, Integer.parseInt(connection.group(1)), initiator)));
      } else if (section.equals(SESSIONS) && text.startsWith("Initiator: ")) {
        initiator = after(text).split(" ")[0];
      } else if (section.equals("LUN")) {
        if (size.matches()) {
          megabytes = Long.parseLong(size.group(1));
        } else if (text.startsWith("SCSI SN: ")) {
          serial = Optional.of(after(text));
        } else if (text.startsWith("Readonly: ")) {
          readOnly = after(text).equals("Yes");
        } else if (text.startsWith("Backing store path: ")) {
          path = Optional.of(after(text)).filter(opened -> !opened.equals("None"));
        }
      }
    }

    private static String after(String line) {
      return line.substring(line.indexOf(": ") + 2);
    }

    private void finishUnit() {
      if (lun >= 0) {
        units.add(new Unit(lun, megabytes, path, serial, readOnly));
      }
      lun = -1;
      megabytes = 0;
      path = Optional.empty();
      serial = Optional.empty();
      readOnly = false;
    }

    void finish(List<Target> targets) {
      finishUnit();
      if (!name.isEmpty()) {
        targets.add(new Target(tid, name, units, connections, accounts, rules));
      }
    }
  }
}
