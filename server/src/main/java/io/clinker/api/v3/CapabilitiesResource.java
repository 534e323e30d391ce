package io.clinker.api.v3;

import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import io.clinker.api.v3.view.Hosts;
import io.clinker.store.BackendRow;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** {@code /capabilities/{host}}: what a backend says of itself. */
@Path("/v3/capabilities/{host}")
public final class CapabilitiesResource {
  private final Lookup lookup;

  public CapabilitiesResource(Lookup lookup) {
    this.lookup = lookup;
  }

  @GET
  @Asks(Rule.CAPABILITIES)
  @Gives(Body.CAPABILITIES)
  public Response show(@Context Call call, @PathParam("host") String host) {
    call.require(Rule.CAPABILITIES);
    BackendRow backend =
        Optional.ofNullable(Hosts.backendOf(host))
            .flatMap(
                name ->
                    lookup.database().read(handle -> lookup.stores().pools().backend(handle, name)))
            .orElseThrow(() -> Fault.notFound("Host %s could not be found.".formatted(host)));
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeStringField(
              "namespace", "OS::Storage::Capabilities::" + Hosts.ofBackend(backend.name()));
          json.writeStringField("vendor_name", backend.vendor());
          json.writeStringField("volume_backend_name", backend.name());
          json.writeNullField("pool_name");
          json.writeStringField("driver_version", backend.driverVersion());
          json.writeStringField("storage_protocol", backend.defaultProtocol().word());
          json.writeNullField("display_name");
          json.writeNullField("description");
          json.writeNullField("visibility");
          json.writeArrayFieldStart("replication_targets");
          json.writeEndArray();
          json.writeObjectFieldStart("properties");
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}
