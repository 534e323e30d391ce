package io.clinker.api.v3;

import io.clinker.admission.Description;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** {@code /volumes/{id}/metadata}. */
@Path("/v3/volumes/{id}/metadata")
public final class VolumeMetadata {
  private static final String IF_MATCH = "If-Match";

  private final Lookup lookup;
  private final MetadataCalls calls;

  public VolumeMetadata(Lookup lookup, Edits edits) {
    this.lookup = lookup;
    this.calls =
        new MetadataCalls(
            "Volume",
            edits,
            (call, id) -> lookup.volume(call, id).metadata(),
            (handle, call, id, change) ->
                edits
                    .volumes()
                    .describe(
                        handle,
                        Ids.volume(id),
                        call.scope(),
                        Description.of(change),
                        lookup.database().now())
                    .metadata());
  }

  @GET
  @Asks(Rule.VOLUME_GET_VOLUME_METADATA)
  @Gives(Body.METADATA)
  public Response all(@Context Call call, @PathParam("id") String id) {
    byte[] body = body(calls.all(call, id, Rule.VOLUME_GET_VOLUME_METADATA));
    Response answer = Answers.bytes(200, body);
    return call.has(Since.METADATA_ETAG)
        ? Response.fromResponse(answer).header("Etag", tag(body)).build()
        : answer;
  }

  @POST
  @Asks(Rule.VOLUME_CREATE_VOLUME_METADATA)
  @Takes(value = "ALL", in = Metadata.class)
  @Gives(Body.METADATA)
  public Response merge(@Context Call call, @PathParam("id") String id) {
    return calls.merge(call, id, Rule.VOLUME_CREATE_VOLUME_METADATA);
  }

  @PUT
  @Asks(Rule.VOLUME_UPDATE_VOLUME_METADATA)
  @Takes(value = "ALL", in = Metadata.class)
  @Gives(Body.METADATA)
  public Response replace(
      @Context Call call,
      @PathParam("id") String id,
      @HeaderParam(IF_MATCH) List<String> expected) {
    return unlessChanged(
        () ->
            calls.replace(
                call,
                id,
                Rule.VOLUME_UPDATE_VOLUME_METADATA,
                handle -> requireUnchanged(handle, call, id, expected)));
  }

  @GET
  @Path("{key}")
  @Asks(Rule.VOLUME_GET_VOLUME_METADATA)
  @Gives(Body.METADATA_ITEM)
  public Response one(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    return calls.one(call, id, key, Rule.VOLUME_GET_VOLUME_METADATA);
  }

  @PUT
  @Path("{key}")
  @Asks(Rule.VOLUME_UPDATE_VOLUME_METADATA)
  @Takes(value = "ONE", in = Metadata.class)
  @Gives(Body.METADATA_ITEM)
  public Response set(
      @Context Call call,
      @PathParam("id") String id,
      @PathParam("key") String key,
      @HeaderParam(IF_MATCH) List<String> expected) {
    return unlessChanged(
        () ->
            calls.set(
                call,
                id,
                key,
                Rule.VOLUME_UPDATE_VOLUME_METADATA,
                handle -> requireUnchanged(handle, call, id, expected)));
  }

  @DELETE
  @Path("{key}")
  @Asks(Rule.VOLUME_DELETE_VOLUME_METADATA)
  @Gives
  public Response remove(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    return calls.remove(call, id, key, Rule.VOLUME_DELETE_VOLUME_METADATA);
  }

  private static Response unlessChanged(Supplier<Response> change) {
    try {
      return change.get();
    } catch (ChangedException changed) {
      return Answers.empty(412);
    }
  }

  /** On the locked volume, so that nobody changes them between this look and the change. */
  private void requireUnchanged(Handle handle, Call call, String id, List<String> expected) {
    IfMatch condition = IfMatch.of(expected);
    if (call.has(Since.METADATA_ETAG)
        && !condition.any()
        && !condition.holds(tag(body(lookup.lockedVolume(handle, call, id).metadata())))) {
      throw new ChangedException();
    }
  }

  /** The metadata are not as the client saw them. */
  private static final class ChangedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ChangedException() {
      super("the metadata have changed", null, false, false);
    }
  }

  private static byte[] body(Map<String, String> metadata) {
    return Json.bytes(Metadata.all(metadata));
  }

  private static String tag(byte[] body) {
    try {
      // The API defines the tag as this digest; it protects nothing.
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }
}
