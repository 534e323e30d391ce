package io.clinker.api.v3;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Options;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.list.Page;
import io.clinker.api.v3.view.Hosts;
import io.clinker.store.BackendRow;
import io.clinker.store.PoolRow;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /scheduler-stats/get_pools}. */
@Path("/v3/scheduler-stats/get_pools")
public final class PoolsResource {
  private final Lookup lookup;
  private final Alive alive;

  public PoolsResource(Lookup lookup, Alive alive) {
    this.lookup = lookup;
    this.alive = alive;
  }

  @GET
  @Asks(Rule.SCHEDULER_SCHEDULER_STATS_GET_POOLS)
  @Options({"detail", "name", "volume_type"})
  @Gives(Body.POOLS)
  public Response list(@Context Call call) {
    boolean detailed = call.query().flag("detail", false);
    call.require(Rule.SCHEDULER_SCHEDULER_STATS_GET_POOLS);
    PoolFilters filters = PoolFilters.of(call, lookup);
    Map<String, BackendRow> backends =
        lookup.database().read(handle -> lookup.stores().pools().backends(handle)).stream()
            .collect(Collectors.toMap(BackendRow::name, Function.identity()));
    List<PoolRow> pools =
        lookup.database().read(handle -> lookup.stores().pools().pools(handle)).stream()
            .filter(pool -> fits(filters, pool, backends.get(pool.backend())))
            .toList();
    return Answers.ok(
        Page.of(
            "pools",
            pools,
            (json, pool) -> {
              json.writeStartObject();
              json.writeStringField("name", Hosts.ofPool(pool.backend(), pool.name()));
              BackendRow backend = backends.get(pool.backend());
              if (detailed && backend != null) {
                json.writeObjectFieldStart("capabilities");
                capabilities(json, pool, backend);
                json.writeEndObject();
              }
              json.writeEndObject();
            }));
  }

  private boolean fits(PoolFilters filters, PoolRow pool, @Nullable BackendRow backend) {
    return backend != null && filters.pass(pool, backend, () -> members(pool, backend));
  }

  private JsonNode members(PoolRow pool, BackendRow backend) {
    try {
      return Json.MAPPER.readTree(
          Json.bytes(
              json -> {
                json.writeStartObject();
                capabilities(json, pool, backend);
                json.writeEndObject();
              }));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void capabilities(JsonGenerator json, PoolRow pool, BackendRow backend)
      throws IOException {
    json.writeStringField("volume_backend_name", backend.name());
    json.writeStringField("pool_name", pool.name());
    json.writeStringField("vendor_name", backend.vendor());
    json.writeStringField("driver_version", backend.driverVersion());
    json.writeStringField("storage_protocol", backend.defaultProtocol().word());
    json.writeNumberField("total_capacity_gb", pool.totalGib());
    json.writeNumberField("free_capacity_gb", pool.freeGib());
    json.writeNumberField("allocated_capacity_gb", pool.allocatedGib());
    json.writeNumberField("provisioned_capacity_gb", pool.allocatedGib());
    json.writeNumberField("reserved_percentage", pool.reservedPercentage());
    json.writeNumberField("max_over_subscription_ratio", pool.overSubscriptionRatio());
    json.writeBooleanField("thin_provisioning_support", pool.thin());
    json.writeBooleanField("thick_provisioning_support", !pool.thin());
    json.writeBooleanField("multiattach", true);
    json.writeBooleanField("QoS_support", false);
    json.writeStringField("backend_state", alive.backendUp(backend.name()) ? "up" : "down");
    Json.date(json, "timestamp", pool.updatedAt());
    Json.date(json, "updated", pool.updatedAt());
  }
}
