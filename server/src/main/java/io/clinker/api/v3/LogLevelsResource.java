package io.clinker.api.v3;

import static io.clinker.api.schema.Schema.optional;
import static io.clinker.api.schema.Schema.required;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.change.Edits;
import io.clinker.api.description.Body;
import io.clinker.api.description.Gives;
import io.clinker.api.description.Takes;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Asks;
import io.clinker.api.http.Available;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.api.list.Page;
import io.clinker.api.schema.Form;
import io.clinker.api.schema.Forms;
import io.clinker.api.schema.Members;
import io.clinker.api.schema.Schema;
import io.clinker.api.v3.view.Hosts;
import io.clinker.store.BackendNodeRow;
import io.clinker.store.LogPrefix;
import io.clinker.store.NodeLogRow;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * {@code /os-services/get-log} and {@code set-log}: what the live nodes log. A node is a service of
 * each of its roles on a host of its own name, and has one log for all of them. Whichever node is
 * asked, each learns of it by its row, within about a second, and tells its levels the same way.
 */
@Path("/v3/os-services")
@Available(Since.LOG_LEVELS)
public final class LogLevelsResource {
  /** The roles of a node, by the service that each of them is. */
  private static final SortedMap<String, String> ROLES =
      new TreeMap<>(
          Map.of(
              "cinder-api", "api",
              "cinder-scheduler", "engine",
              "cinder-volume", "volume",
              "cinder-backup", "backup"));

  private static final Form BINARY =
      Forms.choice("*", "", "cinder-api", "cinder-backup", "cinder-scheduler", "cinder-volume")
          .orNull();

  private static final Schema GET =
      Schema.flat(
          optional("binary", BINARY),
          optional("server", Forms.text255().orNull()),
          optional("prefix", Forms.text255().orNull()));

  private static final Schema SET =
      Schema.flat(
          optional("binary", BINARY),
          optional("server", Forms.text255().orNull()),
          optional("prefix", Forms.text255().orNull()),
          required(
              "level",
              Forms.choice(
                  "DEBUG", "INFO", "WARNING", "ERROR", "debug", "info", "warning", "error")));

  private final Edits edits;
  private final Lookup lookup;
  private final Alive alive;

  public LogLevelsResource(Edits edits, Lookup lookup, Alive alive) {
    this.edits = edits;
    this.lookup = lookup;
    this.alive = alive;
  }

  /** One node in one of its roles. */
  private record Log(String binary, NodeLogRow node) {}

  @PUT
  @Path("get-log")
  @Asks(Rule.SERVICES_UPDATE)
  @Takes("GET")
  @Gives(Body.LOG_LEVELS)
  public Response get(@Context Call call) {
    Members body = GET.read(call);
    call.require(Rule.SERVICES_UPDATE);
    String prefix = prefix(body);
    List<Log> logs = lookup.database().read(handle -> chosen(handle, body));
    return Answers.ok(Page.of("log_levels", logs, (json, log) -> write(json, log, prefix)));
  }

  @PUT
  @Path("set-log")
  @Asks(Rule.SERVICES_UPDATE)
  @Takes("SET")
  @Gives(status = 202)
  public Response set(@Context Call call) {
    Members body = SET.read(call);
    call.require(Rule.SERVICES_UPDATE);
    String level = String.valueOf(body.text("level")).toUpperCase(Locale.ROOT);
    return edits
        .direct()
        .change(
            call,
            202,
            handle ->
                chosen(handle, body).stream()
                    .map(log -> log.node().name())
                    .distinct()
                    .forEach(
                        node -> edits.services().orderLogLevel(handle, node, prefix(body), level)));
  }

  private static String prefix(Members body) {
    return Optional.ofNullable(body.stripped("prefix")).orElse("");
  }

  private List<Log> chosen(Handle handle, Members body) {
    String binary = Optional.ofNullable(body.text("binary")).filter(ROLES::containsKey).orElse("");
    String server = Optional.ofNullable(body.text("server")).orElse("");
    List<BackendNodeRow> standings = lookup.stores().pools().backendNodes(handle);
    return lookup.stores().nodes().logs(handle).stream()
        .filter(node -> alive.nodeUp(node.name()))
        .filter(node -> server.isEmpty() || isOn(server, node, standings))
        .flatMap(
            node ->
                ROLES.entrySet().stream()
                    .filter(role -> binary.isEmpty() || role.getKey().equals(binary))
                    .filter(role -> node.roles().contains(role.getValue()))
                    .map(role -> new Log(role.getKey(), node)))
        .toList();
  }

  /** A server is a node, a machine, or the host of a backend that the node serves. */
  private static boolean isOn(String server, NodeLogRow node, List<BackendNodeRow> standings) {
    return server.equals(node.name())
        || server.equals(node.host())
        || standings.stream()
            .anyMatch(
                standing ->
                    standing.node().equals(node.name())
                        && server.equals(Hosts.ofBackend(standing.backend())));
  }

  private static void write(JsonGenerator json, Log log, String prefix) throws IOException {
    json.writeStartObject();
    json.writeStringField("host", log.node().name());
    json.writeStringField("binary", log.binary());
    Json.texts(json, "levels", below(log.node().levels(), prefix));
    json.writeEndObject();
  }

  /** The levels from the prefix on, the one that it has from above if it has none of its own. */
  private static SortedMap<String, String> below(Map<String, String> levels, String prefix) {
    SortedMap<String, String> below = new TreeMap<>();
    String nearest = "";
    for (String name : new TreeMap<>(levels).keySet()) {
      if (LogPrefix.covers(prefix, name)) {
        below.put(name, String.valueOf(levels.get(name)));
      } else if (LogPrefix.covers(name, prefix)) {
        nearest = name;
      }
    }
    String inherited = levels.get(nearest);
    if (inherited != null) {
      below.putIfAbsent(prefix, inherited);
    }
    return below;
  }
}
