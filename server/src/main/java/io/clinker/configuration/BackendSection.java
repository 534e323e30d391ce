package io.clinker.configuration;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of {@code backends}: a storage system. */
public final class BackendSection {
  @JsonProperty private String name = "";
  @JsonProperty private String driver = "";
  @JsonProperty private String availabilityZone = "nova";
  @JsonProperty private int reservedPercentage;
  @JsonProperty private double overSubscriptionRatio = 1.0;
  @JsonProperty private CallLimitsSection limits = new CallLimitsSection();
  @JsonProperty private Map<String, @Nullable Object> options = new LinkedHashMap<>();

  /** Names the backend for ever: it stands in rows and in the names of task queues. */
  public String name() {
    return name;
  }

  public String driver() {
    return driver;
  }

  public String availabilityZone() {
    return availabilityZone;
  }

  /** The part of the capacity that is not given out. */
  public int reservedPercentage() {
    return reservedPercentage;
  }

  /** How much more than its capacity a thin pool may promise; 1: nothing more. */
  public double overSubscriptionRatio() {
    return overSubscriptionRatio;
  }

  /** How many driver calls may be in flight. */
  public CallLimitsSection limits() {
    return limits;
  }

  /** What the driver asks for. */
  public Map<String, Object> options() {
    Map<String, Object> given = new LinkedHashMap<>();
    options.forEach(
        (key, value) -> {
          // A key without a value means its default.
          if (value != null) {
            given.put(key, value);
          }
        });
    return Collections.unmodifiableMap(given);
  }

  /** Adds what is wrong in this section. */
  public void check(Problems problems, int index) {
    String key = "backends[" + index + "].";
    problems.require(
        name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"),
        key + "name",
        name,
        "1 to 63 letters, digits, '.', '_' and '-', beginning with a letter or digit");
    problems.requireText(key + "driver", driver);
    problems.requireText(key + "availabilityZone", availabilityZone);
    problems.requireBetween(key + "reservedPercentage", reservedPercentage, 0, 99);
    problems.require(
        overSubscriptionRatio >= 1 && overSubscriptionRatio <= 1000,
        key + "overSubscriptionRatio",
        overSubscriptionRatio,
        "1 to 1000");
    limits.check(problems, key + "limits.");
  }
}
