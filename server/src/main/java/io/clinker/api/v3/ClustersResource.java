package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Options;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Available;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.http.Query;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.list.Page;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.Clusters.Cluster;
import io.clinker.api.v3.view.Hosts;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code /clusters}: a backend with the nodes that serve it is a cluster. */
@Path("/v3/clusters")
@Available(Since.CLUSTERS)
public final class ClustersResource {
  private static final Schema BODY =
      Schema.flat(
          required("name", Forms.name255()),
          optional("binary", Forms.text255().orNull()),
          optional("disabled_reason", Forms.text255().orNull()));

  private static final Set<String> FILTERS =
      Set.of("name", "binary", "num_hosts", "num_down_hosts", "is_up", "disabled");
  private static final Set<String> FILTERS_BY_REPLICATION =
      Set.of("frozen", "replication_status", "active_backend_id");

  private final Edits edits;
  private final Clusters clusters;

  public ClustersResource(Edits edits, Clusters clusters) {
    this.edits = edits;
    this.clusters = clusters;
  }

  @GET
  @Asks(Rule.CLUSTERS_GET_ALL)
  @Options({
    "name",
    "binary",
    "num_hosts",
    "num_down_hosts",
    "is_up",
    "disabled",
    "frozen",
    "replication_status",
    "active_backend_id"
  })
  @Gives(Body.CLUSTERS)
  public Response list(@Context Call call) {
    return page(call, false);
  }

  @GET
  @Path("detail")
  @Asks(Rule.CLUSTERS_GET_ALL)
  @Options({
    "name",
    "binary",
    "num_hosts",
    "num_down_hosts",
    "is_up",
    "disabled",
    "frozen",
    "replication_status",
    "active_backend_id"
  })
  @Gives(Body.CLUSTERS_DETAIL)
  public Response detail(@Context Call call) {
    return page(call, true);
  }

  private Response page(Call call, boolean detailed) {
    call.require(Rule.CLUSTERS_GET_ALL);
    requireKnown(call);
    List<Cluster> found =
        clusters.all().stream().filter(cluster -> matches(call.query(), cluster)).toList();
    return Answers.ok(
        Page.of("clusters", found, (json, cluster) -> write(json, call, cluster, detailed)));
  }

  @GET
  @Path("{name}")
  @Asks(Rule.CLUSTERS_GET)
  @Options("binary")
  @Gives(Body.CLUSTER)
  public Response show(@Context Call call, @PathParam("name") String name) {
    call.require(Rule.CLUSTERS_GET);
    String binary = call.query().get("binary");
    return one(call, find(clusters.all(), name, binary == null ? Services.VOLUME : binary), true);
  }

  @PUT
  @Path("enable")
  @Asks(Rule.CLUSTERS_UPDATE)
  @Takes("BODY")
  @Gives(Body.CLUSTER_SWITCHED)
  public Response enable(@Context Call call) {
    return set(call, false);
  }

  @PUT
  @Path("disable")
  @Asks(Rule.CLUSTERS_UPDATE)
  @Takes("BODY")
  @Gives(Body.CLUSTER_SWITCHED)
  public Response disable(@Context Call call) {
    return set(call, true);
  }

  private Response set(Call call, boolean disable) {
    Members body = BODY.read(call);
    call.require(Rule.CLUSTERS_UPDATE);
    String name = String.valueOf(body.text("name"));
    String binary = Optional.ofNullable(body.text("binary")).orElse(Services.VOLUME);
    String reason = disable ? body.stripped("disabled_reason") : null;
    return edits
        .direct()
        .change(
            call,
            handle -> {
              String backend = Hosts.backendOf(find(clusters.all(handle), name, binary).name());
              boolean done =
                  backend != null
                      && (disable
                          ? edits.services().disable(handle, backend, reason)
                          : edits.services().enable(handle, backend));
              if (!done) {
                throw missing(name);
              }
              return one(call, find(clusters.all(handle), name, binary), false);
            });
  }

  private Response one(Call call, Cluster cluster, boolean detailed) {
    return Answers.ok(Json.in("cluster", json -> write(json, call, cluster, detailed)));
  }

  private static Cluster find(List<Cluster> all, String name, String binary) {
    return all.stream()
        .filter(cluster -> cluster.name().equals(name) && binary.equals(Services.VOLUME))
        .findFirst()
        .orElseThrow(() -> missing(name));
  }

  private static void requireKnown(Call call) {
    Set<String> unknown = new TreeSet<>(call.query().values().keySet());
    unknown.removeAll(FILTERS);
    if (call.has(Since.CLUSTER_REPLICATION)) {
      unknown.removeAll(FILTERS_BY_REPLICATION);
    }
    if (!unknown.isEmpty()) {
      throw Fault.invalidInput("Invalid filter keys: " + String.join(", ", unknown));
    }
  }

  private static boolean matches(Query query, Cluster cluster) {
    return is(query.get("name"), cluster.name())
        && is(query.get("binary"), Services.VOLUME)
        && is(query.get("num_hosts"), Integer.toString(cluster.hosts()))
        && is(query.get("num_down_hosts"), Integer.toString(cluster.downHosts()))
        && is(query.get("replication_status"), "disabled")
        && query.get("active_backend_id") == null
        && (query.get("is_up") == null || query.flag("is_up", true) == cluster.up())
        && (query.get("disabled") == null || query.flag("disabled", false) == cluster.disabled())
        && (query.get("frozen") == null || query.flag("frozen", false) == cluster.frozen());
  }

  private static boolean is(@Nullable String asked, String value) {
    return asked == null || asked.equals(value);
  }

  private static void write(JsonGenerator json, Call call, Cluster cluster, boolean detailed)
      throws IOException {
    boolean replication = call.has(Since.CLUSTER_REPLICATION);
    json.writeStartObject();
    json.writeStringField("name", cluster.name());
    json.writeStringField("binary", Services.VOLUME);
    json.writeStringField("state", cluster.up() ? "up" : "down");
    json.writeStringField("status", cluster.disabled() ? "disabled" : "enabled");
    if (replication) {
      json.writeStringField("replication_status", "disabled");
    }
    if (detailed) {
      json.writeNumberField("num_hosts", cluster.hosts());
      json.writeNumberField("num_down_hosts", cluster.downHosts());
      json.writeStringField("last_heartbeat", Json.date(cluster.lastHeartbeat()));
      json.writeStringField("created_at", Json.date(cluster.createdAt()));
      json.writeStringField("updated_at", Json.date(cluster.updatedAt()));
      Json.text(json, "disabled_reason", cluster.disabledReason());
      if (replication) {
        json.writeBooleanField("frozen", cluster.frozen());
        json.writeNullField("active_backend_id");
      }
    } else if (call.method().equals("PUT")) {
      Json.text(json, "disabled_reason", cluster.disabledReason());
    }
    json.writeEndObject();
  }

  private static Fault missing(String name) {
    return Fault.notFound("Cluster " + name + " could not be found.");
  }
}
