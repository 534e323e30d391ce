package io.clinker.api.v3;

import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Lists;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Available;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.list.Column;
import io.clinker.api.list.ListRequest;
import io.clinker.api.list.Listing;
import io.clinker.api.list.Page;
import io.clinker.api.v3.view.MessageView;
import io.clinker.store.ListQuery;
import io.clinker.store.MessageRow;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /messages}. */
@Path("/v3/messages")
@Available(Since.MESSAGES)
public final class MessagesResource {
  private static final Listing LISTING =
      new Listing(
          "Message",
          Map.of(
              "id", Column.text("id"),
              "project_id", Column.text("project_id"),
              "resource_uuid", Column.text("resource_uuid"),
              "resource_type", Column.text("resource_type"),
              "event_id", Column.text("event_id"),
              "request_id", Column.text("request_id"),
              "message_level", Column.text("message_level")),
          Set.of("resource_uuid", "resource_type", "event_id", "request_id", "message_level"),
          Map.of(
              "id", "id",
              "event_id", "event_id",
              "request_id", "request_id",
              "message_level", "message_level",
              "resource_type", "resource_type",
              "resource_uuid", "resource_uuid",
              "created_at", "created_at",
              "guaranteed_until", "guaranteed_until"),
          Map.of(
              "resource_uuid", Since.MESSAGE_PAGING,
              "resource_type", Since.MESSAGE_PAGING,
              "event_id", Since.MESSAGE_PAGING,
              "request_id", Since.MESSAGE_PAGING,
              "message_level", Since.MESSAGE_PAGING),
          Set.of(),
          false);

  private final Lookup lookup;
  private final Edits edits;
  private final int pageSize;

  public MessagesResource(Lookup lookup, Edits edits, int pageSize) {
    this.lookup = lookup;
    this.edits = edits;
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.MESSAGE_GET_ALL)
  @Lists("LISTING")
  @Gives(Body.MESSAGES)
  public Response list(@Context Call call) {
    call.require(Rule.MESSAGE_GET_ALL);
    ListRequest request = request(call);
    List<MessageRow> rows =
        request.rows(
            () ->
                lookup
                    .database()
                    .read(handle -> lookup.stores().messages().page(handle, request.query())));
    Page<MessageRow> page =
        Page.of("messages", rows, (json, row) -> MessageView.detail(json, call, row));
    return Answers.ok(
        call.has(Since.MESSAGE_PAGING)
            ? page.linked(call, request, "messages_links", MessageRow::id)
            : page);
  }

  /** Before there was paging, all of them came and nothing could be chosen. */
  private ListRequest request(Call call) {
    if (call.has(Since.MESSAGE_PAGING)) {
      ListRequest request = ListRequest.parse(call, LISTING, pageSize);
      // The project that an administrator names stands for the own one.
      return call.caller().admin() && call.query().get("project_id") != null
          ? request.ofEveryProject()
          : request;
    }
    boolean all = call.caller().admin() && call.query().flag("all_tenants", false);
    return new ListRequest(
        LISTING, ListQuery.newest(all ? null : call.caller().projectId(), pageSize), false);
  }

  @GET
  @Path("{id}")
  @Asks(Rule.MESSAGE_GET)
  @Gives(Body.MESSAGE)
  public Response show(@Context Call call, @PathParam("id") String id) {
    MessageRow row =
        lookup
            .database()
            .read(handle -> lookup.stores().messages().find(handle, id, call.scope()))
            .orElseThrow(() -> missing(id));
    call.require(Rule.MESSAGE_GET);
    return Answers.ok(Json.in("message", json -> MessageView.detail(json, call, row)));
  }

  @DELETE
  @Path("{id}")
  @Asks(Rule.MESSAGE_DELETE)
  @Gives(status = 204)
  public Response delete(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.MESSAGE_DELETE);
    return edits
        .direct()
        .change(
            call,
            204,
            handle -> {
              if (!lookup.stores().messages().delete(handle, id, call.scope())) {
                throw missing(id);
              }
            });
  }

  private static Fault missing(String id) {
    return Fault.notFound("Message " + id + " could not be found.");
  }
}
