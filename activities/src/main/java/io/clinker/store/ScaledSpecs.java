package io.clinker.store;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * QoS specs for a volume of a certain size: a limit that is given per GiB becomes the limit of the
 * volume, at least its {@code _per_gb_min} and at most its {@code _max}.
 */
final class ScaledSpecs {
  /** The limits that may be given per GiB. */
  private static final List<String> LIMITS =
      List.of(
          "read_iops_sec",
          "read_bytes_sec",
          "write_iops_sec",
          "write_bytes_sec",
          "total_iops_sec",
          "total_bytes_sec");

  private ScaledSpecs() {}

  /** A limit of which a part is no number stays as it is: no host is kept from the volume by it. */
  static Map<String, Object> of(Map<String, String> specs, int gibibytes) {
    Map<String, Object> scaled = new LinkedHashMap<>(specs);
    for (String limit : LIMITS) {
      scale(scaled, specs, limit, BigInteger.valueOf(gibibytes));
    }
    return scaled;
  }

  private static void scale(
      Map<String, Object> scaled, Map<String, String> specs, String limit, BigInteger gibibytes) {
    String each = limit + "_per_gb";
    String least = each + "_min";
    String most = limit + "_max";
    if (!specs.containsKey(each)) {
      return;
    }
    BigInteger share = number(specs.get(each));
    BigInteger floor = number(specs.getOrDefault(least, "0"));
    BigInteger ceiling = specs.containsKey(most) ? number(specs.get(most)) : null;
    if (share == null || floor == null || (specs.containsKey(most) && ceiling == null)) {
      return;
    }
    BigInteger value = share.multiply(gibibytes).max(floor);
    List.of(each, least, most).forEach(scaled::remove);
    scaled.put(limit, ceiling == null ? value : value.min(ceiling));
  }

  private static @Nullable BigInteger number(@Nullable String text) {
    try {
      return text == null ? null : new BigInteger(text.strip());
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
