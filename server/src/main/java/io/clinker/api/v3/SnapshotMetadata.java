package io.clinker.api.v3;

import io.clinker.api.change.DirectEdits;
import io.clinker.api.http.Answers;
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
import java.util.function.UnaryOperator;

/** {@code /snapshots/{id}/metadata}. */
@Path("/v3/snapshots/{id}/metadata")
public final class SnapshotMetadata {
  private final Lookup lookup;
  private final DirectEdits edits;

  public SnapshotMetadata(Lookup lookup, DirectEdits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  @GET
  public Response all(@Context Call call, @PathParam("id") String id) {
    SnapshotRow row = lookup.snapshot(call, id);
    call.require(Rule.VOLUME_GET_SNAPSHOT_METADATA);
    return Answers.ok(Metadata.all(row.metadata()));
  }

  @POST
  public Response merge(@Context Call call, @PathParam("id") String id) {
    Map<String, String> more = Metadata.read(call);
    call.require(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA);
    return edits.once(
        call,
        () -> Answers.ok(Metadata.all(change(call, id, before -> Metadata.merged(before, more)))));
  }

  @PUT
  public Response replace(@Context Call call, @PathParam("id") String id) {
    Map<String, String> fresh = Metadata.read(call);
    call.require(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA);
    return edits.once(call, () -> Answers.ok(Metadata.all(change(call, id, before -> fresh))));
  }

  @GET
  @Path("{key}")
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
  public Response set(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    Map<String, String> pair = Metadata.readOne(call, key);
    call.require(Rule.VOLUME_UPDATE_SNAPSHOT_METADATA);
    return edits.once(
        call,
        () -> {
          change(call, id, before -> Metadata.merged(before, pair));
          return Answers.ok(Metadata.one(key, pair.getOrDefault(key, "")));
        });
  }

  @DELETE
  @Path("{key}")
  public Response remove(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    call.require(Rule.VOLUME_DELETE_SNAPSHOT_METADATA);
    return edits.once(
        call,
        () -> {
          change(
              call,
              id,
              before -> {
                if (!before.containsKey(key)) {
                  throw missing(id, key);
                }
                return Metadata.without(before, key);
              });
          return Answers.empty(200);
        });
  }

  private Map<String, String> change(
      Call call, String id, UnaryOperator<Map<String, String>> edit) {
    return lookup
        .database()
        .inTransaction(
            handle -> {
              SnapshotRow row = lookup.lockedSnapshot(handle, call, id);
              Map<String, String> fresh = edit.apply(row.metadata());
              lookup
                  .stores()
                  .snapshots()
                  .describe(
                      handle,
                      row.id(),
                      row.name(),
                      row.description(),
                      fresh,
                      lookup.database().now());
              return fresh;
            });
  }

  private static Fault missing(String id, String key) {
    return Fault.notFound("Snapshot " + id + " has no metadata with key " + key + ".");
  }
}
