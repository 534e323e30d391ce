package io.clinker.api.change;

import io.clinker.api.http.Fault;
import io.clinker.api.http.Query;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a client wants an operation to be taken.
 *
 * @param patience how long the request may queue behind operations that are in its way
 * @param asked whether the client has said so
 * @param dryRun whether it is only to be told what would happen
 */
record Wishes(Duration patience, boolean asked, boolean dryRun) {
  static final String WAIT = "wait";
  static final String DRY_RUN = "dry_run";

  /**
   * Reads {@code wait=SECONDS} and {@code dry_run=BOOLEAN}.
   *
   * @param unasked the patience where the client says nothing
   * @throws Fault 400 for what is no number of seconds up to the limit, and for both at once
   */
  static Wishes of(Query query, Duration longestWait, Duration unasked) {
    String wait = query.get(WAIT);
    boolean dryRun = query.flag(DRY_RUN, false);
    Duration asked = seconds(wait, longestWait);
    if (dryRun && !asked.isZero()) {
      throw Fault.invalidInput("wait and dry_run exclude each other: a dry run tells what is now.");
    }
    return new Wishes(wait == null ? unasked : asked, wait != null, dryRun);
  }

  private static Duration seconds(@Nullable String text, Duration longest) {
    if (text == null) {
      return Duration.ZERO;
    }
    // Nine digits fit an int, and no limit is longer.
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > longest.toSeconds()) {
      throw Fault.invalidInput(
          "Value '%s' for 'wait' must be a whole number of seconds from 0 to %d."
              .formatted(text, longest.toSeconds()));
    }
    return Duration.ofSeconds(Integer.parseInt(text));
  }
}
