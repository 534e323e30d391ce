package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.view.TypeEncryptionView;
import io.clinker.store.TypeEncryptionRow;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /types/{id}/encryption}: how volumes of a type are to be encrypted. */
@Path("/v3/types/{id}/encryption")
public final class TypeEncryptionResource {
  private static final String ENVELOPE = "encryption";
  private static final String PROVIDER = "provider";
  private static final String LOCATION = "control_location";
  private static final String CIPHER = "cipher";
  private static final String KEY_SIZE = "key_size";
  private static final Form LOCATIONS = Forms.choice("front-end", "back-end");
  private static final Form BITS = new Form.Whole(0, Integer.MAX_VALUE, true);
  private static final Schema CREATE =
      Schema.in(
              ENVELOPE,
              required(PROVIDER, Forms.text255()),
              required(LOCATION, LOCATIONS),
              optional(KEY_SIZE, BITS),
              optional(CIPHER, Forms.text255().orNull()))
          .withUnknown(new Schema.Unknown.Ignored());
  private static final Schema UPDATE =
      Schema.in(
              ENVELOPE,
              optional(PROVIDER, Forms.text255()),
              optional(LOCATION, LOCATIONS),
              optional(KEY_SIZE, BITS),
              optional(CIPHER, Forms.text255().orNull()))
          .withUnknown(new Schema.Unknown.Ignored());

  private final Lookup lookup;
  private final Edits edits;

  public TypeEncryptionResource(Lookup lookup, Edits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  @GET
  @Asks(Rule.VOLUME_TYPE_ENCRYPTION_GET)
  @Gives(Body.TYPE_ENCRYPTION)
  public Response show(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.VOLUME_TYPE_ENCRYPTION_GET);
    Map<String, @Nullable Object> members = members(call, id);
    return Answers.ok(json -> Json.MAPPER.writeTree(json, Json.MAPPER.valueToTree(members)));
  }

  @GET
  @Asks(Rule.VOLUME_TYPE_ENCRYPTION_GET)
  @Path("{key}")
  @Gives(Body.TYPE_ENCRYPTION_MEMBER)
  public Response one(
      @Context Call call, @PathParam("id") String id, @PathParam("key") String key) {
    call.require(Rule.VOLUME_TYPE_ENCRYPTION_GET);
    Map<String, @Nullable Object> members = members(call, id);
    if (!members.containsKey(key)) {
      throw Fault.notFound("Volume type encryption for type %s has no %s.".formatted(id, key));
    }
    return Answers.ok(
        json -> {
          json.writeStartObject();
          Json.any(json, key, members.get(key));
          json.writeEndObject();
        });
  }

  private Map<String, @Nullable Object> members(Call call, String id) {
    lookup.type(call, id);
    return lookup
        .database()
        .read(handle -> lookup.stores().encryptions().find(handle, id))
        .map(TypeEncryptionView::flat)
        .orElseGet(Map::of);
  }

  @POST
  @Asks(Rule.VOLUME_TYPE_ENCRYPTION_CREATE)
  @Takes("CREATE")
  @Gives(Body.TYPE_ENCRYPTION_CREATED)
  public Response create(@Context Call call, @PathParam("id") String id) {
    Members body = CREATE.read(call);
    call.require(Rule.VOLUME_TYPE_ENCRYPTION_CREATE);
    return edits
        .direct()
        .change(
            call,
            handle -> {
              lookup.type(handle, call, id);
              TypeEncryptionRow row =
                  edits
                      .types()
                      .encrypt(
                          handle,
                          new TypeEncryptionRow(
                              id,
                              UUID.randomUUID().toString(),
                              Optional.ofNullable(body.text(PROVIDER)).orElse(""),
                              Optional.ofNullable(body.text(LOCATION)).orElse(""),
                              body.text(CIPHER),
                              bits(body),
                              lookup.database().now(),
                              null));
              return Answers.ok(json -> TypeEncryptionView.created(json, row));
            });
  }

  /** The id of the record is not looked at: a type has one at most. */
  @PUT
  @Asks(Rule.VOLUME_TYPE_ENCRYPTION_UPDATE)
  @Path("{key}")
  @Takes("UPDATE")
  @Gives(Body.TYPE_ENCRYPTION_UPDATED)
  public Response update(@Context Call call, @PathParam("id") String id) {
    Members body = UPDATE.read(call);
    call.require(Rule.VOLUME_TYPE_ENCRYPTION_UPDATE);
    return edits
        .direct()
        .change(
            call,
            handle -> {
              lookup.type(handle, call, id);
              edits.types().changeEncryption(handle, id, before -> changed(before, body));
              return Answers.ok(echo(body));
            });
  }

  @DELETE
  @Asks(Rule.VOLUME_TYPE_ENCRYPTION_DELETE)
  @Path("{key}")
  @Gives(status = 202)
  public Response delete(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.VOLUME_TYPE_ENCRYPTION_DELETE);
    return edits
        .direct()
        .change(
            call,
            202,
            handle -> {
              lookup.type(handle, call, id);
              edits.types().decrypt(handle, id, lookup.database().now());
            });
  }

  private TypeEncryptionRow changed(TypeEncryptionRow before, Members body) {
    return new TypeEncryptionRow(
        before.volumeTypeId(),
        before.id(),
        Optional.ofNullable(body.text(PROVIDER)).orElse(before.provider()),
        Optional.ofNullable(body.text(LOCATION)).orElse(before.controlLocation()),
        body.has(CIPHER) ? body.text(CIPHER) : before.cipher(),
        body.has(KEY_SIZE) ? bits(body) : before.keySize(),
        before.createdAt(),
        lookup.database().now());
  }

  private static Json echo(Members body) {
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    for (String name : new String[] {PROVIDER, LOCATION, CIPHER}) {
      if (body.has(name)) {
        given.put(name, body.text(name));
      }
    }
    if (body.has(KEY_SIZE)) {
      given.put(KEY_SIZE, bits(body));
    }
    return json -> {
      json.writeStartObject();
      Json.any(json, ENVELOPE, given);
      json.writeEndObject();
    };
  }

  private static @Nullable Integer bits(Members body) {
    Long bits = body.whole(KEY_SIZE);
    return bits == null ? null : bits.intValue();
  }
}
