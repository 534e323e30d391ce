package io.clinker.configuration;

import io.dropwizard.util.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects what is wrong with a configuration, so that all of it is said at once: each entry names
 * the key, the value and what is allowed.
 */
public final class Problems {
  private final List<String> found = new ArrayList<>();

  /** Adds one problem. */
  public void add(String key, @Nullable Object value, String allowed) {
    found.add("%s: '%s' is not allowed; allowed: %s".formatted(key, value, allowed));
  }

  /** Adds a problem unless the condition holds. */
  public void require(boolean holds, String key, @Nullable Object value, String allowed) {
    if (!holds) {
      add(key, value, allowed);
    }
  }

  /** Adds a problem if the text is blank. */
  public void requireText(String key, String value) {
    require(!value.isBlank(), key, value, "a text that is not blank");
  }

  /** Adds a problem if the number is outside. */
  public void requireBetween(String key, long value, long least, long most) {
    require(value >= least && value <= most, key, value, least + " to " + most);
  }

  /** Adds a problem if the time is outside. */
  public void requireBetween(String key, Duration value, Duration least, Duration most) {
    require(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        key,
        value,
        least + " to " + most);
  }

  /** Adds a problem if the value is none of these. */
  public void requireOneOf(String key, Object value, Collection<?> allowed) {
    require(allowed.contains(value), key, value, String.join(", ", texts(allowed)));
  }

  private static List<String> texts(Collection<?> values) {
    return values.stream().map(String::valueOf).sorted().toList();
  }

  public List<String> found() {
    return List.copyOf(found);
  }

  /** Throws if there is any problem. */
  public void orThrow() {
    if (!found.isEmpty()) {
      throw new InvalidConfigurationException(found);
    }
  }

  /** The configuration cannot be used; the message lists every problem. */
  public static final class InvalidConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidConfigurationException(List<String> problems) {
      super("the configuration is wrong:\n  " + String.join("\n  ", problems));
    }
  }
}
