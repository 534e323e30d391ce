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
import io.clinker.api.schema.Schema;
import io.clinker.store.BackendNodeRow;
import io.clinker.store.BackendRow;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * {@code /backends}, Clinker's own: the storage systems, how each node stands to them, and the
 * order that no node calls one.
 */
@BeyondCinder
@Path("/v3/backends")
public final class BackendsResource {
  private static final Schema DRAIN = Schema.flat(optional("deadline_seconds", Forms.seconds()));

  private final Edits edits;
  private final Lookup lookup;
  private final Alive alive;

  public BackendsResource(Edits edits, Lookup lookup, Alive alive) {
    this.edits = edits;
    this.lookup = lookup;
    this.alive = alive;
  }

  @GET
  @Asks(Rule.NODES_GET)
  @Gives(Body.BACKENDS)
  public Response list(@Context Call call) {
    call.require(Rule.NODES_GET);
    List<BackendRow> backends = lookup.database().read(this::backends);
    List<BackendNodeRow> standings = lookup.database().read(this::standings);
    Set<String> drained = lookup.database().read(this::drained);
    return Answers.ok(
        Page.of(
            "backends",
            backends,
            (json, backend) -> write(json, backend, drained.contains(backend.name()), standings)));
  }

  @GET
  @Path("{name}")
  @Asks(Rule.NODES_GET)
  @Gives(Body.BACKEND)
  public Response show(@Context Call call, @PathParam("name") String name) {
    call.require(Rule.NODES_GET);
    return lookup.database().read(handle -> one(handle, 200, name));
  }

  @POST
  @Path("{name}/action")
  @Asks(Rule.NODES_DRAIN)
  @Acts({
    @Act(value = "drain", takes = "DRAIN", lenient = true, gives = Body.BACKEND),
    @Act(value = "undrain", gives = Body.BACKEND)
  })
  public Response act(@Context Call call, @PathParam("name") String name) {
    ActionBody action = ActionBody.read(call);
    call.require(Rule.NODES_DRAIN);
    return switch (action.name()) {
      case "drain" -> {
        long seconds = NodesResource.seconds(action.optionalMembers(DRAIN, call));
        yield edits
            .direct()
            .change(
                call,
                handle -> {
                  if (!edits.services().drainBackend(handle, name, Duration.ofSeconds(seconds))) {
                    throw missing(name);
                  }
                  return one(handle, 202, name);
                });
      }
      case "undrain" ->
          edits
              .direct()
              .change(
                  call,
                  handle -> {
                    if (!edits.services().undrainBackend(handle, name)) {
                      throw missing(name);
                    }
                    return one(handle, 202, name);
                  });
      default -> throw ActionBody.none(action.name());
    };
  }

  private Response one(Handle handle, int status, String name) {
    BackendRow backend =
        backends(handle).stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> missing(name));
    boolean drained = drained(handle).contains(name);
    List<BackendNodeRow> standings = standings(handle);
    return Answers.json(
        status, Json.in("backend", json -> write(json, backend, drained, standings)));
  }

  private void write(
      JsonGenerator json, BackendRow backend, boolean drained, List<BackendNodeRow> standings)
      throws IOException {
    List<BackendNodeRow> live =
        standings.stream()
            .filter(standing -> standing.backend().equals(backend.name()))
            .filter(standing -> alive.nodeUp(standing.node()))
            .toList();
    int left = live.stream().mapToInt(BackendNodeRow::calls).sum();
    boolean called = left > 0 || live.stream().anyMatch(BackendNodeRow::up);
    json.writeStartObject();
    json.writeStringField("name", backend.name());
    json.writeStringField("driver", backend.driver());
    json.writeStringField("state", alive.backendUp(backend.name()) ? "up" : "down");
    json.writeStringField("status", status(backend, drained, called));
    Json.text(json, "disabled_reason", backend.disabledReason());
    json.writeBooleanField("frozen", backend.frozen());
    json.writeNumberField("calls_left", left);
    NodesResource.estimate(json, estimate(live));
    json.writeArrayFieldStart("nodes");
    for (BackendNodeRow standing : standings) {
      if (standing.backend().equals(backend.name())) {
        NodesResource.write(json, "name", standing.node(), standing, alive.nodeUp(standing.node()));
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static String status(BackendRow backend, boolean drained, boolean called) {
    if (drained) {
      return called ? "draining" : "drained";
    }
    return backend.disabled() ? "disabled" : "enabled";
  }

  private static @Nullable Integer estimate(List<BackendNodeRow> live) {
    int longest = 0;
    for (BackendNodeRow standing : live) {
      Integer seconds = standing.estimateSeconds();
      if (seconds == null) {
        return null;
      }
      longest = Math.max(longest, seconds);
    }
    return longest;
  }

  private List<BackendRow> backends(Handle handle) {
    return lookup.stores().pools().backends(handle);
  }

  private List<BackendNodeRow> standings(Handle handle) {
    return lookup.stores().pools().backendNodes(handle);
  }

  private Set<String> drained(Handle handle) {
    return lookup.stores().pools().drained(handle);
  }

  private static Fault missing(String name) {
    return Fault.notFound("Backend " + name + " could not be found.");
  }
}
