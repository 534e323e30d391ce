package io.clinker.drivers.rbd;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of an RBD backend.
 *
 * @param pool the Ceph pool, which is also the backend's one pool
 * @param user the cephx user, without {@code client.}; hosts are told the same
 * @param cluster the cluster's name
 * @param conf the cluster's configuration file
 * @param keyring where the user's key is; as the configuration file says if it is not given
 * @param secretUuid under which hosts keep the key
 * @param python the interpreter that has Ceph's modules
 * @param maximumConcurrency driver calls in flight per node, each a client of the cluster
 * @param tokenLog whether accepted tokens are recorded
 * @param discard whether hosts are told that they may discard
 * @param cutHosts whether a host that still has the image open at a disconnect is shut out
 * @param maximumCloneDepth from how many parents on a clone is flattened
 * @param connectLimit how long a client may take to log in
 * @param callLimit how long one request to the cluster may take
 * @param copyLimit how long a flatten, a revert or the removal of one image may take
 * @param trashAge how long deleted volumes stay in the trash
 * @param purgeParallelism objects that are removed at once when the trash is purged
 * @param tombstoneAge how long the mark of a deleted object is kept, and clients are shut out
 */
record RbdOptions(
    String pool,
    String user,
    String cluster,
    Path conf,
    Optional<Path> keyring,
    Optional<String> secretUuid,
    Path python,
    int maximumConcurrency,
    boolean tokenLog,
    boolean discard,
    boolean cutHosts,
    int maximumCloneDepth,
    Duration connectLimit,
    Duration callLimit,
    Duration copyLimit,
    Duration trashAge,
    int purgeParallelism,
    Duration tombstoneAge) {
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "pool",
              "user",
              "cluster",
              "conf",
              "keyring",
              "secretUuid",
              "python",
              "maximumConcurrency",
              "tokenLog",
              "discard",
              "cutHosts",
              "maximumCloneDepth",
              "connectLimit",
              "callLimit",
              "copyLimit",
              "trashAge",
              "purgeParallelism",
              "tombstoneAge"));
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  static RbdOptions parse(Map<String, Object> options) {
    for (Map.Entry<String, Object> option : options.entrySet()) {
      if (!KEYS.contains(option.getKey())) {
        throw bad(option.getKey(), option.getValue(), "one of the keys " + KEYS);
      }
    }
    return new RbdOptions(
        name(options, "pool", null),
        name(options, "user", "clinker"),
        name(options, "cluster", "ceph"),
        path(options, "conf", "/etc/ceph/ceph.conf"),
        options.containsKey("keyring")
            ? Optional.of(path(options, "keyring", ""))
            : Optional.empty(),
        secretUuid(options),
        path(options, "python", "/usr/bin/python3"),
        number(options, "maximumConcurrency", 8, 1, 1000),
        flag(options, "tokenLog"),
        flag(options, "discard"),
        flag(options, "cutHosts"),
        number(options, "maximumCloneDepth", 5, 0, 16),
        limit(options, "connectLimit", Duration.ofSeconds(10)),
        limit(options, "callLimit", Duration.ofSeconds(30)),
        limit(options, "copyLimit", Duration.ofHours(12)),
        duration(options, "trashAge", Duration.ZERO),
        number(options, "purgeParallelism", 4, 1, 100),
        limit(options, "tombstoneAge", Duration.ofDays(7)));
  }

  private static String name(Map<String, Object> options, String key, @Nullable String normally) {
    Object value = options.getOrDefault(key, normally);
    if (value instanceof String text && NAME.matcher(text).matches()) {
      return text;
    }
    String allowed = "1 to 64 letters, digits, '_', '.', '-'";
    throw bad(key, value, normally == null ? allowed + " (required)" : allowed);
  }

  private static Path path(Map<String, Object> options, String key, String normally) {
    Object value = options.getOrDefault(key, normally);
    if (value instanceof String text && text.startsWith("/") && text.indexOf('\0') < 0) {
      return Path.of(text).normalize();
    }
    throw bad(key, value, "an absolute path");
  }

  private static Optional<String> secretUuid(Map<String, Object> options) {
    Object value = options.get("secretUuid");
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text && UUID.matcher(text).matches()) {
      return Optional.of(text);
    }
    throw bad("secretUuid", value, "a UUID");
  }

  private static int number(
      Map<String, Object> options, String key, int normally, int least, int most) {
    Object value = options.getOrDefault(key, normally);
    if (value instanceof Integer number && number >= least && number <= most) {
      return number;
    }
    throw bad(key, value, "a number from " + least + " to " + most);
  }

  private static boolean flag(Map<String, Object> options, String key) {
    Object value = options.getOrDefault(key, true);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw bad(key, value, "true or false");
  }

  private static Duration limit(Map<String, Object> options, String key, Duration normally) {
    Duration duration = duration(options, key, normally);
    if (duration.toSeconds() < 1) {
      throw bad(key, options.get(key), "at least one second");
    }
    return duration;
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

  private static ClinkerException bad(String key, @Nullable Object value, String allowed) {
    return new ClinkerException(
        ErrorCode.INVALID_INPUT,
        "a bad option of an rbd backend",
        Map.of("key", key, "value", String.valueOf(value), "allowed", allowed));
  }
}
