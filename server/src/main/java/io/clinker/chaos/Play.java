package io.clinker.chaos;

import java.util.List;

/**
 * An operation as the crash matrix plays it: its steps on the way forward, and those after it was
 * held at a step and then cancelled (or superseded).
 */
enum Play {
  CREATE(
      "volume-create",
      "volume-create",
      List.of("admit", "create-volume", "settle"),
      "create-volume",
      List.of("begin-cleaning", "delete-volume")),
  CREATE_FROM_SNAPSHOT(
      "volume-create from snapshot",
      "volume-create",
      List.of("create-volume"),
      "create-volume",
      List.of("delete-volume")),
  CREATE_FROM_VOLUME(
      "volume-create from volume",
      "volume-create",
      List.of("create-volume"),
      "create-volume",
      List.of("delete-volume")),
  /** Another copy of the same volume has the ticket; it is let go once the fault has struck. */
  CREATE_FROM_VOLUME_IN_TURN(
      "volume-create from volume in its turn",
      "snapshot-create",
      List.of(),
      "create-snapshot",
      List.of("volume-create/take-ticket")),
  DELETE(
      "volume-delete cascade",
      "volume-delete",
      List.of("admit", "delete-snapshot", "delete-volume", "settle"),
      "",
      List.of()),
  DELETE_WHILE_CREATING(
      "volume-delete while creating",
      "volume-create",
      List.of(),
      "create-volume",
      List.of(
          "supersede",
          "volume-delete/resume",
          "volume-delete/delete-volume",
          "volume-delete/settle")),
  EXTEND(
      "volume-extend",
      "volume-extend",
      List.of("admit", "extend-volume", "settle"),
      "extend-volume",
      List.of("begin-cleaning", "find-size")),
  EXTEND_IN_USE(
      "volume-extend in use",
      "volume-extend",
      List.of("extend-volume", "show-growth", "tell-compute"),
      "tell-compute",
      List.of("begin-cleaning", "find-size")),
  RETYPE("volume-retype", "volume-retype", List.of("admit"), "", List.of()),
  RETYPE_WITHOUT_POOL(
      "volume-retype that no pool fits",
      "volume-retype",
      List.of("admit", "begin-cleaning", "settle"),
      "",
      List.of()),
  REVERT(
      "volume-revert", "volume-revert", List.of("admit", "revert-volume", "settle"), "", List.of()),
  ADOPT(
      "volume-adopt",
      "volume-adopt",
      List.of("admit", "adopt-volume", "settle"),
      "adopt-volume",
      List.of("begin-cleaning", "seal")),
  MANAGE(
      "volume-manage",
      "volume-manage",
      List.of("admit", "find-manageable", "reserve", "manage-volume", "settle"),
      "manage-volume",
      List.of("begin-cleaning", "give-back-volume")),
  UNMANAGE(
      "volume-unmanage",
      "volume-unmanage",
      List.of("admit", "unmanage-volume", "settle"),
      "",
      List.of()),
  DELETE_ORPHAN(
      "volume-delete of an orphan",
      "volume-delete",
      List.of("admit", "delete-volume", "settle"),
      "",
      List.of()),
  RECONCILE(
      "volume-reconcile",
      "volume-reconcile",
      List.of("admit", "read-volume", "settle"),
      "read-volume",
      List.of("begin-cleaning", "seal")),
  RESET_WHILE_EXTENDING(
      "volume-reset-status while extending",
      "volume-extend",
      List.of(),
      "extend-volume",
      List.of(
          "supersede",
          "volume-reset-status/resume",
          "volume-reset-status/read-volume",
          "volume-reset-status/settle")),
  SNAPSHOT_RECONCILE(
      "snapshot-reconcile",
      "snapshot-reconcile",
      List.of("admit", "read-snapshot", "settle"),
      "",
      List.of()),
  SNAPSHOT(
      "snapshot-create",
      "snapshot-create",
      List.of("admit", "create-snapshot", "settle"),
      "create-snapshot",
      List.of("begin-cleaning", "delete-snapshot")),
  SNAPSHOT_IN_TURN(
      "snapshot-create in its turn",
      "snapshot-create",
      List.of(),
      "create-snapshot",
      List.of("take-ticket")),
  SNAPSHOT_IN_USE(
      "snapshot-create in use", "snapshot-create", List.of("create-snapshot"), "", List.of()),
  SNAPSHOT_DELETE(
      "snapshot-delete",
      "snapshot-delete",
      List.of("admit", "delete-snapshot", "settle"),
      "",
      List.of()),
  SNAPSHOT_MANAGE(
      "snapshot-manage",
      "snapshot-manage",
      List.of("admit", "manage-snapshot", "settle"),
      "manage-snapshot",
      List.of("begin-cleaning", "give-back-snapshot")),
  SNAPSHOT_UNMANAGE(
      "snapshot-unmanage",
      "snapshot-unmanage",
      List.of("admit", "unmanage-snapshot", "settle"),
      "",
      List.of()),
  CONNECT(
      "attachment-create",
      "attachment-create",
      List.of("admit", "connect", "settle"),
      "connect",
      List.of("begin-cleaning", "disconnect")),
  UPDATE(
      "attachment-update",
      "attachment-update",
      List.of("admit", "connect", "settle"),
      "connect",
      List.of("begin-cleaning", "disconnect")),
  GROUP_CREATE("group-create", "group-create", List.of("admit"), "", List.of()),
  GROUP_UPDATE("group-update", "group-update", List.of("admit"), "", List.of()),
  GROUP_DELETE(
      "group-delete", "group-delete", List.of("admit", "delete-volume", "settle"), "", List.of()),
  GROUP_COPY(
      "group-create-from-source",
      "group-create-from-source",
      List.of("admit", "create-volume", "settle"),
      "create-volume",
      List.of("begin-cleaning", "delete-volume")),
  GROUP_DELETE_WHILE_COPYING(
      "group-delete while copying",
      "group-create-from-source",
      List.of(),
      "create-volume",
      List.of(
          "supersede", "group-delete/resume", "group-delete/delete-volume", "group-delete/settle")),
  GROUP_SNAPSHOT(
      "group-snapshot-create",
      "group-snapshot-create",
      List.of("admit", "create-snapshot", "settle"),
      "create-snapshot",
      List.of("begin-cleaning", "delete-snapshot")),
  GROUP_SNAPSHOT_DELETE(
      "group-snapshot-delete",
      "group-snapshot-delete",
      List.of("admit", "delete-snapshot", "settle"),
      "",
      List.of()),
  COMPLETE("attachment-complete", "attachment-complete", List.of("admit"), "", List.of()),
  DETACH(
      "attachment-delete",
      "attachment-delete",
      List.of("admit", "disconnect", "settle"),
      "",
      List.of()),
  INITIALIZE(
      "attachment-create by an older call",
      "attachment-create",
      List.of("admit", "connect", "settle"),
      "connect",
      List.of("begin-cleaning", "disconnect")),
  INITIALIZE_USED(
      "attachment-update by an older call",
      "attachment-update",
      List.of("connect", "settle"),
      "connect",
      List.of("disconnect")),
  TERMINATE(
      "attachment-delete that leaves the attachment",
      "attachment-delete",
      List.of("disconnect", "settle"),
      "",
      List.of()),
  TERMINATE_WHILE_CONNECTING(
      "attachment-delete while connecting",
      "attachment-create",
      List.of(),
      "connect",
      List.of("supersede", "attachment-delete/disconnect", "attachment-delete/settle"));

  private final String word;
  private final String workflow;
  private final List<String> forward;
  private final String heldAt;
  private final List<String> backward;

  Play(String word, String workflow, List<String> forward, String heldAt, List<String> backward) {
    this.word = word;
    this.workflow = workflow;
    this.forward = forward;
    this.heldAt = heldAt;
    this.backward = backward;
  }

  String word() {
    return word;
  }

  /** Whether the operation waits for the one that is held, which must be let go. */
  boolean waitsForTheHeld() {
    return this == CREATE_FROM_VOLUME_IN_TURN || this == SNAPSHOT_IN_TURN;
  }

  /** Whether a host is connected in it. */
  boolean needsExports() {
    return switch (this) {
      case EXTEND_IN_USE,
          SNAPSHOT_IN_USE,
          CONNECT,
          UPDATE,
          COMPLETE,
          DETACH,
          INITIALIZE,
          INITIALIZE_USED,
          TERMINATE,
          TERMINATE_WHILE_CONNECTING ->
          true;
      default -> false;
    };
  }

  /** Whether the compute service hears of it, whatever strikes. */
  boolean tellsCompute() {
    return this == EXTEND_IN_USE;
  }

  /** Whether foreign snapshots are taken over in it, or ours let go. */
  boolean needsForeignSnapshots() {
    return this == SNAPSHOT_MANAGE || this == SNAPSHOT_UNMANAGE;
  }

  String workflow() {
    return workflow;
  }

  List<String> forward() {
    return forward;
  }

  /** The step before which it is held. */
  String heldAt() {
    return heldAt;
  }

  List<String> backward() {
    return backward;
  }

  /** The point of a step after a hand-over belongs to the workflow that it names. */
  String workflowAfter(String step) {
    return step.contains("/") ? step : workflow + "/" + step;
  }
}
