package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;

/** {@code retention}: how long what has ended is kept. */
public final class RetentionSection {
  @JsonProperty private Duration operations = Duration.days(30);
  @JsonProperty private Duration idempotencyKeys = Duration.days(2);
  @JsonProperty private Duration deletedRows = Duration.days(30);

  /** Ended operations and their steps. */
  public java.time.Duration operations() {
    return operations.toJavaDuration();
  }

  /** Keys and the answers recorded for them. */
  public java.time.Duration idempotencyKeys() {
    return idempotencyKeys.toJavaDuration();
  }

  /** Rows of deleted volumes, snapshots, attachments and types. */
  public java.time.Duration deletedRows() {
    return deletedRows.toJavaDuration();
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems) {
    atLeastAMinute(problems, "retention.operations", operations);
    atLeastAMinute(problems, "retention.idempotencyKeys", idempotencyKeys);
    atLeastAMinute(problems, "retention.deletedRows", deletedRows);
  }

  private static void atLeastAMinute(Problems problems, String key, Duration value) {
    problems.require(value.toSeconds() >= 60, key, value, "one minute or more");
  }
}
