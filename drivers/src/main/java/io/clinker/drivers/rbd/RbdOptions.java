package io.clinker.drivers.rbd;

import io.clinker.driver.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

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
 * @param cutHosts whether a host that still has the image open is shut out when its attachment or
 *     the volume goes
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
          "tombstoneAge");
  private static final String ALLOWED_NAMES = "1 to 64 letters, digits, '_', '.', '-'";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  static RbdOptions parse(Map<String, Object> configured) {
    Options options = Options.of("a bad option of an rbd backend", configured, KEYS);
    return new RbdOptions(
        options.text("pool", null, NAME.asMatchPredicate(), ALLOWED_NAMES + " (required)"),
        options.text("user", "clinker", NAME.asMatchPredicate(), ALLOWED_NAMES),
        options.text("cluster", "ceph", NAME.asMatchPredicate(), ALLOWED_NAMES),
        options.path("conf", "/etc/ceph/ceph.conf"),
        options.has("keyring") ? Optional.of(options.path("keyring", "")) : Optional.empty(),
        options.value("secretUuid", null) == null
            ? Optional.empty()
            : Optional.of(options.text("secretUuid", null, UUID.asMatchPredicate(), "a UUID")),
        options.path("python", "/usr/bin/python3"),
        options.number("maximumConcurrency", 8, 1, 1000),
        options.flag("tokenLog", true),
        options.flag("discard", true),
        options.flag("cutHosts", true),
        options.number("maximumCloneDepth", 5, 0, 16),
        limit(options, "connectLimit", Duration.ofSeconds(10)),
        limit(options, "callLimit", Duration.ofSeconds(30)),
        limit(options, "copyLimit", Duration.ofHours(12)),
        options.duration("trashAge", Duration.ZERO),
        options.number("purgeParallelism", 4, 1, 100),
        limit(options, "tombstoneAge", Duration.ofDays(7)));
  }

  private static Duration limit(Options options, String key, Duration normally) {
    Duration duration = options.duration(key, normally);
    if (duration.toSeconds() < 1) {
      throw options.bad(key, options.value(key, null), "at least one second");
    }
    return duration;
  }
}
