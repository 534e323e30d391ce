package io.clinker.api.v3;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.http.Answers;
import io.clinker.api.http.AsksNothing;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Microversion;
import io.clinker.api.http.NeedsNoDatabase;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/** Which versions there are, and whether the process answers. */
@NeedsNoDatabase
@Path("/")
public final class DiscoveryResource {
  /** Without a token. */
  @GET
  @AsksNothing("read before there is a token")
  @Gives(value = Body.VERSIONS, status = 300)
  public Response root(@Context Call call) {
    return Answers.json(300, versions(call));
  }

  /** The same document, as an answer without choices. */
  @GET
  @Path("v3/")
  @AsksNothing("tells versions only")
  @Gives(Body.VERSIONS)
  public Response v3(@Context Call call) {
    return Answers.ok(versions(call));
  }

  @GET
  @Path("healthcheck")
  @AsksNothing("read by load balancers")
  @Gives
  public Response healthcheck() {
    return Response.ok("OK", "text/plain; charset=UTF-8").build();
  }

  private static Json versions(Call call) {
    return json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("versions");
      json.writeStartObject();
      json.writeStringField("id", "v3.0");
      json.writeStringField("status", "CURRENT");
      json.writeStringField("version", Microversion.MAXIMUM.toString());
      json.writeStringField("min_version", Microversion.MINIMUM.toString());
      json.writeStringField("updated", "2023-08-31T00:00:00Z");
      json.writeArrayFieldStart("links");
      link(json, "describedby", "https://docs.openstack.org/", "text/html");
      link(json, "self", call.base() + "/v3/", null);
      json.writeEndArray();
      json.writeArrayFieldStart("media-types");
      json.writeStartObject();
      json.writeStringField("base", "application/json");
      json.writeStringField("type", "application/vnd.openstack.volume+json;version=3");
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    };
  }

  private static void link(
      JsonGenerator json,
      String relation,
      String url,
      @org.jspecify.annotations.Nullable String type)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("rel", relation);
    if (type != null) {
      json.writeStringField("type", type);
    }
    json.writeStringField("href", url);
    json.writeEndObject();
  }
}
