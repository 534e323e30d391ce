package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.api.Route;
import io.clinker.e2e.Person.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Every route of the table, asked by a project about what belongs to another: the answer is the one
 * that an id has which nobody ever used.
 */
final class Isolation {
  /** Resources that belong to no project, and why what they tell is no secret of one. */
  private static final Map<String, String> OF_NO_PROJECT =
      Map.ofEntries(
          Map.entry("extensions", "the same for everybody"),
          Map.entry("os-services", "administrators only"),
          Map.entry("os-quota-class-sets", "administrators only"),
          Map.entry(
              "os-quota-sets",
              "the id of a project, which is no resource here: 403 as the API has it"),
          Map.entry("qos-specs", "administrators only"),
          Map.entry("group_types", "the same for everybody"),
          Map.entry("os-hosts", "administrators only"),
          Map.entry("capabilities", "administrators only"),
          Map.entry("clusters", "administrators only"),
          Map.entry("nodes", "administrators only"),
          Map.entry("backends", "administrators only"),
          Map.entry("default-types", "administrators only"),
          Map.entry("findings", "administrators only"));

  private static final String ENCRYPTION =
      "{\"encryption\":{\"provider\":\"luks\",\"control_location\":\"front-end\"}}";

  /** What a change is sent with; ID stands for what is asked about. */
  private static final Map<String, List<String>> BODIES =
      Map.ofEntries(
          Map.entry("PUT /volumes/{id}", List.of("{\"volume\":{\"name\":\"x\"}}")),
          Map.entry(
              "POST /volumes/{id}/action",
              List.of(
                  "{\"os-extend\":{\"new_size\":3}}",
                  "{\"os-retype\":{\"new_type\":\"__DEFAULT__\"}}",
                  "{\"os-unmanage\":null}",
                  "{\"revert\":{\"snapshot_id\":\"ID\"}}",
                  "{\"os-set_bootable\":{\"bootable\":true}}",
                  "{\"os-update_readonly_flag\":{\"readonly\":true}}",
                  "{\"os-show_image_metadata\":null}",
                  "{\"os-reset_status\":{\"status\":\"error\"}}",
                  "{\"os-force_delete\":null}",
                  "{\"os-initialize_connection\":{\"connector\":{\"host\":\"h\"}}}",
                  "{\"os-attach\":{\"mountpoint\":\"/dev/vdb\",\"host_name\":\"h\"}}",
                  "{\"os-terminate_connection\":{\"connector\":{\"host\":\"h\"}}}",
                  "{\"os-detach\":null}",
                  "{\"os-force_detach\":{}}")),
          Map.entry("POST /volumes/{id}/metadata", List.of("{\"metadata\":{\"k\":\"v\"}}")),
          Map.entry("PUT /volumes/{id}/metadata", List.of("{\"metadata\":{\"k\":\"v\"}}")),
          Map.entry("PUT /volumes/{id}/metadata/{key}", List.of("{\"meta\":{\"k\":\"v\"}}")),
          Map.entry("PUT /snapshots/{id}", List.of("{\"snapshot\":{\"name\":\"x\"}}")),
          Map.entry(
              "POST /snapshots/{id}/action",
              List.of(
                  "{\"os-update_snapshot_status\":{\"status\":\"available\"}}",
                  "{\"os-unmanage\":null}",
                  "{\"os-reset_status\":{\"status\":\"error\"}}",
                  "{\"os-force_delete\":null}")),
          Map.entry("POST /snapshots/{id}/metadata", List.of("{\"metadata\":{\"k\":\"v\"}}")),
          Map.entry("PUT /snapshots/{id}/metadata", List.of("{\"metadata\":{\"k\":\"v\"}}")),
          Map.entry("PUT /snapshots/{id}/metadata/{key}", List.of("{\"meta\":{\"k\":\"v\"}}")),
          Map.entry(
              "PUT /attachments/{id}",
              List.of("{\"attachment\":{\"connector\":{\"host\":\"h\"}}}")),
          Map.entry(
              "PUT /groups/{id}",
              List.of(
                  "{\"group\":{\"name\":\"x\"}}",
                  "{\"group\":{\"remove_volumes\":\"00000000-0000-0000-0000-000000000000\"}}")),
          Map.entry(
              "POST /groups/{id}/action",
              List.of(
                  "{\"delete\":{\"delete-volumes\":true}}",
                  "{\"reset_status\":{\"status\":\"error\"}}",
                  "{\"enable_replication\":{}}",
                  "{\"disable_replication\":{}}",
                  "{\"failover_replication\":{}}",
                  "{\"list_replication_targets\":{}}")),
          Map.entry(
              "POST /group_snapshots/{id}/action",
              List.of("{\"reset_status\":{\"status\":\"error\"}}")),
          Map.entry("POST /attachments/{id}/action", List.of("{\"os-complete\":null}")),
          Map.entry("PUT /types/{id}", List.of("{\"volume_type\":{\"name\":\"x\"}}")),
          Map.entry(
              "POST /types/{id}/action", List.of("{\"addProjectAccess\":{\"project\":\"p\"}}")),
          Map.entry("POST /types/{id}/extra_specs", List.of("{\"extra_specs\":{\"k\":\"v\"}}")),
          Map.entry("PUT /types/{id}/extra_specs/{key}", List.of("{\"k\":\"v\"}")),
          Map.entry("POST /types/{id}/encryption", List.of(ENCRYPTION)),
          Map.entry("PUT /types/{id}/encryption/{key}", List.of(ENCRYPTION)),
          Map.entry("POST /operations/{id}/action", List.of("{\"cancel\":null}")));

  private final KeystoneSite site;
  private final Person stranger;
  private final List<String> wrong = new ArrayList<>();

  Isolation(KeystoneSite site) {
    this.site = site;
    this.stranger = site.person(site.token("bea", "blue"));
  }

  void check() throws InterruptedException {
    Person ann = site.person(site.token("ann", "red"));
    Map<String, String> foreign = make(ann);
    List<Route> named = Route.all().stream().filter(Route::namesSomething).toList();
    assertThat(named).hasSizeGreaterThan(30);
    for (Route route : named) {
      // Whoever was told the id of a transfer and its key may take it: it is made for that.
      if (OF_NO_PROJECT.containsKey(route.resource()) || route.path().endsWith("/accept")) {
        continue;
      }
      String id = foreign.get(route.resource());
      if (id == null) {
        wrong.add(route + ": no resource of another project is made here to ask about");
        continue;
      }
      ask(route, id);
    }
    references(foreign);
    lists(foreign);
    assertThat(wrong).isEmpty();
    for (String resource : List.of("volumes", "snapshots", "attachments", "types", "operations")) {
      ann.get("/" + resource + "/" + foreign.get(resource)).expect(200);
    }
    assertThat(ann.get("/volumes/" + foreign.get("volumes")).json().at("/volume/name").asText())
        .as("nothing was changed")
        .isEqualTo("secret");
    ann.send("DELETE", "/attachments/" + foreign.get("attachments"), "").expect(200);
  }

  /** One of each kind, of the project red. */
  private Map<String, String> make(Person ann) throws InterruptedException {
    Person admin = site.person(site.token("admin", "admin"));
    String volume = ann.volume("secret");
    String snapshot =
        ann.send("POST", "/snapshots", "{\"snapshot\":{\"volume_id\":\"%s\"}}".formatted(volume))
            .expect(202)
            .json()
            .at("/snapshot/id")
            .asText();
    ann.await("/snapshots/" + snapshot, "/snapshot/status", "available");
    String attachment =
        ann.send(
                "POST",
                "/attachments",
                "{\"attachment\":{\"volume_uuid\":\"%s\",\"instance_uuid\":\"%s\"}}"
                    .formatted(volume, UUID.randomUUID()))
            .expect(200)
            .json()
            .at("/attachment/id")
            .asText();
    JsonNode type =
        admin
            .send(
                "POST",
                "/types",
                """
                {"volume_type":{"name":"secret-type","os-volume-type-access:is_public":false,
                  "extra_specs":{"volume_backend_name":"nowhere"}}}""")
            .expect(200)
            .json()
            .path("volume_type");
    String typeId = type.path("id").asText();
    admin
        .send(
            "POST",
            "/types/" + typeId + "/action",
            "{\"addProjectAccess\":{\"project\":\"%s\"}}".formatted(site.red()))
        .expect(202);
    Answer hopeless =
        ann.send("POST", "/volumes", "{\"volume\":{\"size\":1,\"volume_type\":\"secret-type\"}}")
            .expect(202);
    String failed = hopeless.json().at("/volume/id").asText();
    ann.await("/volumes/" + failed, "/volume/status", "error");
    String message =
        ann.get("/messages?resource_uuid=" + failed)
            .expect(200)
            .json()
            .at("/messages/0/id")
            .asText();
    assertThat(message).isNotEmpty();
    String transfer =
        ann.send(
                "POST",
                "/os-volume-transfer",
                "{\"transfer\":{\"volume_id\":\"%s\"}}".formatted(ann.volume("given")))
            .expect(202)
            .json()
            .at("/transfer/id")
            .asText();
    String group = group(ann, admin);
    String groupSnapshot =
        ann.send(
                "POST",
                "/group_snapshots",
                "{\"group_snapshot\":{\"group_id\":\"%s\"}}".formatted(group))
            .expect(202)
            .json()
            .at("/group_snapshot/id")
            .asText();
    ann.await("/group_snapshots/" + groupSnapshot, "/group_snapshot/status", "available");
    return Map.of(
        "volumes", volume,
        "snapshots", snapshot,
        "attachments", attachment,
        "types", typeId,
        "messages", message,
        "os-volume-transfer", transfer,
        "volume-transfers", transfer,
        "groups", group,
        "group_snapshots", groupSnapshot,
        "operations", hopeless.header("X-Clinker-Operation"));
  }

  /** A group with one volume. */
  private static String group(Person ann, Person admin) throws InterruptedException {
    admin.send("POST", "/group_types", "{\"group_type\":{\"name\":\"any\"}}").expect(202);
    String group =
        ann.send(
                "POST",
                "/groups",
                "{\"group\":{\"group_type\":\"any\",\"volume_types\":[\"__DEFAULT__\"]}}")
            .expect(202)
            .json()
            .at("/group/id")
            .asText();
    String member =
        ann.send(
                "POST",
                "/volumes",
                "{\"volume\":{\"size\":1,\"volume_type\":\"__DEFAULT__\",\"group_id\":\"%s\"}}"
                    .formatted(group))
            .expect(202)
            .json()
            .at("/volume/id")
            .asText();
    ann.await("/volumes/" + member, "/volume/status", "available");
    return group;
  }

  private void ask(Route route, String id) {
    boolean change = route.verb().equals("POST") || route.verb().equals("PUT");
    List<String> bodies = change ? BODIES.getOrDefault(route.toString(), List.of()) : List.of("");
    if (bodies.isEmpty()) {
      wrong.add(route + ": no good body is given here to ask with");
    }
    for (String body : bodies) {
      compare(route.verb(), route.path(), body, id);
    }
  }

  private void references(Map<String, String> foreign) {
    compare("POST", "/snapshots", "{\"snapshot\":{\"volume_id\":\"ID\"}}", foreign.get("volumes"));
    compare(
        "POST",
        "/attachments",
        "{\"attachment\":{\"volume_uuid\":\"ID\"}}",
        foreign.get("volumes"));
    for (String reference : List.of("source_volid=volumes", "snapshot_id=snapshots")) {
      String[] pair = reference.split("=", -1);
      compare(
          "POST",
          "/volumes",
          "{\"volume\":{\"size\":1,\"%s\":\"ID\"}}".formatted(pair[0]),
          foreign.get(pair[1]));
    }
    compare(
        "POST",
        "/volumes",
        "{\"volume\":{\"size\":1,\"volume_type\":\"ID\"}}",
        foreign.get("types"));
    compare(
        "POST",
        "/group_snapshots",
        "{\"group_snapshot\":{\"group_id\":\"ID\"}}",
        foreign.get("groups"));
    compare(
        "POST",
        "/groups/action",
        "{\"create-from-src\":{\"source_group_id\":\"ID\"}}",
        foreign.get("groups"));
    compare(
        "POST",
        "/groups/action",
        "{\"create-from-src\":{\"group_snapshot_id\":\"ID\"}}",
        foreign.get("group_snapshots"));
    compare(
        "POST",
        "/volumes",
        "{\"volume\":{\"size\":1,\"volume_type\":\"__DEFAULT__\",\"group_id\":\"ID\"}}",
        foreign.get("groups"));
    compare("GET", "/groups?marker=ID", "", foreign.get("groups"));
    compare("GET", "/group_snapshots?marker=ID", "", foreign.get("group_snapshots"));
    compare("GET", "/volumes?marker=ID", "", foreign.get("volumes"));
    compare("GET", "/snapshots?marker=ID", "", foreign.get("snapshots"));
    compare("GET", "/attachments?marker=ID", "", foreign.get("attachments"));
  }

  /** Asks about what is another's and about what never was. */
  private void compare(String verb, String path, String body, String id) {
    String theirs = told(verb, path, body, id);
    String nobodys = told(verb, path, body, UUID.randomUUID().toString());
    if (!theirs.equals(nobodys) || theirs.startsWith("2") || theirs.startsWith("5")) {
      wrong.add("%s %s %s: %s, but %s".formatted(verb, path, body, theirs, nobodys));
    }
    if (theirs.startsWith("400")) {
      wrong.add("%s %s %s: not a good request: %s".formatted(verb, path, body, theirs));
    }
  }

  private String told(String verb, String path, String body, String id) {
    String url =
        path.replaceFirst("\\{id}|ID", id).replaceAll("\\{key}", "k").replaceAll("\\{[^}]*}", id);
    Answer answer = stranger.send(verb, url, body.replace("ID", id));
    return answer.status() + " " + answer.text().replace(id, "ID");
  }

  private void lists(Map<String, String> foreign) {
    for (Route route : Route.all()) {
      if (!route.verb().equals("GET") || route.namesSomething() || route.path().length() < 2) {
        continue;
      }
      for (String options : List.of("", "?all_tenants=1", "?project_id=" + site.red())) {
        String text = stranger.get(route.path() + options).text();
        foreign.values().stream()
            .filter(text::contains)
            .forEach(id -> wrong.add(route + options + " shows " + id));
      }
    }
  }
}
