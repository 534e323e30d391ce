package io.clinker.placement;

import io.clinker.driver.Capability;
import io.clinker.model.StorageProtocol;
import io.clinker.store.BackendRow;
import io.clinker.store.PoolRow;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a volume type demands of a pool. Keys of other scopes than "capabilities" demand nothing.
 */
public final class ExtraSpecs {
  private static final String SCOPE = "capabilities:";

  private ExtraSpecs() {}

  /** The first demand that the pool does not meet, in words. */
  public static Optional<String> unmet(
      Map<String, String> specs, BackendRow backend, PoolRow pool) {
    Map<String, String> capabilities = capabilities(backend, pool);
    for (Map.Entry<String, String> spec : new TreeMap<>(specs).entrySet()) {
      String key = spec.getKey();
      if (key.startsWith(SCOPE)) {
        key = key.substring(SCOPE.length());
      } else if (key.contains(":")) {
        continue;
      }
      String wanted = spec.getValue().strip();
      boolean met =
          key.equals("storage_protocol")
              ? backend.protocols().stream()
                  .map(StorageProtocol::word)
                  .anyMatch(word -> matches(wanted, word))
              : matches(wanted, capabilities.get(key));
      if (!met) {
        return Optional.of(
            "the type wants %s = %s, the pool has %s"
                .formatted(
                    key,
                    wanted,
                    key.equals("storage_protocol")
                        ? backend.protocols().stream().map(StorageProtocol::word).toList()
                        : capabilities.getOrDefault(key, "nothing of that name")));
      }
    }
    return Optional.empty();
  }

  private static Map<String, String> capabilities(BackendRow backend, PoolRow pool) {
    Map<String, String> found = new HashMap<>();
    for (Capability capability : Capability.values()) {
      found.put(
          capability.name().toLowerCase(Locale.ROOT),
          word(backend.capabilities().contains(capability)));
    }
    found.put("volume_backend_name", backend.name());
    found.put("pool_name", pool.name());
    found.put("vendor_name", backend.vendor());
    found.put("driver_version", backend.driverVersion());
    found.put("driver", backend.driver());
    found.put("thin_provisioning_support", word(pool.thin()));
    found.put("thick_provisioning_support", word(!pool.thin()));
    return found;
  }

  private static String word(boolean value) {
    return value ? "True" : "False";
  }

  private static boolean matches(String wanted, @org.jspecify.annotations.Nullable String value) {
    if (value == null) {
      return false;
    }
    String[] words = wanted.split("\\s+", 2);
    String operand = words.length > 1 ? words[1].strip() : "";
    return switch (words[0]) {
      case "<is>" -> Boolean.parseBoolean(operand.toLowerCase(Locale.ROOT)) == isTrue(value);
      case "<in>" -> value.contains(operand);
      case "s==" -> value.equals(operand);
      case "s!=" -> !value.equals(operand);
      case "<or>" -> Arrays.stream(wanted.split("<or>")).map(String::strip).anyMatch(value::equals);
      default -> value.equalsIgnoreCase(wanted);
    };
  }

  private static boolean isTrue(String value) {
    return value.equalsIgnoreCase("true");
  }
}
