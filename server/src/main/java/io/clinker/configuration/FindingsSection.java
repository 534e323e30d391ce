package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.util.Duration;

/** {@code findings}: how what backends hold is compared with what rows say. */
public final class FindingsSection {
  @JsonProperty private Duration pace = Duration.seconds(60);
  @JsonProperty private int passes = 2;
  @JsonProperty private Duration projectPace = Duration.seconds(0);

  /** The pause between two passes over a backend. */
  public java.time.Duration pace() {
    return pace.toJavaDuration();
  }

  /** How many passes after the first a difference must be seen still, to be believed. */
  public int passes() {
    return passes;
  }

  /** The pause between two questions for the projects of all rows; zero: they are not asked for. */
  public java.time.Duration projectPace() {
    return projectPace.toJavaDuration();
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems) {
    problems.require(pace.toSeconds() >= 1, "findings.pace", pace, "one second or more");
    problems.requireBetween("findings.passes", passes, 1, 1000);
    problems.require(
        projectPace.toNanoseconds() == 0 || projectPace.toSeconds() >= 1,
        "findings.projectPace",
        projectPace,
        "0s, or one second or more");
  }
}
