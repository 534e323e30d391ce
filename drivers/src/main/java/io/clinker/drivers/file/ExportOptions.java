package io.clinker.drivers.file;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a backend's volumes are exported: the options below {@code exports}.
 *
 * @param directory where the daemons of this host keep their files
 * @param listenAddress the address that daemons listen on
 * @param advertiseAddress the address that hosts are told
 * @param nbdTransport {@code tls} for TCP with a key per attachment, {@code unix} for a private
 *     socket
 * @param firstNbdPort the lowest port of NBD daemons
 * @param lastNbdPort the highest port of NBD daemons
 * @param iscsiPort the port of the iSCSI daemon, 0 for a free one
 */
record ExportOptions(
    Path directory,
    String listenAddress,
    String advertiseAddress,
    String nbdTransport,
    int firstNbdPort,
    int lastNbdPort,
    int iscsiPort) {
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "directory",
              "listenAddress",
              "advertiseAddress",
              "nbdTransport",
              "nbdPorts",
              "iscsiPort"));
  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Za-z.:_-]{1,255}");
  private static final int HIGHEST_PORT = 65535;

  /**
   * Reads the options.
   *
   * @param backend the backend's directory
   */
  static ExportOptions parse(Path backend, Map<String, Object> options) {
    for (Map.Entry<String, Object> option : options.entrySet()) {
      if (!KEYS.contains(option.getKey())) {
        throw bad(option.getKey(), option.getValue(), "one of the keys " + KEYS);
      }
    }
    String listen = address(options, "listenAddress", "127.0.0.1");
    String ports = String.valueOf(options.getOrDefault("nbdPorts", "20000-29999"));
    Matcher range = RANGE.matcher(ports);
    int first = range.matches() ? Integer.parseInt(range.group(1)) : 0;
    int last = range.matches() ? Integer.parseInt(range.group(2)) : 0;
    if (first < 1 || last > HIGHEST_PORT || first > last) {
      throw bad("nbdPorts", ports, "a range of ports like 20000-29999");
    }
    return new ExportOptions(
        directory(backend, options),
        listen,
        address(options, "advertiseAddress", listen),
        transport(options),
        first,
        last,
        iscsiPort(options));
  }

  private static Path directory(Path backend, Map<String, Object> options) {
    Object value = options.getOrDefault("directory", backend.resolve("exports").toString());
    if (value instanceof String text
        && text.startsWith("/")
        && text.indexOf('\0') < 0
        && text.indexOf(',') < 0) {
      return Path.of(text).normalize();
    }
    throw bad("directory", value, "an absolute path without a comma");
  }

  private static String address(Map<String, Object> options, String key, String normally) {
    Object value = options.getOrDefault(key, normally);
    if (value instanceof String text && ADDRESS.matcher(text).matches()) {
      return text;
    }
    throw bad(key, value, "an address or a host name");
  }

  private static String transport(Map<String, Object> options) {
    Object value = options.getOrDefault("nbdTransport", "tls");
    if (value.equals("tls") || value.equals("unix")) {
      return value.toString();
    }
    throw bad("nbdTransport", value, "tls or unix");
  }

  private static int iscsiPort(Map<String, Object> options) {
    Object value = options.getOrDefault("iscsiPort", 0);
    if (value instanceof Integer port && port >= 0 && port <= HIGHEST_PORT) {
      return port;
    }
    throw bad("iscsiPort", value, "a port, or 0 for a free one");
  }

  private static ClinkerException bad(String key, @Nullable Object value, String allowed) {
    return new ClinkerException(
        ErrorCode.INVALID_INPUT,
        "a bad option of a file backend",
        Map.of("key", "exports." + key, "value", String.valueOf(value), "allowed", allowed));
  }
}
