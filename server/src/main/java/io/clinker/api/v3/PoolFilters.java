package io.clinker.api.v3;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Query;
import io.clinker.api.http.Since;
import io.clinker.api.v3.view.Hosts;
import io.clinker.placement.ExtraSpecs;
import io.clinker.store.BackendRow;
import io.clinker.store.PoolRow;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which pools are wanted: by name, by the type of the volumes that shall fit, and by what the
 * detailed list shows of them.
 *
 * @param name null for any
 * @param extraSpecs of the type; empty without one
 * @param capabilities each must be equal; a capability that there is not is equal to nothing
 */
record PoolFilters(
    @Nullable String name, Map<String, String> extraSpecs, Map<String, String> capabilities) {
  private static final String NAME = "name";
  private static final String VOLUME_TYPE = "volume_type";
  private static final String DETAIL = "detail";

  /**
   * What a call asks for; the versions before filters came ignore them.
   *
   * @throws Fault 404 for a type that is not there
   */
  static PoolFilters of(Call call, Lookup lookup) {
    if (!call.has(Since.POOL_FILTERS)) {
      return new PoolFilters(null, Map.of(), Map.of());
    }
    Map<String, String> others = new HashMap<>(call.query().values());
    others.remove(DETAIL);
    String name = others.remove(NAME);
    String type = others.remove(VOLUME_TYPE);
    return new PoolFilters(
        name,
        type == null || !call.has(Since.POOL_VOLUME_TYPE_FILTER)
            ? Map.of()
            : extraSpecs(lookup, type),
        others);
  }

  private static Map<String, String> extraSpecs(Lookup lookup, String type) {
    return lookup
        .database()
        .read(handle -> lookup.stores().types().find(handle, type, null))
        .orElseThrow(() -> Lookup.noType(type))
        .extraSpecs();
  }

  /** Whether this is one of them. */
  boolean pass(PoolRow pool, BackendRow backend, Supplier<JsonNode> shown) {
    return (name == null || Hosts.ofPool(pool.backend(), pool.name()).equals(name))
        && ExtraSpecs.unmet(extraSpecs, backend, pool).isEmpty()
        && (capabilities.isEmpty() || equal(shown.get()));
  }

  private boolean equal(JsonNode shown) {
    return capabilities.entrySet().stream()
        .allMatch(wanted -> equal(shown.path(wanted.getKey()), wanted.getValue()));
  }

  private static boolean equal(JsonNode shown, String wanted) {
    return shown.isBoolean()
        ? shown.booleanValue() == Query.bool(wanted).orElse(false)
        : !shown.isMissingNode() && shown.asText().equals(wanted);
  }
}
