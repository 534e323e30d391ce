package io.clinker.drivers.file;

import io.clinker.driver.Options;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
      Set.of(
          "directory",
          "listenAddress",
          "advertiseAddress",
          "nbdTransport",
          "nbdPorts",
          "iscsiPort");
  private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");
  private static final Pattern ADDRESS = Pattern.compile("[0-9A-Za-z.:_-]{1,255}");
  private static final int HIGHEST_PORT = 65535;

  /**
   * Reads the options.
   *
   * @param backend the backend's directory
   */
  static ExportOptions parse(Path backend, Map<String, Object> configured) {
    Options options = Options.ofGroup(FileOptions.FAULT, "exports", configured, KEYS);
    String listen = address(options, "listenAddress", "127.0.0.1");
    String ports = String.valueOf(options.value("nbdPorts", "20000-29999"));
    Matcher range = RANGE.matcher(ports);
    int first = range.matches() ? Integer.parseInt(range.group(1)) : 0;
    int last = range.matches() ? Integer.parseInt(range.group(2)) : 0;
    if (first < 1 || last > HIGHEST_PORT || first > last) {
      throw options.bad("nbdPorts", ports, "a range of ports like 20000-29999");
    }
    return new ExportOptions(
        directory(backend, options),
        listen,
        address(options, "advertiseAddress", listen),
        options.text("nbdTransport", "tls", List.of("tls", "unix")::contains, "tls or unix"),
        first,
        last,
        iscsiPort(options));
  }

  private static Path directory(Path backend, Options options) {
    String text =
        options.text(
            "directory",
            backend.resolve("exports").toString(),
            path -> Options.isAbsolutePath(path) && path.indexOf(',') < 0,
            "an absolute path without a comma");
    return Path.of(text).normalize();
  }

  private static String address(Options options, String key, String normally) {
    return options.text(key, normally, ADDRESS.asMatchPredicate(), "an address or a host name");
  }

  private static int iscsiPort(Options options) {
    Object value = options.value("iscsiPort", 0);
    if (value instanceof Integer port && port >= 0 && port <= HIGHEST_PORT) {
      return port;
    }
    throw options.bad("iscsiPort", value, "a port, or 0 for a free one");
  }
}
