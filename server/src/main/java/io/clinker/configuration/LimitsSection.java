package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.clinker.store.RequestRateStore;
import io.dropwizard.util.Duration;

/** {@code limits}: of requests. */
public final class LimitsSection {
  @JsonProperty private int maximumBody = 114_688;
  @JsonProperty private int pageSize = 1000;
  @JsonProperty private Duration bodyTime = Duration.seconds(20);
  @JsonProperty private int requestsPerSecond;
  @JsonProperty private int requestBurst = 100;
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

  /** The longest that a request body may take to come. */
  public java.time.Duration bodyTime() {
    return bodyTime.toJavaDuration();
  }

  /** The requests of one project, at all nodes together; 0 per second: not limited. */
  public RequestRateStore.Rate rate() {
    return new RequestRateStore.Rate(requestsPerSecond, requestBurst);
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems) {
    problems.requireBetween("limits.bodyTime", bodyTime, Duration.seconds(1), Duration.minutes(10));
    problems.requireBetween("limits.requestsPerSecond", requestsPerSecond, 0, 100_000);
    problems.requireBetween("limits.requestBurst", requestBurst, 1, 1_000_000);
    problems.requireBetween("limits.maximumBody", maximumBody, 1024, 16 << 20);
    problems.requireBetween("limits.pageSize", pageSize, 1, 10_000);
    problems.requireBetween(
        "limits.longestWait", longestWait, Duration.seconds(0), Duration.minutes(60));
    problems.requireBetween("limits.waitingRequests", waitingRequests, 0, 512);
  }
}
