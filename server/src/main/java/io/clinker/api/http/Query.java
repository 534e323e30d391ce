package io.clinker.api.http;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a URL in their order; of a repeated name the last one counts.
 *
 * @param values decoded
 */
public record Query(Map<String, String> values) {
  private static final Set<String> TRUE = Set.of("1", "t", "true", "on", "y", "yes");
  private static final Set<String> FALSE = Set.of("0", "f", "false", "off", "n", "no");

  /** Reads what follows the question mark. */
  public static Query parse(@Nullable String raw) {
    Map<String, String> values = new LinkedHashMap<>();
    if (raw != null && !raw.isEmpty()) {
      for (String pair : raw.split("&", -1)) {
        if (!pair.isEmpty()) {
          int equals = pair.indexOf('=');
          String name = equals < 0 ? pair : pair.substring(0, equals);
          String value = equals < 0 ? "" : pair.substring(equals + 1);
          values.put(decode(name), decode(value));
        }
      }
    }
    return new Query(values);
  }

  public @Nullable String get(String name) {
    return values.get(name);
  }

  /**
   * A boolean word; the fallback without the parameter.
   *
   * @throws Fault 400 for another word
   */
  public boolean flag(String name, boolean otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    return bool(value)
        .orElseThrow(
            () -> Fault.badRequest("Value '" + value + "' for '" + name + "' is not a boolean."));
  }

  /** What a boolean word says, blanks and capitals aside; empty for another word. */
  public static Optional<Boolean> bool(String value) {
    String word = value.strip().toLowerCase(Locale.ROOT);
    if (TRUE.contains(word)) {
      return Optional.of(true);
    }
    return FALSE.contains(word) ? Optional.of(false) : Optional.empty();
  }

  /** The same parameters with one set. */
  public Query with(String name, String value) {
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.put(name, value);
    return new Query(changed);
  }

  /** As it stands in a URL. */
  public String encoded() {
    StringBuilder text = new StringBuilder();
    values.forEach(
        (name, value) -> {
          if (!text.isEmpty()) {
            text.append('&');
          }
          text.append(encode(name)).append('=').append(encode(value));
        });
    return text.toString();
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      // Python's parser leaves a broken escape as it is.
      return text;
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
