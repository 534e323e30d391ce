package io.clinker.drivers.simulator;

import io.clinker.driver.Capability;
import io.clinker.driver.Options;
import io.clinker.driver.SerialSection;
import io.clinker.model.ClinkerException;
import io.clinker.model.Size;
import io.clinker.model.StorageProtocol;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of a simulated backend.
 *
 * @param array the name of an array in this process, null if it is remote
 * @param address where a {@link SimulatorServer} listens, null if the array is in this process
 * @param pool the pool of the array that is this backend's
 * @param capacity the size of the pool if the array is made by this configuration
 * @param thin whether that pool is thin
 * @param timeLimit how long a call waits for its answer
 * @param capabilities all but those of the option {@code without}
 * @param protocols the default one first
 */
public record SimulatorOptions(
    @Nullable String array,
    @Nullable URI address,
    String pool,
    Size capacity,
    boolean thin,
    Duration timeLimit,
    Set<Capability> capabilities,
    Set<SerialSection> serialSections,
    List<StorageProtocol> protocols,
    int maximumConcurrency) {

  private static final Set<String> KEYS =
      Set.of(
          "array",
          "address",
          "pool",
          "capacity",
          "thin",
          "timeLimit",
          "without",
          "serialSections",
          "protocols",
          "maximumConcurrency");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}");

  /** The options of an array in this process, all else as by default. */
  public static SimulatorOptions defaults() {
    return parse(Map.of());
  }

  /** The same without these capabilities. */
  public SimulatorOptions without(Capability... missing) {
    Set<Capability> left = EnumSet.copyOf(capabilities);
    Arrays.asList(missing).forEach(left::remove);
    return new SimulatorOptions(
        array,
        address,
        pool,
        capacity,
        thin,
        timeLimit,
        left,
        serialSections,
        protocols,
        maximumConcurrency);
  }

  /** The same with another time limit. */
  public SimulatorOptions withTimeLimit(Duration limit) {
    return new SimulatorOptions(
        array,
        address,
        pool,
        capacity,
        thin,
        limit,
        capabilities,
        serialSections,
        protocols,
        maximumConcurrency);
  }

  /**
   * Reads options as configured.
   *
   * @throws ClinkerException INVALID_INPUT naming the key, the value and what is allowed
   */
  static SimulatorOptions parse(Map<String, Object> configured) {
    Options options = Options.of("An option of the simulator driver is wrong", configured, KEYS);
    if (options.has("array") && options.has("address")) {
      throw options.bad("array", options.value("array", null), "only one of array and address");
    }
    URI address = options.has("address") ? address(options) : null;
    Set<Capability> capabilities = EnumSet.allOf(Capability.class);
    capabilities.removeAll(list(options, "without", Capability.values(), Capability::valueOf));
    List<StorageProtocol> protocols =
        list(options, "protocols", StorageProtocol.values(), StorageProtocol::of);
    return new SimulatorOptions(
        address == null ? text(options, "array", "simulator") : null,
        address,
        text(options, "pool", "pool"),
        Size.ofGibibytes((long) number(options, "capacity", 1024, 1, 1 << 30)),
        options.flag("thin", true),
        Duration.ofMillis((long) (number(options, "timeLimit", 30, 0.01, 3600) * 1000)),
        capabilities,
        Set.copyOf(list(options, "serialSections", SerialSection.values(), SerialSection::valueOf)),
        protocols.isEmpty() ? List.of(StorageProtocol.ISCSI, StorageProtocol.NBD) : protocols,
        (int) number(options, "maximumConcurrency", 64, 1, 10_000));
  }

  private static URI address(Options options) {
    Object value = options.value("address", null);
    try {
      URI address = URI.create(String.valueOf(value));
      if ("http".equals(address.getScheme()) && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, as any other address that is none.
    }
    throw options.bad("address", value, "an address as http://127.0.0.1:9700");
  }

  private static String text(Options options, String key, String otherwise) {
    return options.text(
        key,
        otherwise,
        NAME.asMatchPredicate(),
        "1 to 63 letters, digits, dots, hyphens and underscores");
  }

  private static double number(
      Options options, String key, double otherwise, double least, double most) {
    Object value = options.value(key, otherwise);
    if (value instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return number.doubleValue();
    }
    throw options.bad(key, value, "a number from " + least + " to " + most);
  }

  private static <E> List<E> list(
      Options options, String key, E[] allowed, Function<String, E> reader) {
    Object value = options.value(key, List.of());
    List<E> read = new ArrayList<>();
    if (value instanceof Collection<?> words) {
      for (Object word : words) {
        try {
          E element = reader.apply(String.valueOf(word));
          if (!read.contains(element)) {
            read.add(element);
          }
        } catch (IllegalArgumentException e) {
          throw options.bad(key, word, "any of " + Arrays.toString(allowed));
        }
      }
      return List.copyOf(read);
    }
    throw options.bad(key, value, "a list of any of " + Arrays.toString(allowed));
  }
}
