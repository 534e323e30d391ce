package io.clinker.api.v3;

import io.clinker.admission.Description;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Rule;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;

/** {@code /snapshots/{id}/metadata}. */
@Path("/v3/snapshots/{id}/metadata")
public final class SnapshotMetadata {
  private final MetadataCalls calls;

  public SnapshotMetadata(Lookup lookup, Edits edits) {
    this.calls =
        new MetadataCalls(
            "Snapshot",
            edits,
            (call, id) -> lookup.snapshot(call, id).metadata(),
            (handle, call, id, change) ->
                edits
                    .snapshots()
                    .describe(
                        handle,
                        Ids.snapshot(id),
                        call.scope(),
                        Description.of(change),
                        lookup.database().now())
                    .metadata());
  }

  @GET
  @Asks(Rule.VOLUME_GET_SNAPSHOT_METADATA)
  @Gives(Body.METADATA)
  public Response all(@Context Call call, @PathParam("id") String id) {
    return Answers.ok(Metadata.all(calls.all(call, id, Rule.VOLUME_GET_SNAPSHOT_METADATA)));
  }

  @POST
  @Asks(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA)
  @Takes(value = "ALL", in = Metadata.class)
  @Gives(Body.METADATA)
  public Response merge(@Context Call call, @PathParam("id") String id) {
    return calls.merge(call, id, Rule.VOLUME_UPDATE_SNAPSHOT_METADATA);
  }

  @PUT
  @Asks(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA)
  @Takes(value = "ALL", in = Metadata.class)
  @Gives(Body.METADATA)
  public Response replace(@Context Call call, @PathParam("id") String id) {
    return calls.replace(call, id, Rule.VOLUME_UPDATE_SNAPSHOT_METADATA);
  }

  @GET
  @Path("{key}")
  @Asks(Rule.VOLUME_GET_SNAPSHOT_METADATA)
  @Gives(Body.METADATA_ITEM)
  public Response one(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    return calls.one(call, id, key, Rule.VOLUME_GET_SNAPSHOT_METADATA);
  }

  @PUT
  @Path("{key}")
  @Asks(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA)
  @Takes(value = "ONE", in = Metadata.class)
  @Gives(Body.METADATA_ITEM)
  public Response set(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    return calls.set(call, id, key, Rule.VOLUME_UPDATE_SNAPSHOT_METADATA);
  }

  @DELETE
  @Path("{key}")
  @Asks(Rule.VOLUME_DELETE_SNAPSHOT_METADATA)
  @Gives
  public Response remove(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    return calls.remove(call, id, key, Rule.VOLUME_DELETE_SNAPSHOT_METADATA);
  }
}
