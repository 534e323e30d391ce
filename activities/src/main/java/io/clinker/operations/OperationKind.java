package io.clinker.operations;

import static io.clinker.operations.PinKind.ATTACHMENT;
import static io.clinker.operations.PinKind.SOURCE;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.clinker.model.ResourceKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The operation catalogue: the state machine of Clinker written as data. Admission, the error texts
 * of the API, the documentation and the tests all read it.
 *
 * <p>Statuses are of the resource that the operation holds alone. {@code null} for a status
 * afterwards means "as it was before"; {@link Statuses#GONE} means the row is deleted, {@link
 * Statuses#COMPUTED} that the status follows from what is attached.
 */
public enum OperationKind {
  VOLUME_CREATE(
      "volume-create",
      ResourceKind.VOLUME,
      new Statuses(Set.of(), "creating", "available", "error", Statuses.GONE),
      Set.of(),
      Set.of(),
      Duration.ofHours(1)),
  VOLUME_DELETE(
      "volume-delete",
      ResourceKind.VOLUME,
      new Statuses(
          Set.of("available", "error", "error_restoring", "error_extending", "error_managing"),
          "deleting",
          Statuses.GONE,
          "error_deleting",
          null),
      Set.of(SOURCE, ATTACHMENT),
      Set.of("volume-create"),
      Duration.ofHours(24)),
  VOLUME_EXTEND(
      "volume-extend",
      ResourceKind.VOLUME,
      new Statuses(
          Set.of("available", "in-use"), "extending", Statuses.COMPUTED, "error_extending", null),
      Set.of(SOURCE, ATTACHMENT),
      Set.of(),
      Duration.ofHours(1)),
  VOLUME_RETYPE(
      "volume-retype",
      ResourceKind.VOLUME,
      new Statuses(Set.of("available", "in-use"), "retyping", Statuses.COMPUTED, null, null),
      Set.of(ATTACHMENT),
      Set.of(),
      Duration.ofHours(1)),
  VOLUME_ADOPT(
      "volume-adopt",
      ResourceKind.VOLUME,
      new Statuses(Set.of(), "managing", "available", Statuses.GONE, Statuses.GONE),
      Set.of(),
      Set.of(),
      Duration.ofHours(1)),
  VOLUME_MANAGE(
      "volume-manage",
      ResourceKind.VOLUME,
      new Statuses(Set.of(), "managing", "available", "error_managing", Statuses.GONE),
      Set.of(),
      Set.of(),
      Duration.ofHours(1)),
  VOLUME_UNMANAGE(
      "volume-unmanage",
      ResourceKind.VOLUME,
      new Statuses(
          Set.of(
              "available",
              "error",
              "error_restoring",
              "error_extending",
              "error_managing",
              "error_unmanaging"),
          "unmanaging",
          Statuses.GONE,
          "error_unmanaging",
          null),
      Set.of(SOURCE, ATTACHMENT),
      Set.of(),
      Duration.ofHours(24)),
  VOLUME_RECONCILE(
      "volume-reconcile",
      ResourceKind.VOLUME,
      new Statuses(Set.of(Statuses.ANY), "maintenance", Statuses.COMPUTED, null, null),
      Set.of(SOURCE, ATTACHMENT),
      Set.of(),
      Duration.ofHours(1)),
  VOLUME_RESET_STATUS(
      "volume-reset-status",
      ResourceKind.VOLUME,
      new Statuses(Set.of(Statuses.ANY), "maintenance", Statuses.ASKED_FOR, "error", "error"),
      Set.of(),
      Set.of(
          "volume-create",
          "volume-delete",
          "volume-extend",
          "volume-retype",
          "volume-revert",
          "volume-reconcile",
          "volume-adopt"),
      Duration.ofHours(1)),
  VOLUME_REVERT(
      "volume-revert",
      ResourceKind.VOLUME,
      new Statuses(Set.of("available"), "reverting", "available", "error", "available"),
      Set.of(SOURCE, ATTACHMENT),
      Set.of(),
      Duration.ofHours(1)),
  SNAPSHOT_CREATE(
      "snapshot-create",
      ResourceKind.SNAPSHOT,
      new Statuses(Set.of(), "creating", "available", "error", Statuses.GONE),
      Set.of(),
      Set.of(),
      Duration.ofHours(1)),
  SNAPSHOT_DELETE(
      "snapshot-delete",
      ResourceKind.SNAPSHOT,
      new Statuses(Set.of("available", "error"), "deleting", Statuses.GONE, "error_deleting", null),
      Set.of(SOURCE),
      Set.of("snapshot-create"),
      Duration.ofHours(24)),
  SNAPSHOT_ADOPT(
      "snapshot-adopt",
      ResourceKind.SNAPSHOT,
      new Statuses(Set.of(), "creating", "available", Statuses.GONE, Statuses.GONE),
      Set.of(),
      Set.of(),
      Duration.ofHours(1)),
  SNAPSHOT_MANAGE(
      "snapshot-manage",
      ResourceKind.SNAPSHOT,
      new Statuses(Set.of(), "creating", "available", "error", Statuses.GONE),
      Set.of(),
      Set.of(),
      Duration.ofHours(1)),
  SNAPSHOT_UNMANAGE(
      "snapshot-unmanage",
      ResourceKind.SNAPSHOT,
      new Statuses(Set.of("available", "error"), "unmanaging", Statuses.GONE, "error", null),
      Set.of(SOURCE),
      Set.of(),
      Duration.ofHours(24)),
  SNAPSHOT_RECONCILE(
      "snapshot-reconcile",
      ResourceKind.SNAPSHOT,
      new Statuses(Set.of(Statuses.ANY), "updating", Statuses.COMPUTED, null, null),
      Set.of(SOURCE),
      Set.of(),
      Duration.ofHours(1)),
  SNAPSHOT_RESET_STATUS(
      "snapshot-reset-status",
      ResourceKind.SNAPSHOT,
      new Statuses(Set.of(Statuses.ANY), "updating", Statuses.ASKED_FOR, "error", "error"),
      Set.of(),
      Set.of("snapshot-create", "snapshot-delete", "snapshot-reconcile", "snapshot-adopt"),
      Duration.ofHours(1)),
  ATTACHMENT_CREATE(
      "attachment-create",
      ResourceKind.ATTACHMENT,
      new Statuses(Set.of(), "attaching", "attaching", "error_attaching", Statuses.GONE),
      Set.of(SOURCE),
      Set.of(),
      Duration.ofMinutes(10)),
  ATTACHMENT_UPDATE(
      "attachment-update",
      ResourceKind.ATTACHMENT,
      new Statuses(
          Set.of("reserved", "attaching", "error_attaching", "attached"),
          "attaching",
          "attaching",
          "error_attaching",
          null),
      Set.of(SOURCE),
      Set.of(),
      Duration.ofMinutes(10)),
  ATTACHMENT_COMPLETE(
      "attachment-complete",
      ResourceKind.ATTACHMENT,
      new Statuses(
          Set.of("reserved", "attaching", "attached", "error_attaching"),
          "attached",
          "attached",
          null,
          null),
      Set.of(),
      Set.of(),
      Duration.ofMinutes(10)),
  ATTACHMENT_DELETE(
      "attachment-delete",
      ResourceKind.ATTACHMENT,
      new Statuses(
          Set.of(
              "reserved",
              "attaching",
              "attached",
              "error_attaching",
              "error_detaching",
              "detaching"),
          "detaching",
          Statuses.GONE,
          "error_detaching",
          null),
      Set.of(),
      Set.of("attachment-create", "attachment-update"),
      Duration.ofHours(24)),
  GROUP_CREATE(
      "group-create",
      ResourceKind.GROUP,
      new Statuses(Set.of(), "creating", "available", "error", Statuses.GONE),
      Set.of(),
      Set.of(),
      Duration.ofHours(1)),
  GROUP_UPDATE(
      "group-update",
      ResourceKind.GROUP,
      new Statuses(Set.of("available"), "updating", "available", "error", null),
      Set.of(SOURCE),
      Set.of(),
      Duration.ofHours(1)),
  GROUP_DELETE(
      "group-delete",
      ResourceKind.GROUP,
      new Statuses(Set.of("available", "error"), "deleting", Statuses.GONE, "error", null),
      Set.of(SOURCE),
      Set.of("group-create-from-source"),
      Duration.ofHours(24)),
  GROUP_CREATE_FROM_SOURCE(
      "group-create-from-source",
      ResourceKind.GROUP,
      new Statuses(Set.of(), "creating", "available", "error", Statuses.GONE),
      Set.of(),
      Set.of(),
      Duration.ofHours(6)),
  GROUP_RESET_STATUS(
      "group-reset-status",
      ResourceKind.GROUP,
      new Statuses(Set.of(Statuses.ANY), "updating", Statuses.ASKED_FOR, null, null),
      Set.of(),
      Set.of(),
      Duration.ofHours(1)),
  GROUP_SNAPSHOT_CREATE(
      "group-snapshot-create",
      ResourceKind.GROUP_SNAPSHOT,
      new Statuses(Set.of(), "creating", "available", "error", Statuses.GONE),
      Set.of(),
      Set.of(),
      Duration.ofHours(6)),
  GROUP_SNAPSHOT_DELETE(
      "group-snapshot-delete",
      ResourceKind.GROUP_SNAPSHOT,
      new Statuses(Set.of("available", "error"), "deleting", Statuses.GONE, "error", null),
      Set.of(SOURCE),
      Set.of("group-snapshot-create"),
      Duration.ofHours(24)),
  GROUP_SNAPSHOT_RESET_STATUS(
      "group-snapshot-reset-status",
      ResourceKind.GROUP_SNAPSHOT,
      new Statuses(Set.of(Statuses.ANY), "updating", Statuses.ASKED_FOR, null, null),
      Set.of(),
      Set.of(),
      Duration.ofHours(1));

  private final String word;
  private final ResourceKind resourceKind;
  private final Statuses statuses;
  private final Set<PinKind> excludedBy;
  private final Set<String> supersedes;
  private final Duration deadline;

  OperationKind(
      String word,
      ResourceKind resourceKind,
      Statuses statuses,
      Set<PinKind> excludedBy,
      Set<String> supersedes,
      Duration deadline) {
    this.word = word;
    this.resourceKind = resourceKind;
    this.statuses = statuses;
    this.excludedBy = excludedBy;
    this.supersedes = supersedes;
    this.deadline = deadline;
  }

  /**
   * The statuses of the held resource.
   *
   * @param allowed in which it may begin; empty where the operation makes the resource
   * @param during shown meanwhile
   * @param afterSuccess shown when all steps are done
   * @param afterFailure shown when the steps were undone after a permanent failure
   * @param afterCancel shown when the steps were undone because the user asked
   */
  public record Statuses(
      Set<String> allowed,
      String during,
      String afterSuccess,
      @Nullable String afterFailure,
      @Nullable String afterCancel) {
    /** The row is deleted. */
    public static final String GONE = "(gone)";

    /** The status follows from what is there: attachments, or what the storage holds. */
    public static final String COMPUTED = "(computed)";

    /** The status that the request names. */
    public static final String ASKED_FOR = "(asked for)";

    /** Every status. */
    public static final String ANY = "(any)";
  }

  /** The word in rows, histories and the API; also the workflow type. */
  @JsonValue
  public String word() {
    return word;
  }

  /** The kind of resource that the operation holds alone. */
  public ResourceKind resourceKind() {
    return resourceKind;
  }

  public Statuses statuses() {
    return statuses;
  }

  /** Whether the operation makes its resource, so that all of it is only reserved meanwhile. */
  public boolean makesResource() {
    return statuses.allowed().isEmpty();
  }

  /**
   * Pins on the resource (for attachments: on their volume) that keep this operation away. An
   * attachment that is only reserved needs no storage and is not kept away.
   */
  public Set<PinKind> excludedBy() {
    return excludedBy;
  }

  /** Whether this operation may take over the resource from an open operation of that kind. */
  public boolean supersedes(OperationKind other) {
    return supersedes.contains(other.word);
  }

  /** How long transient failures are borne before the operation is undone. */
  public Duration deadline() {
    return deadline;
  }

  /** The kind with this word. */
  @JsonCreator
  public static OperationKind of(String word) {
    return find(word)
        .orElseThrow(() -> new IllegalArgumentException("unknown operation: '" + word + "'"));
  }

  /** The kind with this word in a row, empty if only a newer build has it. */
  public static Optional<OperationKind> find(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }
}
