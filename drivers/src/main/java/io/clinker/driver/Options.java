package io.clinker.driver;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The options of one backend as configured, read by key. What is not as it must be is refused with
 * INVALID_INPUT, which names the key, the value and what is allowed.
 */
public final class Options {
  private final String fault;
  private final String group;
  private final Map<String, Object> values;

  private Options(String fault, String group, Map<String, Object> values) {
    this.fault = fault;
    this.group = group;
    this.values = values;
  }

  /**
   * Options of which each has one of these keys.
   *
   * @param fault the text of every refusal
   */
  public static Options of(String fault, Map<String, Object> values, Set<String> keys) {
    return new Options(fault, "", values).only(keys);
  }

  /** Options that stand together under one key of others; refusals name both keys. */
  public static Options ofGroup(
      String fault, String group, Map<String, Object> values, Set<String> keys) {
    return new Options(fault, group + ".", values).only(keys);
  }

  private Options only(Set<String> keys) {
    for (Map.Entry<String, Object> option : values.entrySet()) {
      if (!keys.contains(option.getKey())) {
        throw bad(option.getKey(), option.getValue(), "one of the keys " + new TreeSet<>(keys));
      }
    }
    return this;
  }

  /** Whether the key is given. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** The value as configured; what it is normally if the key is not given. */
  public @Nullable Object value(String key, @Nullable Object normally) {
    return values.containsKey(key) ? values.get(key) : normally;
  }

  /**
   * A text.
   *
   * @param normally null: it is required
   * @param allowed says what fits
   */
  public String text(
      String key, @Nullable String normally, Predicate<String> fits, String allowed) {
    Object value = value(key, normally);
    if (value instanceof String text && fits.test(text)) {
      return text;
    }
    throw bad(key, value, allowed);
  }

  /**
   * An absolute path.
   *
   * @param normally null: it is required
   */
  public Path path(String key, @Nullable String normally) {
    String allowed = normally == null ? "an absolute path (required)" : "an absolute path";
    return Path.of(text(key, normally, Options::isAbsolutePath, allowed)).normalize();
  }

  /** Whether a text is a path from the root on. */
  public static boolean isAbsolutePath(String text) {
    return text.startsWith("/") && text.indexOf('\0') < 0;
  }

  /** True or false. */
  public boolean flag(String key, boolean normally) {
    Object value = value(key, normally);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw bad(key, value, "true or false");
  }

  /** A whole number within bounds. */
  public int number(String key, int normally, int least, int most) {
    Object value = value(key, normally);
    if (value instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    throw bad(key, value, "a number from " + least + " to " + most);
  }

  /** A duration of zero or more. */
  public Duration duration(String key, Duration normally) {
    Object value = value(key, normally.toString());
    try {
      Duration duration = Duration.parse(String.valueOf(value));
      if (!duration.isNegative()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      throw bad(key, value, "a duration as ISO 8601 writes it, like PT10M or P7D");
    }
    throw bad(key, value, "a duration that is not negative");
  }

  /** What stands under a key; nothing if it is not given. */
  @SuppressWarnings("unchecked")
  public Map<String, Object> group(String key) {
    Object value = value(key, Map.of());
    if (value instanceof Map<?, ?> map
        && map.keySet().stream().allMatch(String.class::isInstance)) {
      return (Map<String, Object>) map;
    }
    throw bad(key, value, "a group of keys");
  }

  /** The refusal of a value. */
  public ClinkerException bad(String key, @Nullable Object value, String allowed) {
    return new ClinkerException(
        ErrorCode.INVALID_INPUT,
        fault,
        Map.of("key", group + key, "value", String.valueOf(value), "allowed", allowed));
  }
}
