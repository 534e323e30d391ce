package io.clinker.api.v3;

import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** {@code /volumes/{id}/encryption}; all volumes are plain. */
@Path("/v3/volumes/{id}/encryption")
public final class VolumeEncryptionResource {
  private static final String KEY_ID = "encryption_key_id";
  private final Lookup lookup;

  public VolumeEncryptionResource(Lookup lookup) {
    this.lookup = lookup;
  }

  @GET
  @Asks(Rule.VOLUME_ENCRYPTION_METADATA)
  @Gives(Body.VOLUME_ENCRYPTION)
  public Response all(@Context Call call, @PathParam("id") String id) {
    lookup.volume(call, id);
    call.require(Rule.VOLUME_ENCRYPTION_METADATA);
    return Answers.ok(
        json -> {
          json.writeStartObject();
          json.writeNullField(KEY_ID);
          json.writeEndObject();
        });
  }

  @GET
  @Path("{key}")
  @Asks(Rule.VOLUME_ENCRYPTION_METADATA)
  @Gives(Body.VOLUME_ENCRYPTION_KEY)
  public Response one(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    lookup.volume(call, id);
    call.require(Rule.VOLUME_ENCRYPTION_METADATA);
    if (!key.equals(KEY_ID)) {
      throw Fault.notInThisVersion();
    }
    return Answers.ok(json -> json.writeNull());
  }
}
