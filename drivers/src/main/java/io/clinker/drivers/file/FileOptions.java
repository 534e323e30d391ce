package io.clinker.drivers.file;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.StorageProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The options of a file backend.
 *
 * @param directory where the backend lies; must exist, is made a backend when it is empty
 * @param format of new volumes, raw or qcow2
 * @param protocol the one that volumes are reached by unless their type says otherwise
 * @param pool the name of the one pool
 * @param maximumConcurrency driver calls in flight per node
 * @param tokenLog whether accepted tokens are recorded
 * @param sync whether what a call has done outlives a loss of power
 * @param copyLimit the longest that one copy may take
 * @param layerGrace how long an unused reference of a layer is taken for one in the making
 * @param tombstoneAge how long the mark of a deleted object is kept
 * @param exports how volumes are exported
 */
record FileOptions(
    Path directory,
    String format,
    StorageProtocol protocol,
    String pool,
    int maximumConcurrency,
    boolean tokenLog,
    boolean sync,
    Duration copyLimit,
    Duration layerGrace,
    Duration tombstoneAge,
    ExportOptions exports) {
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "directory",
              "format",
              "protocol",
              "pool",
              "maximumConcurrency",
              "tokenLog",
              "sync",
              "copyLimit",
              "layerGrace",
              "tombstoneAge",
              "exports"));

  static FileOptions parse(Map<String, Object> options) {
    for (Map.Entry<String, Object> option : options.entrySet()) {
      if (!KEYS.contains(option.getKey())) {
        throw bad(option.getKey(), option.getValue(), "one of the keys " + KEYS);
      }
    }
    return new FileOptions(
        directory(options),
        oneOf(options, "format", RawImages.WORD, Set.of(RawImages.WORD, Qcow2Images.WORD)),
        protocol(options),
        pool(options),
        concurrency(options),
        flag(options, "tokenLog", true),
        flag(options, "sync", true),
        duration(options, "copyLimit", Duration.ofHours(12)),
        duration(options, "layerGrace", Duration.ofMinutes(10)),
        duration(options, "tombstoneAge", Duration.ofDays(7)),
        ExportOptions.parse(directory(options), exports(options)));
  }

  private static Path directory(Map<String, Object> options) {
    Object value = options.get("directory");
    if (value instanceof String text && text.startsWith("/") && text.indexOf('\0') < 0) {
      return Path.of(text).normalize();
    }
    throw bad("directory", value, "an absolute path (required)");
  }

  private static StorageProtocol protocol(Map<String, Object> options) {
    Object value = options.getOrDefault("protocol", StorageProtocol.NBD.word());
    for (StorageProtocol protocol : List.of(StorageProtocol.NBD, StorageProtocol.ISCSI)) {
      if (protocol.word().equals(value)) {
        return protocol;
      }
    }
    throw bad("protocol", value, "nbd or iSCSI");
  }

  private static String pool(Map<String, Object> options) {
    Object value = options.getOrDefault("pool", "default");
    if (value instanceof String text && text.matches("[A-Za-z0-9_.-]{1,64}")) {
      return text;
    }
    throw bad("pool", value, "1 to 64 letters, digits, '_', '.', '-'");
  }

  private static int concurrency(Map<String, Object> options) {
    Object value = options.getOrDefault("maximumConcurrency", 16);
    if (value instanceof Integer number && number >= 1 && number <= 1000) {
      return number;
    }
    throw bad("maximumConcurrency", value, "a number from 1 to 1000");
  }

  private static boolean flag(Map<String, Object> options, String key, boolean normally) {
    Object value = options.getOrDefault(key, normally);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw bad(key, value, "true or false");
  }

  private static Duration duration(Map<String, Object> options, String key, Duration normally) {
    Object value = options.getOrDefault(key, normally.toString());
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

  private static String oneOf(
      Map<String, Object> options, String key, String normally, Set<String> allowed) {
    Object value = options.getOrDefault(key, normally);
    if (value instanceof String text && allowed.contains(text)) {
      return text;
    }
    throw bad(key, value, "one of " + new TreeSet<>(allowed));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> exports(Map<String, Object> options) {
    Object value = options.getOrDefault("exports", Map.of());
    if (value instanceof Map<?, ?> map
        && map.keySet().stream().allMatch(String.class::isInstance)) {
      return (Map<String, Object>) map;
    }
    throw bad("exports", value, "a group of keys");
  }

  private static ClinkerException bad(String key, @Nullable Object value, String allowed) {
    return new ClinkerException(
        ErrorCode.INVALID_INPUT,
        "a bad option of a file backend",
        Map.of("key", key, "value", String.valueOf(value), "allowed", allowed));
  }
}
