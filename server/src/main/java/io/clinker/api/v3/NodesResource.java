package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Act;
import io.clinker.api.description.Acts;
import io.clinker.api.description.BeyondCinder;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.list.Page;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.store.BackendNodeRow;
import io.clinker.store.NodeRow;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * {@code /nodes}, Clinker's own: the running processes, what each does, and the order to take no
 * new work.
 */
@BeyondCinder
@Path("/v3/nodes")
public final class NodesResource {
  static final int STANDARD_DEADLINE_SECONDS = 60;
  private static final String ENGINE = "engine";
  private static final Schema DRAIN =
      Schema.flat(
          optional("deadline_seconds", Forms.seconds()),
          optional("reason", Forms.text255().orNull()),
          optional("force", Forms.flag()));

  private final Edits edits;
  private final Lookup lookup;
  private final Alive alive;

  public NodesResource(Edits edits, Lookup lookup, Alive alive) {
    this.edits = edits;
    this.lookup = lookup;
    this.alive = alive;
  }

  @GET
  @Asks(Rule.NODES_GET)
  @Gives(Body.NODES)
  public Response list(@Context Call call) {
    call.require(Rule.NODES_GET);
    List<NodeRow> nodes = lookup.database().read(this::nodes);
    List<BackendNodeRow> standings = lookup.database().read(this::standings);
    return Answers.ok(Page.of("nodes", nodes, (json, node) -> write(json, node, standings)));
  }

  @GET
  @Path("{name}")
  @Asks(Rule.NODES_GET)
  @Gives(Body.NODE)
  public Response show(@Context Call call, @PathParam("name") String name) {
    call.require(Rule.NODES_GET);
    return lookup.database().read(handle -> one(handle, 200, name));
  }

  @POST
  @Path("{name}/action")
  @Asks(Rule.NODES_DRAIN)
  @Acts({
    @Act(value = "drain", takes = "DRAIN", lenient = true, gives = Body.NODE),
    @Act(value = "undrain", gives = Body.NODE)
  })
  public Response act(@Context Call call, @PathParam("name") String name) {
    ActionBody action = ActionBody.read(call);
    call.require(Rule.NODES_DRAIN);
    return switch (action.name()) {
      case "drain" -> drain(call, name, action.optionalMembers(DRAIN, call));
      case "undrain" ->
          edits
              .direct()
              .change(
                  call,
                  handle -> {
                    if (!edits.services().undrainNode(handle, name)) {
                      throw missing(name);
                    }
                    return one(handle, 202, name);
                  });
      default -> throw ActionBody.none(action.name());
    };
  }

  private Response drain(Call call, String name, Members members) {
    Duration within = Duration.ofSeconds(seconds(members));
    String reason = Optional.ofNullable(members.stripped("reason")).orElse("drained");
    boolean force = members.flag("force", false);
    return edits
        .direct()
        .change(
            call,
            handle -> {
              if (!force) {
                requireNotLast(handle, name);
              }
              if (!edits.services().drainNode(handle, name, within, reason)) {
                throw missing(name);
              }
              return one(handle, 202, name);
            });
  }

  static long seconds(Members members) {
    return Optional.ofNullable(members.whole("deadline_seconds"))
        .orElse((long) STANDARD_DEADLINE_SECONDS);
  }

  /** Without an engine node nothing is admitted, without a node of a backend its work waits. */
  private void requireNotLast(Handle handle, String name) {
    NodeRow node = find(handle, name);
    List<NodeRow> others =
        nodes(handle).stream()
            .filter(other -> !other.name().equals(node.name()))
            .filter(other -> alive.nodeUp(other.name()) && !other.disabled() && !other.draining())
            .toList();
    if (node.roles().contains(ENGINE)
        && others.stream().noneMatch(other -> other.roles().contains(ENGINE))) {
      throw Fault.of(
          409,
          ("Node %s is the last live one with the role engine: nothing would be admitted any more."
                  + " Use force to drain it all the same.")
              .formatted(node.name()));
    }
    List<BackendNodeRow> standings = standings(handle);
    for (BackendNodeRow own : standings) {
      boolean served =
          standings.stream()
              .filter(other -> other.backend().equals(own.backend()) && other.up())
              .anyMatch(other -> others.stream().anyMatch(one -> one.name().equals(other.node())));
      if (own.node().equals(node.name()) && own.up() && !served) {
        throw Fault.of(
            409,
            ("Node %s is the last live one that serves backend %s: its operations would wait."
                    + " Use force to drain it all the same.")
                .formatted(node.name(), own.backend()));
      }
    }
  }

  private Response one(Handle handle, int status, String name) {
    NodeRow node = find(handle, name);
    List<BackendNodeRow> standings = standings(handle);
    return Answers.json(status, Json.in("node", json -> write(json, node, standings)));
  }

  private void write(JsonGenerator json, NodeRow node, List<BackendNodeRow> standings)
      throws IOException {
    boolean up = alive.nodeUp(node.name());
    json.writeStartObject();
    json.writeStringField("name", node.name());
    json.writeStringField("host", node.host());
    json.writeArrayFieldStart("roles");
    for (String role : new TreeSet<>(node.roles())) {
      json.writeString(role);
    }
    json.writeEndArray();
    json.writeStringField("build", node.build());
    json.writeStringField("state", up ? "up" : "down");
    json.writeStringField("status", status(node, up));
    Json.text(json, "disabled_reason", node.disabledReason());
    json.writeNumberField("deadline_seconds", node.drainSeconds());
    json.writeNumberField("calls_left", up ? node.callsLeft() : 0);
    estimate(json, up ? node.estimateSeconds() : Integer.valueOf(0));
    Json.date(json, "started_at", node.startedAt());
    Json.date(json, "updated_at", node.updatedAt());
    json.writeArrayFieldStart("backends");
    for (BackendNodeRow standing : standings) {
      if (standing.node().equals(node.name())) {
        write(json, "name", standing.backend(), standing, up);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String status(NodeRow node, boolean up) {
    if (!node.disabled()) {
      return node.draining() ? "ending" : "enabled";
    }
    return up && (!node.follows() || node.callsLeft() > 0) ? "draining" : "drained";
  }

  /** One node at one backend, seen from either. */
  static void write(
      JsonGenerator json, String member, String name, BackendNodeRow standing, boolean nodeUp)
      throws IOException {
    json.writeStartObject();
    json.writeStringField(member, name);
    json.writeStringField("state", nodeUp && standing.up() ? "up" : "down");
    Json.text(
        json, "reason", nodeUp ? standing.reason() : "the heartbeat of the node does not move");
    json.writeStringField("breaker", standing.breaker());
    json.writeNumberField("slots", standing.slots());
    json.writeNumberField("calls", nodeUp ? standing.calls() : 0);
    json.writeNumberField("hanging", nodeUp ? standing.hanging() : 0);
    estimate(json, nodeUp ? standing.estimateSeconds() : Integer.valueOf(0));
    json.writeEndObject();
  }

  static void estimate(JsonGenerator json, @Nullable Integer seconds) throws IOException {
    if (seconds == null) {
      json.writeNullField("estimate_seconds");
    } else {
      json.writeNumberField("estimate_seconds", seconds);
    }
  }

  private List<NodeRow> nodes(Handle handle) {
    return lookup.stores().nodes().nodes(handle);
  }

  private List<BackendNodeRow> standings(Handle handle) {
    return lookup.stores().pools().backendNodes(handle);
  }

  private NodeRow find(Handle handle, String name) {
    return nodes(handle).stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> missing(name));
  }

  private static Fault missing(String name) {
    return Fault.notFound("Node " + name + " could not be found.");
  }
}
