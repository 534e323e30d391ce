package io.clinker.api.operations;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.api.change.DirectEdits;
import io.clinker.api.change.Submissions;
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
import io.clinker.api.http.Rule;
import io.clinker.api.list.Column;
import io.clinker.api.list.ListRequest;
import io.clinker.api.list.Listing;
import io.clinker.api.list.Page;
import io.clinker.api.schema.Schema;
import io.clinker.model.Identifiers;
import io.clinker.operations.OperationInput;
import io.clinker.store.Database;
import io.clinker.store.Filter;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.State;
import io.clinker.store.ListQuery;
import io.clinker.store.ListedFinding;
import io.clinker.store.OwnerlessRow;
import io.clinker.store.Stores;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * {@code /findings}, Clinker's own: where a backend and the rows differ, which operation made it
 * so, whose project is gone, and what an administrator wants done about it. Administrators see
 * those of every project.
 */
@BeyondCinder
@Path("/v3/findings")
public final class FindingsResource {
  private static final Listing LISTING =
      new Listing(
          "Finding",
          Map.of(
              "id", Column.text("id"),
              "kind", Column.text("kind"),
              "resource_id", Column.text("resource_id"),
              "backend", Column.text("backend"),
              "volume_id", Column.text("volume_id"),
              "project_id", Column.text("project_id")),
          Set.of(),
          Map.of("created_at", "created_at", "updated_at", "updated_at", "id", "id"),
          Map.of(),
          Set.of("resource", "state"),
          false);

  /** What is listed without a filter: all that is not over. */
  private static final List<String> NOT_OVER =
      List.of(State.SUSPECTED.word(), State.OPEN.word(), State.IGNORED.word());

  private final Database database;
  private final Stores stores;
  private final Submissions submissions;
  private final DirectEdits edits;
  private final int pageSize;

  public FindingsResource(
      Database database, Stores stores, Submissions submissions, DirectEdits edits, int pageSize) {
    this.database = database;
    this.stores = stores;
    this.submissions = submissions;
    this.edits = edits;
    this.pageSize = pageSize;
  }

  @GET
  @Asks(Rule.CLINKER_FINDINGS)
  @Lists("LISTING")
  @Gives(Body.FINDINGS)
  public Response list(@Context Call call) {
    call.require(Rule.CLINKER_FINDINGS);
    ListRequest parsed = ListRequest.parse(call, LISTING, pageSize);
    ListRequest request = filtered(call, parsed);
    List<ListedFinding> rows =
        request.rows(
            () -> database.read(handle -> stores.findings().page(handle, request.query())));
    return Answers.ok(
        Page.of("findings", rows, (json, row) -> FindingView.write(json, call, row))
            .linked(call, request, "findings_links", ListedFinding::id));
  }

  private static ListRequest filtered(Call call, ListRequest request) {
    // Whose an orphan is may not be known, so the caller's project does not narrow the list.
    ListQuery asked = request.query();
    ListQuery query =
        new ListQuery(
            null, asked.filters(), asked.sort(), asked.marker(), asked.limit(), asked.offset());
    String resource = call.query().get("resource");
    if (resource != null) {
      query =
          query.with(
              Filter.AnyOf.one("resource_id", resource.substring(resource.indexOf('/') + 1)));
    }
    String state = call.query().get("state");
    query =
        query.with(
            state == null
                ? new Filter.AnyOf("state", NOT_OVER)
                : Filter.AnyOf.one("state", known(state)));
    return new ListRequest(request.listing(), query, request.counted());
  }

  private static String known(String state) {
    return Arrays.stream(State.values())
        .map(State::word)
        .filter(state::equals)
        .findFirst()
        .orElseThrow(
            () ->
                Fault.badRequest(
                    "Invalid input for field/attribute state. Value: "
                        + state
                        + ". It must be suspected, open, ignored or resolved."));
  }

  @GET
  @Path("{id}")
  @Asks(Rule.CLINKER_FINDINGS)
  @Gives(Body.FINDING)
  public Response show(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.CLINKER_FINDINGS);
    ListedFinding row = find(id);
    return Answers.ok(Json.in("finding", json -> FindingView.write(json, call, row)));
  }

  @POST
  @Path("{id}/action")
  @Asks(Rule.CLINKER_FINDINGS)
  @Acts({
    @Act(
        value = "adopt",
        takes = "ADOPT",
        in = FoundActions.class,
        lenient = true,
        gives = Body.FINDING),
    @Act(value = "delete", gives = Body.FINDING),
    @Act("ignore")
  })
  public Response act(@Context Call call, @PathParam("id") String id) {
    call.require(Rule.CLINKER_FINDINGS);
    ObjectNode body = Schema.object(call.body());
    if (body.size() != 1) {
      throw noSuchAction();
    }
    String action = body.fieldNames().next();
    JsonNode value = body.path(action);
    ListedFinding row = find(id);
    return switch (action) {
      case "adopt" -> submit(call, row, FoundActions.adopt(call, requireOpen(row), value));
      case "delete" -> {
        FoundActions.requireNothing(action, value);
        yield submit(call, row, FoundActions.delete(requireOpen(row)));
      }
      case "ignore" -> {
        FoundActions.requireNothing(action, value);
        yield edits.change(call, 202, handle -> ignore(handle, row));
      }
      default -> throw noSuchAction();
    };
  }

  private Response submit(Call call, ListedFinding row, OperationInput input) {
    Submissions.Accepted accepted = submissions.accept(call, input);
    return Response.fromResponse(
            Answers.json(
                202, Json.in("finding", json -> FindingView.write(json, call, find(row.id())))))
        .header(Submissions.OPERATION_HEADER, accepted.operation().value())
        .build();
  }

  private void ignore(Handle handle, ListedFinding row) {
    if (!stores.findings().ignore(handle, row.id(), database.now())) {
      throw resolved(row);
    }
  }

  private static FindingRow requireOpen(ListedFinding finding) {
    return switch (finding) {
      case FindingRow row -> requireOpen(row);
      case OwnerlessRow row ->
          throw Fault.badRequest(
              "That project %s is gone can only be ignored; what it has can be deleted as any other volume, snapshot or group."
                  .formatted(row.projectId()));
    };
  }

  private static FindingRow requireOpen(FindingRow row) {
    return switch (row.state()) {
      case OPEN, IGNORED -> row;
      case SUSPECTED ->
          throw Fault.conflict(
              "Finding %s is only suspected so far: lists of a backend may be late."
                  .formatted(row.id()));
      case RESOLVED -> throw resolved(row);
    };
  }

  private static Fault resolved(ListedFinding row) {
    return Fault.conflict("Finding %s is resolved: %s.".formatted(row.id(), row.resolution()));
  }

  private ListedFinding find(String id) {
    if (!Identifiers.isUuid(id)) {
      throw missing(id);
    }
    return database
        .read(handle -> stores.findings().findListed(handle, id))
        .orElseThrow(() -> missing(id));
  }

  private static Fault missing(String id) {
    return Fault.notFound("Finding " + id + " could not be found.");
  }

  private static Fault noSuchAction() {
    return Fault.badRequest(
        "The actions of a finding are {\"adopt\": {...}}, {\"delete\": null} and"
            + " {\"ignore\": null}.");
  }
}
