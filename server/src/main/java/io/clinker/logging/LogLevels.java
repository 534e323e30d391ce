package io.clinker.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.clinker.store.LogPrefix;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The levels of this process's loggers: those of its configuration, and over them what
 * administrators have ordered until it ends. A level holds for a logger and, unless they have their
 * own, for those below it; the empty prefix is the root. One thread calls it.
 */
public final class LogLevels {
  private final LoggerContext loggers;
  private final SortedMap<String, String> configured;
  private Map<String, String> followed = Map.of();

  /** The levels in force now are those of the configuration. */
  public LogLevels(LoggerContext loggers) {
    this.loggers = loggers;
    this.configured = inForce();
  }

  /**
   * Puts these orders in force, a narrower prefix over a wider one; an order that is no longer
   * given leaves what the configuration says.
   *
   * @return the levels in force, of the prefixes that have one of their own
   */
  public SortedMap<String, String> follow(Map<String, String> orders) {
    if (!orders.equals(followed)) {
      SortedMap<String, String> wanted = new TreeMap<>(configured);
      // A prefix sorts before what lies below it.
      new TreeMap<>(orders)
          .forEach(
              (prefix, level) -> {
                wanted.keySet().removeIf(name -> LogPrefix.covers(prefix, name));
                wanted.put(prefix, level);
              });
      inForce().keySet().stream()
          .filter(name -> !wanted.containsKey(name))
          .forEach(name -> logger(name).setLevel(null));
      wanted.forEach((name, level) -> logger(name).setLevel(ofWord(level)));
      followed = Map.copyOf(orders);
    }
    return inForce();
  }

  private SortedMap<String, String> inForce() {
    SortedMap<String, String> levels = new TreeMap<>();
    for (Logger logger : loggers.getLoggerList()) {
      Level level = logger.getLevel();
      if (level != null) {
        levels.put(
            logger.getName().equals(Logger.ROOT_LOGGER_NAME) ? "" : logger.getName(), word(level));
      }
    }
    return levels;
  }

  private Logger logger(String prefix) {
    return loggers.getLogger(prefix.isEmpty() ? Logger.ROOT_LOGGER_NAME : prefix);
  }

  private static Level ofWord(String word) {
    return Level.toLevel(word.equals("WARNING") ? "WARN" : word, Level.INFO);
  }

  /** As the API spells it. */
  private static String word(Level level) {
    return level.equals(Level.WARN) ? "WARNING" : level.toString();
  }
}
