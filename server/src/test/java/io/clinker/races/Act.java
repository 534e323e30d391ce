package io.clinker.races;

import io.clinker.operations.OperationKind;
import io.clinker.operations.PinKind;
import io.clinker.races.Client.Request;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client can do to a volume, its snapshot, its attachment, and what is being made of them.
 * From the catalogue come whom an operation excludes and whom it may supersede; written here is
 * only which of these things it holds, pins and looks at.
 */
enum Act {
  DELETE_VOLUME(OperationKind.VOLUME_DELETE, Of.GIVEN),
  EXTEND_VOLUME(OperationKind.VOLUME_EXTEND, Of.GIVEN),
  REVERT_VOLUME(OperationKind.VOLUME_REVERT, Of.GIVEN),
  CLONE_VOLUME(OperationKind.VOLUME_CREATE, Of.GIVEN),
  COPY_SNAPSHOT(OperationKind.VOLUME_CREATE, Of.GIVEN),
  CREATE_SNAPSHOT(OperationKind.SNAPSHOT_CREATE, Of.GIVEN),
  DELETE_SNAPSHOT(OperationKind.SNAPSHOT_DELETE, Of.GIVEN),
  ATTACH(OperationKind.ATTACHMENT_CREATE, Of.GIVEN),
  CONNECT(OperationKind.ATTACHMENT_UPDATE, Of.GIVEN),
  COMPLETE(OperationKind.ATTACHMENT_COMPLETE, Of.GIVEN),
  DETACH(OperationKind.ATTACHMENT_DELETE, Of.GIVEN),
  DELETE_COPY(OperationKind.VOLUME_DELETE, Of.NEW_VOLUME),
  EXTEND_COPY(OperationKind.VOLUME_EXTEND, Of.NEW_VOLUME),
  CLONE_COPY(OperationKind.VOLUME_CREATE, Of.NEW_VOLUME),
  SNAPSHOT_COPY(OperationKind.SNAPSHOT_CREATE, Of.NEW_VOLUME),
  ATTACH_COPY(OperationKind.ATTACHMENT_CREATE, Of.NEW_VOLUME),
  DELETE_NEW_SNAPSHOT(OperationKind.SNAPSHOT_DELETE, Of.NEW_SNAPSHOT),
  COPY_NEW_SNAPSHOT(OperationKind.VOLUME_CREATE, Of.NEW_SNAPSHOT),
  REVERT_TO_NEW_SNAPSHOT(OperationKind.VOLUME_REVERT, Of.NEW_SNAPSHOT),
  CONNECT_NEW_ATTACHMENT(OperationKind.ATTACHMENT_UPDATE, Of.NEW_ATTACHMENT),
  DETACH_NEW_ATTACHMENT(OperationKind.ATTACHMENT_DELETE, Of.NEW_ATTACHMENT);

  /** What it is done to: something that was there, or what the other operation makes. */
  enum Of {
    GIVEN,
    NEW_VOLUME,
    NEW_SNAPSHOT,
    NEW_ATTACHMENT
  }

  private final OperationKind kind;
  private final Of of;

  Act(OperationKind kind, Of of) {
    this.kind = kind;
    this.of = of;
  }

  OperationKind kind() {
    return kind;
  }

  Of of() {
    return of;
  }

  /**
   * The things of one round.
   *
   * @param attachment empty if there is none
   * @param made what the other operation makes; empty if it makes nothing
   */
  record Things(String volume, String snapshot, String attachment, String made) {
    Things making(String id) {
      return new Things(volume, snapshot, attachment, id);
    }
  }

  /** Whether there is what it is done to. */
  boolean possible(Things things, Act other) {
    return switch (of) {
      case GIVEN ->
          !things.attachment().isEmpty()
              || !(this == CONNECT || this == COMPLETE || this == DETACH);
      case NEW_VOLUME -> other == CLONE_VOLUME || other == COPY_SNAPSHOT;
      case NEW_SNAPSHOT -> other == CREATE_SNAPSHOT;
      case NEW_ATTACHMENT -> other == ATTACH;
    };
  }

  Request request(Things things) {
    String made = things.made();
    return switch (this) {
      case DELETE_VOLUME -> deleteVolume(things.volume());
      case DELETE_COPY -> deleteVolume(made);
      case EXTEND_VOLUME -> extend(things.volume());
      case EXTEND_COPY -> extend(made);
      case REVERT_VOLUME -> revert(things.volume(), things.snapshot());
      case REVERT_TO_NEW_SNAPSHOT -> revert(things.volume(), made);
      case CLONE_VOLUME -> newVolume(Map.of("size", 1, "source_volid", things.volume()));
      case CLONE_COPY -> newVolume(Map.of("size", 1, "source_volid", made));
      case COPY_SNAPSHOT -> newVolume(Map.of("size", 1, "snapshot_id", things.snapshot()));
      case COPY_NEW_SNAPSHOT -> newVolume(Map.of("size", 1, "snapshot_id", made));
      case CREATE_SNAPSHOT -> newSnapshot(things.volume());
      case SNAPSHOT_COPY -> newSnapshot(made);
      case DELETE_SNAPSHOT -> deleteSnapshot(things.volume(), things.snapshot());
      case DELETE_NEW_SNAPSHOT -> deleteSnapshot(things.volume(), made);
      case ATTACH -> attach(things.volume());
      case ATTACH_COPY -> attach(made);
      case CONNECT -> connect(things.volume(), things.attachment());
      case CONNECT_NEW_ATTACHMENT -> connect(things.volume(), made);
      case COMPLETE ->
          new Request(
              kind,
              "POST",
              "/attachments/" + things.attachment() + "/action",
              Map.of("os-complete", things.attachment()),
              things.volume(),
              "attachment/" + things.attachment(),
              null);
      case DETACH -> detach(things.volume(), things.attachment());
      case DETACH_NEW_ATTACHMENT -> detach(things.volume(), made);
    };
  }

  static Request newVolume(Map<String, Object> members) {
    return new Request(
        OperationKind.VOLUME_CREATE,
        "POST",
        "/volumes",
        Map.of("volume", members),
        null,
        null,
        null);
  }

  static Request deleteVolume(String volume) {
    return new Request(
        OperationKind.VOLUME_DELETE,
        "DELETE",
        "/volumes/" + volume + "?cascade=True",
        null,
        volume,
        "volume/" + volume,
        "cascade");
  }

  static Request extend(String volume) {
    return extend(volume, 2);
  }

  static Request extend(String volume, int gib) {
    return new Request(
        OperationKind.VOLUME_EXTEND,
        "POST",
        "/volumes/" + volume + "/action",
        Map.of("os-extend", Map.of("new_size", gib)),
        volume,
        "volume/" + volume,
        null);
  }

  static Request revert(String volume, String snapshot) {
    return new Request(
        OperationKind.VOLUME_REVERT,
        "POST",
        "/volumes/" + volume + "/action",
        Map.of("revert", Map.of("snapshot_id", snapshot)),
        volume,
        "volume/" + volume,
        snapshot);
  }

  static Request newSnapshot(String volume) {
    return new Request(
        OperationKind.SNAPSHOT_CREATE,
        "POST",
        "/snapshots",
        Map.of("snapshot", Map.of("volume_id", volume)),
        volume,
        null,
        null);
  }

  static Request deleteSnapshot(String volume, String snapshot) {
    return new Request(
        OperationKind.SNAPSHOT_DELETE,
        "DELETE",
        "/snapshots/" + snapshot,
        null,
        volume,
        "snapshot/" + snapshot,
        null);
  }

  static Request attach(String volume) {
    return new Request(
        OperationKind.ATTACHMENT_CREATE,
        "POST",
        "/attachments",
        Map.of(
            "attachment",
            Map.of(
                "volume_uuid",
                volume,
                "instance_uuid",
                java.util.UUID.randomUUID().toString(),
                "connector",
                connector())),
        volume,
        null,
        null);
  }

  static Request reserve(String volume) {
    return new Request(
        OperationKind.ATTACHMENT_CREATE,
        "POST",
        "/attachments",
        Map.of(
            "attachment",
            Map.of("volume_uuid", volume, "instance_uuid", java.util.UUID.randomUUID().toString())),
        volume,
        null,
        "reserve");
  }

  static Request connect(String volume, String attachment) {
    return new Request(
        OperationKind.ATTACHMENT_UPDATE,
        "PUT",
        "/attachments/" + attachment,
        Map.of("attachment", Map.of("connector", connector())),
        volume,
        "attachment/" + attachment,
        null);
  }

  static Request detach(String volume, String attachment) {
    return new Request(
        OperationKind.ATTACHMENT_DELETE,
        "DELETE",
        "/attachments/" + attachment,
        null,
        volume,
        "attachment/" + attachment,
        null);
  }

  private static Map<String, Object> connector() {
    return Map.of("host", "races", "ip", "127.0.0.1", "initiator", "iqn.2026-11.races:host");
  }

  /** Whether it makes something new. */
  private boolean makes() {
    return this == CLONE_VOLUME
        || this == COPY_SNAPSHOT
        || this == CREATE_SNAPSHOT
        || this == ATTACH;
  }

  /** What it holds alone, beside what it makes. */
  private Set<String> holds(Things things) {
    return switch (this) {
      case DELETE_VOLUME, REVERT_VOLUME -> Set.of(things.volume(), things.snapshot());
      case REVERT_TO_NEW_SNAPSHOT -> Set.of(things.volume(), things.made());
      case EXTEND_VOLUME -> Set.of(things.volume());
      case DELETE_SNAPSHOT -> Set.of(things.snapshot());
      case CONNECT, COMPLETE, DETACH -> Set.of(things.attachment());
      case CLONE_VOLUME, COPY_SNAPSHOT, CREATE_SNAPSHOT, ATTACH -> Set.of();
      case DELETE_COPY,
          EXTEND_COPY,
          DELETE_NEW_SNAPSHOT,
          CONNECT_NEW_ATTACHMENT,
          DETACH_NEW_ATTACHMENT ->
          Set.of(things.made());
      case CLONE_COPY, SNAPSHOT_COPY, ATTACH_COPY, COPY_NEW_SNAPSHOT -> Set.of();
    };
  }

  /** What nobody else may hold while it begins, beside what it holds itself. */
  private Set<String> needs(Things things) {
    return switch (this) {
      case CLONE_VOLUME,
          CREATE_SNAPSHOT,
          ATTACH,
          CONNECT,
          DETACH,
          CONNECT_NEW_ATTACHMENT,
          DETACH_NEW_ATTACHMENT ->
          Set.of(things.volume());
      case COPY_SNAPSHOT -> Set.of(things.snapshot());
      case CLONE_COPY, SNAPSHOT_COPY, ATTACH_COPY, COPY_NEW_SNAPSHOT -> Set.of(things.made());
      case DELETE_VOLUME,
          EXTEND_VOLUME,
          REVERT_VOLUME,
          DELETE_SNAPSHOT,
          COMPLETE,
          DELETE_COPY,
          EXTEND_COPY,
          DELETE_NEW_SNAPSHOT,
          REVERT_TO_NEW_SNAPSHOT ->
          Set.of();
    };
  }

  private Map<String, PinKind> pins(Things things) {
    return switch (this) {
      case CLONE_VOLUME, CREATE_SNAPSHOT -> Map.of(things.volume(), PinKind.SOURCE);
      case COPY_SNAPSHOT -> Map.of(things.snapshot(), PinKind.SOURCE);
      case ATTACH, CONNECT, DETACH -> Map.of(things.volume(), PinKind.ATTACHMENT);
      default -> Map.of();
    };
  }

  /** Which pins on what keep it away. */
  private boolean keptAwayBy(String thing, PinKind pin, Things things) {
    boolean looksAtVolume =
        kind.resourceKind() == io.clinker.model.ResourceKind.VOLUME
            ? holds(things).contains(things.volume())
            : needs(things).contains(things.volume());
    if (thing.equals(things.volume())) {
      return looksAtVolume && kind.excludedBy().contains(pin);
    }
    return holds(things).contains(thing) && pin == PinKind.SOURCE;
  }

  /** Whether its attachment shows in the status of the volume. */
  private boolean showsOnVolume() {
    return this == ATTACH || this == CONNECT || this == DETACH;
  }

  /** Whether the status of the volume decides whether it may begin. */
  private boolean looksAtStatusOfVolume() {
    return switch (this) {
      case DELETE_VOLUME,
          EXTEND_VOLUME,
          REVERT_VOLUME,
          CLONE_VOLUME,
          CREATE_SNAPSHOT,
          ATTACH,
          REVERT_TO_NEW_SNAPSHOT ->
          true;
      case COPY_SNAPSHOT,
          DELETE_SNAPSHOT,
          CONNECT,
          COMPLETE,
          DETACH,
          DELETE_COPY,
          EXTEND_COPY,
          CLONE_COPY,
          SNAPSHOT_COPY,
          ATTACH_COPY,
          DELETE_NEW_SNAPSHOT,
          COPY_NEW_SNAPSHOT,
          CONNECT_NEW_ATTACHMENT,
          DETACH_NEW_ATTACHMENT ->
          false;
    };
  }

  /** What an act does when another one is open on the same things. */
  enum Meeting {
    BOTH,
    REFUSED,
    SUPERSEDES
  }

  Meeting meets(Act open, Things things) {
    // What is being made is held by whoever makes it.
    Set<String> held =
        open.makes() && !things.made().isEmpty() ? Set.of(things.made()) : open.holds(things);
    @Nullable String main = mainOf(things);
    if (!makes()
        && main != null
        && main.equals(open.mainOf(things))
        && kind.supersedes(open.kind)) {
      return Meeting.SUPERSEDES;
    }
    boolean blocked =
        holds(things).stream().anyMatch(held::contains)
            || needs(things).stream().anyMatch(held::contains)
            || open.pins(things).entrySet().stream()
                .anyMatch(pin -> keptAwayBy(pin.getKey(), pin.getValue(), things))
            || (open.showsOnVolume() && looksAtStatusOfVolume());
    return blocked ? Meeting.REFUSED : Meeting.BOTH;
  }

  /** The resource whose operation it is, where that is one of the things. */
  private @Nullable String mainOf(Things things) {
    return switch (this) {
      case DELETE_VOLUME, EXTEND_VOLUME, REVERT_VOLUME, REVERT_TO_NEW_SNAPSHOT -> things.volume();
      case DELETE_SNAPSHOT -> things.snapshot();
      case CONNECT, COMPLETE, DETACH -> things.attachment();
      case CLONE_VOLUME,
          COPY_SNAPSHOT,
          CREATE_SNAPSHOT,
          ATTACH,
          DELETE_COPY,
          EXTEND_COPY,
          DELETE_NEW_SNAPSHOT,
          CONNECT_NEW_ATTACHMENT,
          DETACH_NEW_ATTACHMENT ->
          things.made();
      case CLONE_COPY, SNAPSHOT_COPY, ATTACH_COPY, COPY_NEW_SNAPSHOT -> null;
    };
  }
}
