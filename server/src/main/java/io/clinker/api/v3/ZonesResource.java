package io.clinker.api.v3;

import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.http.Answers;
import io.clinker.api.http.AsksNothing;
import io.clinker.api.http.Call;
import io.clinker.store.BackendRow;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /os-availability-zone}: the zones of the backends; available while one is enabled. */
@Path("/v3/os-availability-zone")
public final class ZonesResource {
  private final Lookup lookup;

  public ZonesResource(Lookup lookup) {
    this.lookup = lookup;
  }

  @GET
  @AsksNothing("every token may see the zones")
  @Gives(Body.ZONES)
  public Response list(@Context Call call) {
    List<BackendRow> backends =
        lookup.database().read(handle -> lookup.stores().pools().backends(handle));
    Map<String, Boolean> zones = new TreeMap<>();
    backends.forEach(
        backend ->
            zones.merge(backend.availabilityZone(), !backend.disabled(), Boolean::logicalOr));
    if (zones.isEmpty()) {
      zones.put("nova", true);
    }
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("availabilityZoneInfo");
          for (Map.Entry<String, Boolean> zone : zones.entrySet()) {
            json.writeStartObject();
            json.writeStringField("zoneName", zone.getKey());
            json.writeObjectFieldStart("zoneState");
            json.writeBooleanField("available", zone.getValue());
            json.writeEndObject();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
