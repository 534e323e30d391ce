package io.clinker.load;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.operations.OperationKind;
import io.clinker.oracle.History;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every request of the load, each written down as it is made. May be used from any thread. */
public final class Verbs {
  /** Statuses that pass by themselves. */
  static final Set<String> PASSING =
      Set.of(
          "creating",
          "deleting",
          "extending",
          "retyping",
          "reverting",
          "managing",
          "unmanaging",
          "restoring");

  static final String GONE = "gone";
  static final String UNREADABLE = "(unreadable)";

  private static final Duration POLL = Duration.ofMillis(60);
  private static final Duration LONGEST_POLL = Duration.ofMillis(400);
  private static final int LONGEST_MESSAGE = 110;
  private static final Duration READ_PATIENCE = Duration.ofSeconds(30);

  private final Api api;
  private final Recorder recorder;
  private final Duration patience;

  /**
   * @param patience how long a change is repeated while its outcome is not known
   */
  public Verbs(Api api, Recorder recorder, Duration patience) {
    this.api = api;
    this.recorder = recorder;
    this.patience = patience;
  }

  /** What a create asks for. */
  public record Wanted(
      int sizeGib,
      @Nullable String snapshot,
      @Nullable String sourceVolume,
      @Nullable String type,
      @Nullable String group) {
    /** One of no group. */
    public Wanted(
        int sizeGib,
        @Nullable String snapshot,
        @Nullable String sourceVolume,
        @Nullable String type) {
      this(sizeGib, snapshot, sourceVolume, type, null);
    }

    /** An empty volume of the default type. */
    public static Wanted blank(int sizeGib) {
      return new Wanted(sizeGib, null, null, null);
    }
  }

  /** The new volume's id, if it was accepted. */
  public Optional<String> createVolume(Wanted wanted) {
    Map<String, Object> volume = new LinkedHashMap<>();
    volume.put("size", wanted.sizeGib());
    volume.put("name", "load");
    putIf(volume, "snapshot_id", wanted.snapshot());
    putIf(volume, "source_volid", wanted.sourceVolume());
    putIf(volume, "volume_type", wanted.type());
    putIf(volume, "group_id", wanted.group());
    long begin = recorder.now();
    Api.Answer answer =
        change(OperationKind.VOLUME_CREATE, "POST", "/volumes", Map.of("volume", volume));
    String id = idOf(answer, "volume");
    note(OperationKind.VOLUME_CREATE, id == null ? null : "volume/" + id, id, null, begin, answer);
    return Optional.ofNullable(id);
  }

  public Api.Answer deleteVolume(String volume, boolean cascade) {
    return ask(
        OperationKind.VOLUME_DELETE,
        "volume/" + volume,
        volume,
        cascade ? "cascade" : null,
        "DELETE",
        "/volumes/" + volume + (cascade ? "?cascade=True" : ""),
        null);
  }

  public Api.Answer extend(String volume, int sizeGib) {
    return ask(
        OperationKind.VOLUME_EXTEND,
        "volume/" + volume,
        volume,
        null,
        "POST",
        "/volumes/" + volume + "/action",
        Map.of("os-extend", Map.of("new_size", sizeGib)));
  }

  public Api.Answer retype(String volume, String type) {
    return ask(
        OperationKind.VOLUME_RETYPE,
        "volume/" + volume,
        volume,
        null,
        "POST",
        "/volumes/" + volume + "/action",
        Map.of("os-retype", Map.of("new_type", type)));
  }

  public Api.Answer revert(String volume, String snapshot) {
    return ask(
        OperationKind.VOLUME_REVERT,
        "volume/" + volume,
        volume,
        snapshot,
        "POST",
        "/volumes/" + volume + "/action",
        Map.of("revert", Map.of("snapshot_id", snapshot)));
  }

  /** The name of a new type with these extra specs. */
  public String createType(Map<String, String> extraSpecs) {
    String name = "load-" + UUID.randomUUID();
    Api.Answer answer =
        api.change(
            "POST",
            "/types",
            Map.of("volume_type", Map.of("name", name, "extra_specs", extraSpecs)),
            patience);
    if (!answer.accepted()) {
      throw new IllegalStateException("type %s: %d".formatted(name, answer.status()));
    }
    return name;
  }

  /** The name of a new group type that every backend fits. */
  public String createGroupType() {
    String name = "load-" + UUID.randomUUID();
    Api.Answer answer =
        api.change("POST", "/group_types", Map.of("group_type", Map.of("name", name)), patience);
    if (!answer.accepted()) {
      throw new IllegalStateException("group type %s: %d".formatted(name, answer.status()));
    }
    return name;
  }

  /** The new snapshot's id, if it was accepted. */
  public Optional<String> createSnapshot(String volume) {
    long begin = recorder.now();
    Api.Answer answer =
        change(
            OperationKind.SNAPSHOT_CREATE,
            "POST",
            "/snapshots",
            Map.of("snapshot", Map.of("volume_id", volume, "name", "load")));
    String id = idOf(answer, "snapshot");
    note(
        OperationKind.SNAPSHOT_CREATE,
        id == null ? null : "snapshot/" + id,
        volume,
        null,
        begin,
        answer);
    return Optional.ofNullable(id);
  }

  public Api.Answer deleteSnapshot(String snapshot, String volume) {
    return ask(
        OperationKind.SNAPSHOT_DELETE,
        "snapshot/" + snapshot,
        volume,
        null,
        "DELETE",
        "/snapshots/" + snapshot,
        null);
  }

  /**
   * The new attachment's id, if it was accepted.
   *
   * @param connector null: only reserves
   */
  public Optional<String> createAttachment(
      String volume, String instance, @Nullable Map<String, Object> connector) {
    Map<String, Object> attachment = new LinkedHashMap<>();
    attachment.put("volume_uuid", volume);
    attachment.put("instance_uuid", instance);
    if (connector != null) {
      attachment.put("connector", connector);
    }
    long begin = recorder.now();
    Api.Answer answer =
        change(
            OperationKind.ATTACHMENT_CREATE,
            "POST",
            "/attachments",
            Map.of("attachment", attachment));
    String id = idOf(answer, "attachment");
    note(
        OperationKind.ATTACHMENT_CREATE,
        id == null ? null : "attachment/" + id,
        volume,
        connector == null ? "reserve" : null,
        begin,
        answer);
    return Optional.ofNullable(id);
  }

  public Api.Answer updateAttachment(
      String attachment, String volume, Map<String, Object> connector) {
    return ask(
        OperationKind.ATTACHMENT_UPDATE,
        "attachment/" + attachment,
        volume,
        null,
        "PUT",
        "/attachments/" + attachment,
        Map.of("attachment", Map.of("connector", connector)));
  }

  public Api.Answer completeAttachment(String attachment, String volume) {
    return ask(
        OperationKind.ATTACHMENT_COMPLETE,
        "attachment/" + attachment,
        volume,
        null,
        "POST",
        "/attachments/" + attachment + "/action",
        Map.of("os-complete", attachment));
  }

  public Api.Answer deleteAttachment(String attachment, String volume) {
    return ask(
        OperationKind.ATTACHMENT_DELETE,
        "attachment/" + attachment,
        volume,
        null,
        "DELETE",
        "/attachments/" + attachment,
        null);
  }

  /** The older way to ask for a connection; the attachment is found through the volume. */
  public Api.Answer initialize(String volume, Map<String, Object> connector) {
    return older(
        OperationKind.ATTACHMENT_CREATE,
        volume,
        Map.of("os-initialize_connection", Map.of("connector", connector)));
  }

  /** The older way to say that a host uses the volume. */
  public Api.Answer attach(String volume, String host) {
    return older(
        OperationKind.ATTACHMENT_COMPLETE,
        volume,
        Map.of("os-attach", Map.of("host_name", host, "mountpoint", "/dev/vdb")));
  }

  /** The older way to give a connection back; an attachment that is used stays. */
  public Api.Answer terminate(String volume, Map<String, Object> connector) {
    return older(
        OperationKind.ATTACHMENT_DELETE,
        volume,
        Map.of("os-terminate_connection", Map.of("connector", connector)));
  }

  private Api.Answer older(OperationKind kind, String volume, Object body) {
    return ask(kind, null, volume, null, "POST", "/volumes/" + volume + "/action", body);
  }

  /** Asks to cancel whatever is open on the resource; false if nothing is or it is too late. */
  public boolean cancel(String resource) {
    Api.Answer open = api.get("/operations?state=open&resource=" + resource, Duration.ofSeconds(5));
    String id = open.body().path("operations").path(0).path("id").asText("");
    if (id.isEmpty()) {
      return false;
    }
    Api.Answer answer =
        api.change(
            "POST",
            "/operations/" + id + "/action",
            Map.of("cancel", Map.of()),
            Duration.ofSeconds(5));
    recorder.count(answer.accepted() ? "cancel ACCEPTED" : "cancel REFUSED");
    return answer.accepted();
  }

  /** The ids of the volume's attachments. */
  public List<String> attachmentsOf(String volume) {
    Api.Answer answer = api.get("/attachments?volume_id=" + volume, READ_PATIENCE);
    List<String> ids = new ArrayList<>();
    answer.body().path("attachments").forEach(one -> ids.add(one.path("id").asText()));
    return ids;
  }

  /** The status that the resource shows now. */
  public String status(String resource) {
    String[] parts = resource.split("/", 2);
    long begin = recorder.now();
    Api.Answer answer = api.get("/" + parts[0] + "s/" + parts[1], READ_PATIENCE);
    String status =
        switch (answer.status()) {
          case 404 -> GONE;
          case 200 -> answer.body().path(parts[0]).path("status").asText(UNREADABLE);
          default -> UNREADABLE;
        };
    if (!status.equals(UNREADABLE)) {
      recorder.sight(new History.Sight(resource, status, begin, recorder.now()));
    }
    return status;
  }

  /** What the API says of a resource; missing if it is gone. */
  public JsonNode show(String resource) {
    String[] parts = resource.split("/", 2);
    return api.get("/" + parts[0] + "s/" + parts[1], READ_PATIENCE).body().path(parts[0]);
  }

  /** Polls until the status is none that passes by itself, or the time is over. */
  public String awaitRest(String resource, Duration atMost) {
    long end = System.nanoTime() + atMost.toNanos();
    Duration pause = POLL;
    while (true) {
      String status = status(resource);
      if (!PASSING.contains(status) && !status.equals(UNREADABLE)) {
        return status;
      }
      if (System.nanoTime() > end) {
        recorder.count("not at rest in time");
        return status;
      }
      Api.sleep(pause);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_POLL) > 0 ? LONGEST_POLL : pause.multipliedBy(2);
    }
  }

  /** An action on a resource, or one that leads to an operation on it. */
  public Api.Answer act(
      OperationKind kind, String resource, String volume, String path, Object body) {
    return ask(kind, resource, volume, null, "POST", path, body);
  }

  /** The id of what a request makes, if it was accepted. */
  Optional<String> make(OperationKind kind, String envelope, String path, Object body) {
    long begin = recorder.now();
    Api.Answer answer = change(kind, "POST", path, body);
    String id = idOf(answer, envelope);
    note(kind, id == null ? null : envelope + "/" + id, null, null, begin, answer);
    return Optional.ofNullable(id);
  }

  Api.Answer ask(
      OperationKind kind,
      @Nullable String resource,
      @Nullable String volume,
      @Nullable String detail,
      String method,
      String path,
      @Nullable Object body) {
    long begin = recorder.now();
    Api.Answer answer = change(kind, method, path, body);
    note(kind, resource, volume, detail, begin, answer);
    return answer;
  }

  private Api.Answer change(OperationKind kind, String method, String path, @Nullable Object body) {
    recorder.begun(kind);
    try {
      return api.change(method, path, body, patience);
    } finally {
      recorder.ended(kind);
    }
  }

  private void note(
      OperationKind kind,
      @Nullable String resource,
      @Nullable String volume,
      @Nullable String detail,
      long begin,
      Api.Answer answer) {
    History.Outcome outcome =
        answer.accepted()
            ? History.Outcome.ACCEPTED
            : answer.refused() ? History.Outcome.REFUSED : History.Outcome.UNKNOWN;
    recorder.call(
        new History.Call(
            kind.word(),
            resource,
            volume,
            detail,
            begin,
            recorder.now(),
            outcome,
            answer.status(),
            answer.requests(),
            answer.key()));
    if (!answer.accepted()) {
      recorder.count(
          "%s answered %d: %s".formatted(kind.word(), answer.status(), message(answer.body())));
    }
  }

  private static String message(JsonNode body) {
    // Ids are taken out, so that equal refusals are counted together.
    String message =
        body.findPath("message").asText("").replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID");
    return message.substring(0, Math.min(LONGEST_MESSAGE, message.length()));
  }

  private static @Nullable String idOf(Api.Answer answer, String wrapper) {
    String id = answer.accepted() ? answer.body().path(wrapper).path("id").asText("") : "";
    return id.isEmpty() ? null : id;
  }

  private static void putIf(Map<String, Object> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
