package io.clinker.load;

import io.clinker.load.Verbs.Wanted;
import io.clinker.operations.OperationKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The requests of the load that are about groups. May be used from any thread. */
public final class GroupVerbs {
  private static final String DEFAULT_TYPE = "__DEFAULT__";

  private final Verbs verbs;

  public GroupVerbs(Verbs verbs) {
    this.verbs = verbs;
  }

  /** The new group's id, if it was accepted; its volumes are of the default type. */
  public Optional<String> create(String groupType) {
    return verbs.make(
        OperationKind.GROUP_CREATE,
        "group",
        "/groups",
        Map.of(
            "group",
            Map.of(
                "name", "load", "group_type", groupType, "volume_types", List.of(DEFAULT_TYPE))));
  }

  /** A new volume of the group. */
  public Optional<String> member(String group) {
    return verbs.createVolume(new Wanted(1, null, null, DEFAULT_TYPE, group));
  }

  /**
   * Lets volumes join and leave.
   *
   * @param join null: none
   * @param leave null: none
   */
  public Api.Answer update(String group, @Nullable String join, @Nullable String leave) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", "load");
    if (join != null) {
      members.put("add_volumes", join);
    }
    if (leave != null) {
      members.put("remove_volumes", leave);
    }
    return verbs.ask(
        OperationKind.GROUP_UPDATE,
        "group/" + group,
        null,
        null,
        "PUT",
        "/groups/" + group,
        Map.of("group", members));
  }

  /** Deletes the group with its volumes. */
  public Api.Answer delete(String group) {
    return verbs.ask(
        OperationKind.GROUP_DELETE,
        "group/" + group,
        null,
        null,
        "POST",
        "/groups/" + group + "/action",
        Map.of("delete", Map.of("delete-volumes", true)));
  }

  /** The new group snapshot's id, if it was accepted. */
  public Optional<String> snapshot(String group) {
    return verbs.make(
        OperationKind.GROUP_SNAPSHOT_CREATE,
        "group_snapshot",
        "/group_snapshots",
        Map.of("group_snapshot", Map.of("group_id", group, "name", "load")));
  }

  public Api.Answer deleteSnapshot(String snapshot) {
    return verbs.ask(
        OperationKind.GROUP_SNAPSHOT_DELETE,
        "group_snapshot/" + snapshot,
        null,
        null,
        "DELETE",
        "/group_snapshots/" + snapshot,
        null);
  }

  /** The new group's id, if it was accepted. */
  public Optional<String> copy(@Nullable String snapshot, String group) {
    return verbs.make(
        OperationKind.GROUP_CREATE_FROM_SOURCE,
        "group",
        "/groups/action",
        Map.of(
            "create-from-src",
            snapshot == null
                ? Map.of("source_group_id", group)
                : Map.of("group_snapshot_id", snapshot)));
  }
}
