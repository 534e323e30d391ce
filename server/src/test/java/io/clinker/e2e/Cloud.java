package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.load.Api;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A project's resources over the API; every request must be accepted. */
final class Cloud implements AutoCloseable {
  static final String PROJECT = "0123456789abcdef0123456789abcdef";
  static final String INITIATOR = "iqn.2026-01.io.clinker:client";

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};

  private final Api api;
  private final ObjectMapper mapper = new ObjectMapper();

  Cloud(URI address) {
    this.api = new Api(List.of(address), PROJECT);
  }

  /**
   * An attachment that a host may use.
   *
   * @param connection the flat connection info
   */
  record Attached(String id, Map<String, Object> connection) {
    /** The same with another member. */
    Attached with(String key, Object value) {
      Map<String, Object> changed = new HashMap<>(connection);
      changed.put(key, value);
      return new Attached(id, changed);
    }
  }

  /** Takes the bound on the number of volumes away. */
  void withoutQuota() {
    change("PUT", "/os-quota-sets/" + PROJECT, Map.of("quota_set", Map.of("volumes", -1)));
  }

  /** A type whose volumes are reached over this protocol; its name. */
  String type(String protocol) {
    String name = protocol + "-" + UUID.randomUUID();
    change(
        "POST",
        "/types",
        Map.of(
            "volume_type",
            Map.of("name", name, "extra_specs", Map.of("storage_protocol", protocol))));
    return name;
  }

  /** A new volume, available. */
  String volume(Map<String, Object> members) throws InterruptedException {
    String id = beginVolume(members);
    await("volume", id, "available");
    return id;
  }

  /** Asks for a volume and answers its id at once. */
  String beginVolume(Map<String, Object> members) {
    return change("POST", "/volumes", Map.of("volume", members)).path("volume").path("id").asText();
  }

  /** Asks for a snapshot and answers its id at once. */
  String beginSnapshot(String volume) {
    return change(
            "POST", "/snapshots", Map.of("snapshot", Map.of("volume_id", volume, "force", true)))
        .path("snapshot")
        .path("id")
        .asText();
  }

  void extend(String volume, int size) throws InterruptedException {
    String before = show("volume", volume).path("status").asText();
    change("POST", "/volumes/" + volume + "/action", Map.of("os-extend", Map.of("new_size", size)));
    await("volume", volume, before);
    assertThat(show("volume", volume).path("size").asInt()).isEqualTo(size);
  }

  /** Attaches the volume to a host; the volume is in use then. */
  Attached attach(String volume) {
    JsonNode attachment =
        change(
                "POST",
                "/attachments",
                Map.of(
                    "attachment",
                    Map.of(
                        "volume_uuid",
                        volume,
                        "instance_uuid",
                        UUID.randomUUID().toString(),
                        "connector",
                        connector())))
            .path("attachment");
    String id = attachment.path("id").asText();
    change("POST", "/attachments/" + id + "/action", Map.of("os-complete", id));
    assertThat(show("volume", volume).path("status").asText()).isEqualTo("in-use");
    return new Attached(id, mapper.convertValue(attachment.path("connection_info"), OBJECT));
  }

  /** The connection of the host by the older call; nothing says yet that it is used. */
  Map<String, Object> initialize(String volume) {
    JsonNode connection =
        act(volume, "os-initialize_connection", Map.of("connector", connector()))
            .path("connection_info");
    Map<String, Object> flat = new HashMap<>(mapper.convertValue(connection.path("data"), OBJECT));
    flat.put("driver_volume_type", connection.path("driver_volume_type").asText());
    return flat;
  }

  /** An action on a volume, which must be accepted. */
  JsonNode act(String volume, String action, Map<String, Object> value) {
    return change("POST", "/volumes/" + volume + "/action", Map.of(action, value));
  }

  static Map<String, Object> connector() {
    return Map.of(
        "host", "client",
        "ip", "127.0.0.1",
        "initiator", INITIATOR,
        "platform", "x86_64",
        "os_type", "linux",
        "multipath", false);
  }

  void detach(Attached attachment) {
    change("DELETE", "/attachments/" + attachment.id(), Map.of());
  }

  /** Waits until a backend has told what it has. */
  void awaitBackend(String name) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String seen = api.get("/scheduler-stats/get_pools", PATIENCE).body().toString();
      if (seen.contains("@" + name + "#")) {
        return;
      }
      assertThat(System.nanoTime()).as(seen).isLessThan(end);
      Thread.sleep(200);
    }
  }

  void revert(String volume, String snapshot) throws InterruptedException {
    change(
        "POST",
        "/volumes/" + volume + "/action",
        Map.of("revert", Map.of("snapshot_id", snapshot)));
    await("volume", volume, "available");
  }

  /** Deletes a volume that nobody uses, with its snapshots, and waits until it is gone. */
  void delete(String volume) throws InterruptedException {
    change("DELETE", "/volumes/" + volume + "?cascade=true", Map.of());
    awaitAny("volume", volume, "");
  }

  /** What the API says; missing if the resource is gone. */
  JsonNode show(String kind, String id) {
    return api.get("/" + kind + "s/" + id, PATIENCE).body().path(kind);
  }

  /** Waits for a status; fails when an error shows instead. */
  void await(String kind, String id, String status) throws InterruptedException {
    String reached = awaitAny(kind, id, status, "error", "error_extending", "error_deleting");
    assertThat(reached).as("%s %s", kind, id).isEqualTo(status);
  }

  /** Waits for one of these statuses; an empty one means that the resource is gone. */
  String awaitAny(String kind, String id, String... statuses) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      String seen = show(kind, id).path("status").asText();
      if (List.of(statuses).contains(seen)) {
        return seen;
      }
      assertThat(System.nanoTime()).as("%s %s is '%s'", kind, id, seen).isLessThan(end);
      Thread.sleep(20);
    }
  }

  private JsonNode change(String method, String path, Map<String, Object> body) {
    Api.Answer answer = api.change(method, path, body.isEmpty() ? null : body, PATIENCE);
    assertThat(answer.accepted())
        .as("%s %s answered %d %s", method, path, answer.status(), answer.body())
        .isTrue();
    return answer.body();
  }

  @Override
  public void close() {
    api.close();
  }
}
