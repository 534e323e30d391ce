package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;

/** {@code limits}: of requests. */
public final class LimitsSection {
  @JsonProperty private int maximumBody = 114_688;
  @JsonProperty private int pageSize = 1000;

  /** The largest request body in bytes. */
  public int maximumBody() {
    return maximumBody;
  }

  /** The most items in one page of a list. */
  public int pageSize() {
    return pageSize;
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems) {
    problems.requireBetween("limits.maximumBody", maximumBody, 1024, 16 << 20);
    problems.requireBetween("limits.pageSize", pageSize, 1, 10_000);
  }
}
