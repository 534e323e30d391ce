package io.clinker.drivers.simulator;

import io.clinker.driver.Capability;
import io.clinker.driver.SerialSection;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
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
import java.util.TreeSet;
import java.util.function.Function;
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
      new TreeSet<>(
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
              "maximumConcurrency"));

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
  static SimulatorOptions parse(Map<String, Object> options) {
    for (Map.Entry<String, Object> option : options.entrySet()) {
      if (!KEYS.contains(option.getKey())) {
        throw wrong(option.getKey(), option.getValue(), "one of the keys " + KEYS);
      }
    }
    if (options.containsKey("array") && options.containsKey("address")) {
      throw wrong("array", options.get("array"), "only one of array and address");
    }
    URI address = options.containsKey("address") ? address(options.get("address")) : null;
    Set<Capability> capabilities = EnumSet.allOf(Capability.class);
    capabilities.removeAll(list(options, "without", Capability.values(), Capability::valueOf));
    List<StorageProtocol> protocols =
        list(options, "protocols", StorageProtocol.values(), StorageProtocol::of);
    return new SimulatorOptions(
        address == null ? text(options, "array", "simulator") : null,
        address,
        text(options, "pool", "pool"),
        Size.ofGibibytes((long) number(options, "capacity", 1024, 1, 1 << 30)),
        flag(options, "thin", true),
        Duration.ofMillis((long) (number(options, "timeLimit", 30, 0.01, 3600) * 1000)),
        capabilities,
        Set.copyOf(list(options, "serialSections", SerialSection.values(), SerialSection::valueOf)),
        protocols.isEmpty() ? List.of(StorageProtocol.ISCSI, StorageProtocol.NBD) : protocols,
        (int) number(options, "maximumConcurrency", 64, 1, 10_000));
  }

  private static URI address(@Nullable Object value) {
    try {
      URI address = URI.create(String.valueOf(value));
      if ("http".equals(address.getScheme()) && address.getHost() != null) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // Refused below, as any other address that is none.
    }
    throw wrong("address", value, "an address as http://127.0.0.1:9700");
  }

  private static String text(Map<String, Object> options, String key, String otherwise) {
    Object value = options.getOrDefault(key, otherwise);
    if (value instanceof String text && text.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,62}")) {
      return text;
    }
    throw wrong(key, value, "1 to 63 letters, digits, dots, hyphens and underscores");
  }

  private static boolean flag(Map<String, Object> options, String key, boolean otherwise) {
    Object value = options.getOrDefault(key, otherwise);
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw wrong(key, value, "true or false");
  }

  private static double number(
      Map<String, Object> options, String key, double otherwise, double least, double most) {
    Object value = options.getOrDefault(key, otherwise);
    if (value instanceof Number number
        && number.doubleValue() >= least
        && number.doubleValue() <= most) {
      return number.doubleValue();
    }
    throw wrong(key, value, "a number from " + least + " to " + most);
  }

  private static <E> List<E> list(
      Map<String, Object> options, String key, E[] allowed, Function<String, E> reader) {
    Object value = options.getOrDefault(key, List.of());
    List<E> read = new ArrayList<>();
    if (value instanceof Collection<?> words) {
      for (Object word : words) {
        try {
          E element = reader.apply(String.valueOf(word));
          if (!read.contains(element)) {
            read.add(element);
          }
        } catch (IllegalArgumentException e) {
          throw wrong(key, word, "any of " + Arrays.toString(allowed));
        }
      }
      return List.copyOf(read);
    }
    throw wrong(key, value, "a list of any of " + Arrays.toString(allowed));
  }

  private static ClinkerException wrong(String key, @Nullable Object value, String allowed) {
    return new ClinkerException(
        ErrorCode.INVALID_INPUT,
        "An option of the simulator driver is wrong",
        Map.of("key", key, "value", String.valueOf(value), "allowed", allowed));
  }
}
