package io.clinker.api.operations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.description.Act;
import io.clinker.api.description.Acts;
import io.clinker.api.description.BeyondCinder;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Lists;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Query;
import io.clinker.api.http.Rule;
import io.clinker.api.list.Column;
import io.clinker.api.list.ListRequest;
import io.clinker.api.list.Listing;
import io.clinker.api.list.Page;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.Alive;
import io.clinker.gateway.OperationGateway;
import io.clinker.gateway.OperationGateway.Cancellation;
import io.clinker.model.Identifiers;
import io.clinker.model.OperationId;
import io.clinker.operations.OperationState;
import io.clinker.store.Database;
import io.clinker.store.Filter;
import io.clinker.store.OperationRow;
import io.clinker.store.OperationStore.Step;
import io.clinker.store.Stores;
import io.clinker.store.UnservedOperations;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code /operations}, Clinker's own: what was accepted, how far it is, why it waits, and a way to
 * have it undone.
 */
@BeyondCinder
@Path("/v3/operations")
public final class OperationsResource {
  private static final Listing LISTING =
      new Listing(
          "Operation",
          Map.of(
              "id", Column.text("id"),
              "kind", Column.text("kind"),
              "request_id", Column.text("request_id"),
              "backend", Column.text("backend"),
              "project_id", Column.text("project_id")),
          Set.of("id", "kind", "request_id", "backend"),
          Map.of("admitted_at", "admitted_at", "updated_at", "updated_at", "id", "id"),
          Map.of(),
          Set.of("resource", "state", "since"),
          false);

  private final Database database;
  private final Stores stores;
  private final OperationGateway gateway;
  private final OperationView view;
  private final Alive alive;
  private final int pageSize;

  public OperationsResource(
      Database database,
      Stores stores,
      OperationGateway gateway,
      OperationView view,
      Alive alive,
      int pageSize) {
    this.database = database;
    this.stores = stores;
    this.gateway = gateway;
    this.view = view;
    this.alive = alive;
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.OPERATIONS_GET_ALL)
  @Lists("LISTING")
  @Gives(Body.OPERATIONS)
  public Response list(@Context Call call) {
    call.require(Rule.OPERATIONS_GET_ALL);
    boolean open = "open".equals(call.query().get("state"));
    ListRequest request = filtered(call, ListRequest.parse(call, LISTING, pageSize));
    List<OperationRow> rows =
        request.rows(
            () ->
                database.read(
                    handle ->
                        open
                            ? stores.operations().openPage(handle, request.query())
                            : stores.operations().page(handle, request.query())));
    return Answers.ok(
        Page.of(
                "operations",
                rows,
                (json, row) -> view.summary(json, call, row, waitingReason(row)))
            .linked(call, request, "operations_links", row -> row.id().value()));
  }

  private static ListRequest filtered(Call call, ListRequest request) {
    Query query = call.query();
    ListRequest filtered = request;
    String resource = query.get("resource");
    if (resource != null) {
      // "volume/<id>" or the id alone.
      String id = resource.substring(resource.indexOf('/') + 1);
      filtered = filtered.with(Filter.AnyOf.one("resource", id));
    }
    String state = query.get("state");
    if (state != null && !state.equals("open")) {
      filtered = filtered.with(Filter.AnyOf.one("state", known(state)));
    }
    String since = query.get("since");
    if (since != null) {
      filtered = filtered.with(new Filter.Time("admitted_at", Filter.Operator.GTE, time(since)));
    }
    return filtered;
  }

  @GET
  @Path("{id}")
  @Asks(Rule.OPERATIONS_GET)
  @Gives(Body.OPERATION)
  public Response show(@Context Call call, @PathParam("id") String id) {
    OperationRow row = find(call, id);
    call.require(Rule.OPERATIONS_GET);
    List<Step> steps = database.read(handle -> stores.operations().steps(handle, row.id()));
    return Answers.ok(
        Json.in("operation", json -> view.detail(json, call, row, waitingReason(row), steps)));
  }

  @POST
  @Path("{id}/action")
  @Asks(Rule.OPERATIONS_CANCEL)
  @Acts(@Act("cancel"))
  public Response act(@Context Call call, @PathParam("id") String id) {
    ObjectNode body = Schema.object(call.body());
    if (body.size() != 1 || !body.has("cancel")) {
      throw Fault.badRequest("The only action of an operation is {\"cancel\": null}.");
    }
    OperationRow row = find(call, id);
    call.require(Rule.OPERATIONS_CANCEL);
    return switch (gateway.cancel(row.id())) {
      case Cancellation.Accepted accepted -> Answers.empty(202);
      case Cancellation.Impossible impossible ->
          throw Fault.conflict(
              "Operation %s cannot be cancelled: %s".formatted(row.id(), impossible.reason()));
      case Cancellation.NotFound missing -> throw missing(id);
      case Cancellation.Unavailable away -> throw Fault.unavailable(away.reason());
    };
  }

  private OperationRow find(Call call, String id) {
    if (!Identifiers.isUuid(id)) {
      throw missing(id);
    }
    return database
        .read(handle -> stores.operations().find(handle, new OperationId(id), call.scope()))
        .orElseThrow(() -> missing(id));
  }

  /** What the row says, or that nobody is there who could go on. */
  private @Nullable String waitingReason(OperationRow row) {
    String said = row.waitingReason();
    if (said != null && said.startsWith(UnservedOperations.WAITING)) {
      return said;
    }
    String backend = row.backend();
    if (row.state().open() && backend != null && !alive.backendUp(backend)) {
      return UnservedOperations.WAITING + "no live node serves backend " + backend;
    }
    return said;
  }

  private static Fault missing(String id) {
    return Fault.notFound("Operation " + id + " could not be found.");
  }

  private static String known(String state) {
    for (OperationState one : OperationState.values()) {
      if (one.word().equals(state)) {
        return state;
      }
    }
    throw Fault.badRequest(
        "Invalid input for field/attribute state. Value: "
            + state
            + ". It must be open, running, waiting, cleaning, succeeded, failed, cancelled,"
            + " superseded or abandoned.");
  }

  private static Instant time(String text) {
    String form = text.strip().replace(' ', 'T');
    try {
      return form.endsWith("Z") || form.lastIndexOf('+') > 10
          ? OffsetDateTime.parse(form).toInstant()
          : LocalDateTime.parse(form).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw Fault.badRequest(
          "Invalid input for field/attribute since. Value: " + text + ". It is not a time.");
    }
  }
}
