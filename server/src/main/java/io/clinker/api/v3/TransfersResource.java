package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.admission.TransferEdits.Actor;
import io.clinker.admission.TransferEdits.Made;
import io.clinker.admission.TransferKey;
import io.clinker.api.change.DirectEdits.ToldOnce;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Lists;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.list.Column;
import io.clinker.api.list.ListRequest;
import io.clinker.api.list.Listing;
import io.clinker.api.list.Page;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.view.TransferView;
import io.clinker.store.ListQuery;
import io.clinker.store.TransferRow;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Transfers of volumes, the same on both of their paths. */
public abstract class TransfersResource {
  private static final Schema.Member VOLUME = required("volume_id", Forms.uuid());
  private static final Schema.Member NAME = optional("name", new Form.Text(1, 255, true, true));

  /** What the older path takes. */
  static final Schema CREATE = Schema.in("transfer", VOLUME, NAME);

  /** What the newer path takes. */
  static final Schema CREATE_WITH_SNAPSHOTS =
      Schema.in("transfer", VOLUME, NAME, optional("no_snapshots", Forms.flag()));

  private static final Schema ACCEPT =
      Schema.in("accept", required("auth_key", new Form.TextOrWhole()));
  private static final Listing LISTING =
      new Listing(
              "Transfer",
              Map.of(
                  "id", Column.text("id"),
                  "name", Column.text("name"),
                  "display_name", Column.text("name"),
                  "volume_id", Column.text("volume_id"),
                  "project_id", Column.text("source_project_id"),
                  "source_project_id", Column.text("source_project_id"),
                  "no_snapshots", Column.flag("no_snapshots"),
                  "created_at", Column.time("created_at"),
                  "updated_at", Column.time("updated_at")),
              Set.of("id", "name", "display_name", "volume_id", "no_snapshots"),
              Map.of(
                  "id", "id",
                  "name", "name",
                  "display_name", "name",
                  "volume_id", "volume_id",
                  "created_at", "created_at",
                  "updated_at", "updated_at"),
              Map.of(),
              Set.of(),
              false)
          .refusing(null);

  private final Schema create;
  private final Lookup lookup;
  private final Edits edits;
  private final int pageSize;

  TransfersResource(Schema create, Lookup lookup, Edits edits, int pageSize) {
    this.create = create;
    this.lookup = lookup;
    this.edits = edits;
    this.pageSize = pageSize;
  }

  /** One of the views. */
  @FunctionalInterface
  private interface View {
    void write(JsonGenerator json, Call call, TransferRow row) throws IOException;
  }

  @GET
  @Asks(Rule.VOLUME_GET_ALL_TRANSFERS)
  @Lists("LISTING")
  @Gives(Body.TRANSFERS)
  public Response list(@Context Call call) {
    return list(call, TransferView::summary);
  }

  @GET
  @Asks(Rule.VOLUME_GET_ALL_TRANSFERS)
  @Path("detail")
  @Lists("LISTING")
  @Gives(Body.TRANSFERS_DETAIL)
  public Response detail(@Context Call call) {
    return list(call, TransferView::detail);
  }

  private Response list(Call call, View view) {
    call.require(Rule.VOLUME_GET_ALL_TRANSFERS);
    ListRequest request = request(call);
    List<TransferRow> rows =
        request.rows(
            () ->
                lookup
                    .database()
                    .read(handle -> lookup.stores().transfers().page(handle, request.query())));
    Page<TransferRow> page = Page.of("transfers", rows, (json, row) -> view.write(json, call, row));
    return Answers.ok(
        call.has(Since.TRANSFER_PAGING)
            ? page.linked(call, TransferView.PATH, request, "transfers_links", TransferRow::id)
            : page);
  }

  /** Before there was paging, the oldest came first and nothing could be chosen. */
  private ListRequest request(Call call) {
    if (call.has(Since.TRANSFER_PAGING)) {
      return ListRequest.parse(call, LISTING, pageSize);
    }
    boolean all = call.caller().admin() && call.query().flag("all_tenants", false);
    return new ListRequest(
        LISTING,
        new ListQuery(
            all ? null : call.caller().projectId(),
            List.of(),
            List.of(new ListQuery.SortKey("created_at", false)),
            null,
            pageSize,
            0),
        false);
  }

  @POST
  @Asks(Rule.VOLUME_CREATE_TRANSFER)
  @Takes("CREATE_WITH_SNAPSHOTS")
  @Gives(value = Body.TRANSFER_CREATED, status = 202)
  public Response create(@Context Call call) {
    Members body = create.read(call);
    call.require(Rule.VOLUME_CREATE_TRANSFER);
    String volume = Objects.requireNonNull(body.text("volume_id"));
    return edits
        .direct()
        .changeTellingOnce(
            call,
            handle -> {
              Made made =
                  edits
                      .transfers()
                      .create(
                          handle,
                          Ids.volume(volume),
                          call.scope(),
                          body.stripped("name"),
                          body.flag("no_snapshots", false),
                          lookup.database().now());
              // Whoever lost the key takes the transfer back and makes another.
              return new ToldOnce(
                  created(call, made.row(), made.key().text()), created(call, made.row(), null));
            });
  }

  private static Response created(Call call, TransferRow row, @Nullable String key) {
    return Answers.json(
        202, Json.in("transfer", json -> TransferView.created(json, call, row, key)));
  }

  @GET
  @Asks(Rule.VOLUME_GET_TRANSFER)
  @Path("{id}")
  @Gives(Body.TRANSFER)
  public Response show(@Context Call call, @PathParam("id") String id) {
    TransferRow row =
        lookup
            .database()
            .read(handle -> lookup.stores().transfers().find(handle, id, call.scope()))
            .orElseThrow(() -> Fault.notFound("Transfer %s could not be found.".formatted(id)));
    call.require(Rule.VOLUME_GET_TRANSFER);
    return Answers.ok(Json.in("transfer", json -> TransferView.detail(json, call, row)));
  }

  @POST
  @Asks(Rule.VOLUME_ACCEPT_TRANSFER)
  @Path("{id}/accept")
  @Takes("ACCEPT")
  @Gives(value = Body.TRANSFER_SUMMARY, status = 202)
  public Response accept(@Context Call call, @PathParam("id") String id) {
    TransferKey key =
        new TransferKey(Optional.ofNullable(ACCEPT.read(call).text("auth_key")).orElse(""));
    call.require(Rule.VOLUME_ACCEPT_TRANSFER);
    Actor actor = new Actor(call.caller().projectId(), call.caller().userId());
    return edits
        .direct()
        .change(
            call,
            handle -> {
              TransferRow row =
                  edits.transfers().accept(handle, id, key, actor, lookup.database().now());
              return Answers.json(
                  202, Json.in("transfer", json -> TransferView.summary(json, call, row)));
            });
  }

  @DELETE
  @Asks(Rule.VOLUME_DELETE_TRANSFER)
  @Path("{id}")
  @Gives(status = 202)
  public Response delete(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.VOLUME_DELETE_TRANSFER);
    return edits
        .direct()
        .change(
            call,
            202,
            handle -> edits.transfers().delete(handle, id, call.scope(), lookup.database().now()));
  }
}
