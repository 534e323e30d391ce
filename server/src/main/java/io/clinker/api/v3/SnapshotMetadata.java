package io.clinker.api.v3;

import io.clinker.admission.Description;
import io.clinker.admission.MetadataChange;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Rule;
import io.clinker.store.SnapshotRow;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** {@code /snapshots/{id}/metadata}. */
@Path("/v3/snapshots/{id}/metadata")
public final class SnapshotMetadata {
  private final Lookup lookup;
  private final Edits edits;

  public SnapshotMetadata(Lookup lookup, Edits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  @GET
  @Asks(Rule.VOLUME_GET_SNAPSHOT_METADATA)
  @Gives(Body.METADATA)
  public Response all(@Context Call call, @PathParam("id") String id) {
    SnapshotRow row = lookup.snapshot(call, id);
    call.require(Rule.VOLUME_GET_SNAPSHOT_METADATA);
    return Answers.ok(Metadata.all(row.metadata()));
  }

  @POST
  @Asks(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA)
  @Takes(value = "ALL", in = Metadata.class)
  @Gives(Body.METADATA)
  public Response merge(@Context Call call, @PathParam("id") String id) {
    Map<String, String> more = Metadata.read(call);
    call.require(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA);
    return edits
        .direct()
        .change(
            call,
            handle ->
                Answers.ok(Metadata.all(change(handle, call, id, new MetadataChange.Merge(more)))));
  }

  @PUT
  @Asks(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA)
  @Takes(value = "ALL", in = Metadata.class)
  @Gives(Body.METADATA)
  public Response replace(@Context Call call, @PathParam("id") String id) {
    Map<String, String> fresh = Metadata.read(call);
    call.require(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA);
    return edits
        .direct()
        .change(
            call,
            handle ->
                Answers.ok(
                    Metadata.all(change(handle, call, id, new MetadataChange.Replace(fresh)))));
  }

  @GET
  @Path("{key}")
  @Asks(Rule.VOLUME_GET_SNAPSHOT_METADATA)
  @Gives(Body.METADATA_ITEM)
  public Response one(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    SnapshotRow row = lookup.snapshot(call, id);
    call.require(Rule.VOLUME_GET_SNAPSHOT_METADATA);
    String value = row.metadata().get(key);
    if (value == null) {
      throw missing(id, key);
    }
    return Answers.ok(Metadata.one(key, value));
  }

  @PUT
  @Path("{key}")
  @Asks(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA)
  @Takes(value = "ONE", in = Metadata.class)
  @Gives(Body.METADATA_ITEM)
  public Response set(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    Map<String, String> pair = Metadata.readOne(call, key);
    call.require(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA);
    return edits
        .direct()
        .change(
            call,
            handle -> {
              change(handle, call, id, new MetadataChange.Merge(pair));
              return Answers.ok(Metadata.one(key, pair.getOrDefault(key, "")));
            });
  }

  @DELETE
  @Path("{key}")
  @Asks(Rule.VOLUME_DELETE_SNAPSHOT_METADATA)
  @Gives
  public Response remove(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    call.require(Rule.VOLUME_DELETE_SNAPSHOT_METADATA);
    return edits
        .direct()
        .change(call, 200, handle -> change(handle, call, id, new MetadataChange.Remove(key)));
  }

  private Map<String, String> change(Handle handle, Call call, String id, MetadataChange change) {
    return edits
        .snapshots()
        .describe(
            handle, Ids.snapshot(id), call.scope(), Description.of(change), lookup.database().now())
        .metadata();
  }

  private static Fault missing(String id, String key) {
    return Fault.notFound("Snapshot " + id + " has no metadata with key " + key + ".");
  }
}
