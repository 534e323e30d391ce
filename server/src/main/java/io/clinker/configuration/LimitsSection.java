package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;

/** {@code limits}: of requests. */
public final class LimitsSection {
  @JsonProperty private int maximumBody = 114_688;
  @JsonProperty private int pageSize = 1000;
  @JsonProperty private Duration longestWait = Duration.minutes(5);
  @JsonProperty private int waitingRequests = 64;

  /** The largest request body in bytes. */
  public int maximumBody() {
    return maximumBody;
  }

  /** The most items in one page of a list. */
  public int pageSize() {
    return pageSize;
  }

  /** The most that a request may ask to wait for an operation in its way. */
  public java.time.Duration longestWait() {
    return longestWait.toJavaDuration();
  }

  /** How many requests may wait at once; each holds a thread. */
  public int waitingRequests() {
    return waitingRequests;
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems) {
    problems.requireBetween("limits.maximumBody", maximumBody, 1024, 16 << 20);
    problems.requireBetween("limits.pageSize", pageSize, 1, 10_000);
    problems.requireBetween(
        "limits.longestWait", longestWait, Duration.seconds(0), Duration.minutes(60));
    problems.requireBetween("limits.waitingRequests", waitingRequests, 0, 512);
  }
}
