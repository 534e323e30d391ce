package io.clinker.api.v3;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Options;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.list.Page;
import io.clinker.api.v3.Services.Service;
import io.clinker.api.v3.view.Hosts;
import io.clinker.store.PoolStore.Load;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;

/** {@code /os-hosts}: the services again, with what each project has on them. */
@Path("/v3/os-hosts")
public final class HostsResource {
  private final Lookup lookup;
  private final Services services;

  public HostsResource(Lookup lookup, Services services) {
    this.lookup = lookup;
    this.services = services;
  }

  @GET
  @Asks(Rule.HOSTS)
  @Options("zone")
  @Gives(Body.HOSTS)
  public Response list(@Context Call call) {
    call.require(Rule.HOSTS);
    String zone = call.query().get("zone");
    List<Service> hosts =
        services.all().stream()
            .filter(service -> zone == null || service.zone().equals(zone))
            .toList();
    return Answers.ok(
        Page.of(
            "hosts",
            hosts,
            (json, service) -> {
              json.writeStartObject();
              json.writeStringField("host_name", service.host());
              json.writeStringField("service", service.binary());
              json.writeStringField("zone", service.zone());
              json.writeStringField("service-status", service.up() ? "available" : "unavailable");
              json.writeStringField("service-state", service.disabled() ? "disabled" : "enabled");
              Json.date(json, "last-update", service.updatedAt());
              json.writeEndObject();
            }));
  }

  @GET
  @Asks(Rule.HOSTS)
  @Path("{host}")
  @Gives(Body.HOST)
  public Response show(@Context Call call, @PathParam("host") String host) {
    call.require(Rule.HOSTS);
    if (services.all().stream().noneMatch(service -> service.host().equals(host))) {
      throw Fault.notFound("Host %s could not be found.".formatted(host));
    }
    String backend = Hosts.backendOf(host);
    List<Load> loads =
        backend == null
            ? List.of()
            : lookup.database().read(handle -> lookup.stores().pools().loads(handle, backend));
    Load total = loads.stream().reduce(new Load("(total)", 0, 0, 0, 0), Load::plus);
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("host");
          write(json, host, total);
          for (Load load : loads) {
            write(json, host, load);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /** The counters are texts, as clients know them. */
  private static void write(JsonGenerator json, String host, Load load) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("resource");
    json.writeStringField("host", host);
    json.writeStringField("project", load.projectId());
    json.writeStringField("volume_count", Long.toString(load.volumes()));
    json.writeStringField("total_volume_gb", Long.toString(load.volumeGib()));
    json.writeStringField("snapshot_count", Long.toString(load.snapshots()));
    json.writeStringField("total_snapshot_gb", Long.toString(load.snapshotGib()));
    json.writeEndObject();
    json.writeEndObject();
  }
}
