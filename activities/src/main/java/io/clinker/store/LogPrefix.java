package io.clinker.store;

/** Which loggers the prefix of an order for the log means. */
public final class LogPrefix {
  private LogPrefix() {}

  /** Whether the name is the prefix or lies below it; everything lies below the empty one. */
  public static boolean covers(String prefix, String name) {
    return prefix.isEmpty() || name.equals(prefix) || name.startsWith(prefix + ".");
  }
}
