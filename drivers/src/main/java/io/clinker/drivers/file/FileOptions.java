package io.clinker.drivers.file;

import io.clinker.driver.Options;
import io.clinker.model.StorageProtocol;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

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
  static final String FAULT = "a bad option of a file backend";
  private static final Set<String> KEYS =
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
          "exports");

  private static final List<String> FORMATS = List.of(Qcow2Images.WORD, RawImages.WORD);
  private static final List<String> PROTOCOLS =
      List.of(StorageProtocol.NBD.word(), StorageProtocol.ISCSI.word());
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  static FileOptions parse(Map<String, Object> configured) {
    Options options = Options.of(FAULT, configured, KEYS);
    Path directory = options.path("directory", null);
    return new FileOptions(
        directory,
        options.text("format", RawImages.WORD, FORMATS::contains, "one of " + FORMATS),
        StorageProtocol.of(
            options.text(
                "protocol", StorageProtocol.NBD.word(), PROTOCOLS::contains, "nbd or iSCSI")),
        options.text(
            "pool", "default", NAME.asMatchPredicate(), "1 to 64 letters, digits, '_', '.', '-'"),
        options.number("maximumConcurrency", 16, 1, 1000),
        options.flag("tokenLog", true),
        options.flag("sync", true),
        options.duration("copyLimit", Duration.ofHours(12)),
        options.duration("layerGrace", Duration.ofMinutes(10)),
        options.duration("tombstoneAge", Duration.ofDays(7)),
        ExportOptions.parse(directory, options.group("exports")));
  }
}
