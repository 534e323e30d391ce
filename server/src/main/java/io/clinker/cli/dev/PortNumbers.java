package io.clinker.cli.dev;

import java.util.LinkedHashMap;
import java.util.Map;

/** The ports of a local installation; all of them on the loopback address. */
public record PortNumbers(int api, int admin, int engine, int ui, int database) {
  public static final String API_OPTION = "--api-port";
  public static final String ADMIN_OPTION = "--admin-port";
  public static final String ENGINE_OPTION = "--engine-port";
  public static final String UI_OPTION = "--ui-port";
  public static final String DATABASE_OPTION = "--db-port";

  public PortNumbers {
    Map<Integer, String> seen = new LinkedHashMap<>();
    add(seen, API_OPTION, api);
    add(seen, ADMIN_OPTION, admin);
    add(seen, ENGINE_OPTION, engine);
    add(seen, UI_OPTION, ui);
    add(seen, DATABASE_OPTION, database);
  }

  private static void add(Map<Integer, String> seen, String option, int port) {
    if (port < 1 || port > 65535) {
      throw new LauncherException(option + " must be between 1 and 65535, not " + port);
    }
    String other = seen.putIfAbsent(port, option);
    if (other != null) {
      throw new LauncherException(other + " and " + option + " are both " + port);
    }
  }
}
