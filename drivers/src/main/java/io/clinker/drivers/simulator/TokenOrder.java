package io.clinker.drivers.simulator;

import io.clinker.model.Mark;
import io.clinker.model.ResourceRef;
import io.clinker.model.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads from an array's log, and from nothing else, whether a late caller ever had its way. */
public final class TokenOrder {
  private TokenOrder() {}

  /** A token that was accepted for an object after a higher one. */
  public record Violation(ResourceRef object, Mark before, Mark after, LogEntry entry) {
    @Override
    public String toString() {
      return "%s accepted %s after %s (entry %d, %s)"
          .formatted(object, after.text(), before.text(), entry.number(), entry.call());
    }
  }

  /** Every place where the accepted tokens of an object go down; empty if none. */
  public static List<Violation> violations(List<LogEntry> log) {
    Map<ResourceRef, Mark> highest = new HashMap<>();
    List<Violation> found = new ArrayList<>();
    for (LogEntry entry : log) {
      Token token = entry.token();
      if (token == null) {
        continue;
      }
      for (ResourceRef object : entry.sealed()) {
        Mark mark = token.markFor(object);
        Mark before = highest.get(object);
        if (before == null || before.compareTo(mark) <= 0) {
          highest.put(object, mark);
        } else {
          found.add(new Violation(object, before, mark, entry));
        }
      }
    }
    return found;
  }

  /** How many calls were refused because their token was stale. */
  public static long refusals(List<LogEntry> log) {
    return log.stream().filter(entry -> entry.outcome() == Outcome.REFUSED_STALE).count();
  }
}
