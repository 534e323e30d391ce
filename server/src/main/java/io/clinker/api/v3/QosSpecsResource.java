package io.clinker.api.v3;

import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Lists;
import io.clinker.api.description.Options;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.list.Column;
import io.clinker.api.list.ListRequest;
import io.clinker.api.list.Listing;
import io.clinker.api.list.Page;
import io.clinker.api.v3.view.QosSpecsView;
import io.clinker.store.QosSpecsRow;
import io.clinker.store.TypeRow;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** {@code /qos-specs}; three of its changes are GETs, as clients know them. */
@Path("/v3/qos-specs")
public final class QosSpecsResource {
  private static final Listing LISTING =
      new Listing(
              "QoS specs",
              Map.of(
                  "id", Column.text("id"),
                  "name", Column.text("name"),
                  "consumer", Column.text("consumer")),
              Set.of("id", "name", "consumer"),
              Map.of(
                  "id", "id",
                  "name", "name",
                  "consumer", "consumer",
                  "created_at", "created_at",
                  "updated_at", "updated_at"),
              Map.of(),
              Set.of(),
              false)
          .refusing(null);

  private final Lookup lookup;
  private final Edits edits;
  private final int pageSize;

  public QosSpecsResource(Lookup lookup, Edits edits, int pageSize) {
    this.lookup = lookup;
    this.edits = edits;
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.QOS_SPECS_MANAGE_GET_ALL)
  @Lists("LISTING")
  @Gives(Body.QOS_LIST)
  public Response list(@Context Call call) {
    call.require(Rule.QOS_SPECS_MANAGE_GET_ALL);
    ListRequest request = ListRequest.parse(call, LISTING, pageSize);
    List<QosSpecsRow> rows =
        request.rows(
            () ->
                lookup
                    .database()
                    .read(handle -> lookup.stores().qosSpecs().page(handle, request.query())));
    return Answers.ok(
        Page.of("qos_specs", rows, QosSpecsView::item)
            .linked(call, request, "qos_specs_links", QosSpecsRow::id));
  }

  @POST
  @Asks(Rule.QOS_SPECS_MANAGE_CREATE)
  @Takes(value = "ANY", in = QosBodies.class)
  @Gives(Body.QOS)
  public Response create(@Context Call call) {
    QosBodies body = QosBodies.create(call);
    call.require(Rule.QOS_SPECS_MANAGE_CREATE);
    String consumer = Optional.ofNullable(body.consumer()).orElse("back-end");
    return edits
        .direct()
        .change(
            call,
            handle ->
                Answers.ok(
                    QosSpecsView.whole(
                        call,
                        edits
                            .qos()
                            .create(
                                handle,
                                Optional.ofNullable(body.name()).orElse(""),
                                consumer,
                                body.specs(),
                                lookup.database().now()))));
  }

  @GET
  @Asks(Rule.QOS_SPECS_MANAGE_GET)
  @Path("{id}")
  @Gives(Body.QOS)
  public Response show(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.QOS_SPECS_MANAGE_GET);
    return Answers.ok(QosSpecsView.whole(call, lookup.database().read(handle -> row(handle, id))));
  }

  @PUT
  @Asks(Rule.QOS_SPECS_MANAGE_UPDATE)
  @Path("{id}")
  @Takes(value = "ANY", in = QosBodies.class)
  @Gives(Body.QOS_UPDATED)
  public Response update(@Context Call call, @PathParam("id") String id) {
    QosBodies body = QosBodies.update(call);
    call.require(Rule.QOS_SPECS_MANAGE_UPDATE);
    Map<String, String> echo = new LinkedHashMap<>(body.specs());
    if (body.consumer() != null) {
      echo.put("consumer", body.consumer());
    }
    return edits
        .direct()
        .change(
            call,
            handle -> {
              edits.qos().merge(handle, id, body.consumer(), body.specs(), lookup.database().now());
              return Answers.ok(
                  json -> {
                    json.writeStartObject();
                    Json.texts(json, "qos_specs", echo);
                    json.writeEndObject();
                  });
            });
  }

  @DELETE
  @Asks(Rule.QOS_SPECS_MANAGE_DELETE)
  @Path("{id}")
  @Options("force")
  @Gives(status = 202)
  public Response delete(@Context Call call, @PathParam("id") String id) {
    boolean force = call.query().flag("force", false);
    call.require(Rule.QOS_SPECS_MANAGE_DELETE);
    return accepted(call, handle -> edits.qos().delete(handle, id, force, lookup.database().now()));
  }

  @PUT
  @Asks(Rule.QOS_SPECS_MANAGE_DELETE)
  @Path("{id}/delete_keys")
  @Takes(value = "KEYS", in = QosBodies.class)
  @Gives(status = 202)
  public Response deleteKeys(@Context Call call, @PathParam("id") String id) {
    List<String> keys = QosBodies.keys(call);
    call.require(Rule.QOS_SPECS_MANAGE_DELETE);
    return accepted(
        call, handle -> edits.qos().deleteKeys(handle, id, keys, lookup.database().now()));
  }

  @GET
  @Asks(Rule.QOS_SPECS_MANAGE_GET_ALL)
  @Path("{id}/associations")
  @Gives(Body.QOS_ASSOCIATIONS)
  public Response associations(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.QOS_SPECS_MANAGE_GET_ALL);
    List<TypeRow> types =
        lookup
            .database()
            .read(
                handle -> {
                  row(handle, id);
                  return lookup.stores().types().ofQosSpecs(handle, id);
                });
    return Answers.ok(QosSpecsView.associations(types));
  }

  @GET
  @Asks(Rule.QOS_SPECS_MANAGE_UPDATE)
  @Path("{id}/associate")
  @Options("vol_type_id")
  @Gives(status = 202)
  public Response associate(@Context Call call, @PathParam("id") String id) {
    String type = type(call);
    call.require(Rule.QOS_SPECS_MANAGE_UPDATE);
    return accepted(
        call, handle -> edits.qos().associate(handle, id, type, lookup.database().now()));
  }

  @GET
  @Asks(Rule.QOS_SPECS_MANAGE_UPDATE)
  @Path("{id}/disassociate")
  @Options("vol_type_id")
  @Gives(status = 202)
  public Response disassociate(@Context Call call, @PathParam("id") String id) {
    String type = type(call);
    call.require(Rule.QOS_SPECS_MANAGE_UPDATE);
    return accepted(
        call, handle -> edits.qos().disassociate(handle, id, type, lookup.database().now()));
  }

  @GET
  @Asks(Rule.QOS_SPECS_MANAGE_UPDATE)
  @Path("{id}/disassociate_all")
  @Gives(status = 202)
  public Response disassociateAll(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.QOS_SPECS_MANAGE_UPDATE);
    return accepted(
        call, handle -> edits.qos().disassociateAll(handle, id, lookup.database().now()));
  }

  private Response accepted(Call call, Consumer<Handle> edit) {
    return edits.direct().change(call, 202, edit);
  }

  private static String type(Call call) {
    String type = call.query().get("vol_type_id");
    if (type == null || type.isEmpty()) {
      throw Fault.badRequest("Volume Type id must not be None.");
    }
    return type;
  }

  private QosSpecsRow row(Handle handle, String id) {
    return lookup
        .stores()
        .qosSpecs()
        .find(handle, id)
        .orElseThrow(() -> Fault.notFound("No such qos_specs %s.".formatted(id)));
  }
}
