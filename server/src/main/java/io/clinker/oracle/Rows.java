package io.clinker.oracle;

import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the database holds, read in one consistent snapshot. Of resources only the live rows.
 *
 * @param ignoredOrphans objects without rows that an administrator wants left as they are
 */
public record Rows(
    List<Volume> volumes,
    List<Snapshot> snapshots,
    List<Attachment> attachments,
    List<Group> groups,
    List<GroupSnapshot> groupSnapshots,
    List<Operation> operations,
    List<Pin> pins,
    List<Pool> pools,
    List<Key> keys,
    Set<String> ignoredOrphans) {

  /** A live volume. */
  public record Volume(
      String id,
      String projectId,
      int sizeGib,
      @Nullable Integer extendingToGib,
      String status,
      String attachStatus,
      boolean multiattach,
      @Nullable String backend,
      @Nullable String pool,
      long fence,
      long version,
      @Nullable String operationId,
      @Nullable String announced,
      @Nullable String groupId) {}

  /** A live snapshot. */
  public record Snapshot(
      String id,
      String volumeId,
      String projectId,
      int sizeGib,
      String status,
      long fence,
      long version,
      @Nullable String operationId,
      @Nullable String groupSnapshotId) {}

  /** A live group of volumes. */
  public record Group(
      String id,
      String projectId,
      String status,
      @Nullable String backend,
      long version,
      @Nullable String operationId) {}

  /** A live group snapshot. */
  public record GroupSnapshot(
      String id,
      String groupId,
      String projectId,
      String status,
      long version,
      @Nullable String operationId) {}

  /** A live attachment; {@code connected} says that its row holds a connection. */
  public record Attachment(
      String id,
      String volumeId,
      String projectId,
      String status,
      boolean connected,
      @Nullable String protocol,
      @Nullable String exportHost,
      long fence,
      long version,
      @Nullable String operationId) {}

  /**
   * An operation, open or ended.
   *
   * @param kind the word of its kind, which a newer build may have
   * @param texts request and plan of an open one, which name what it works with; empty of an ended
   * @param ageSeconds since it was admitted, by the database's clock
   */
  public record Operation(
      String id,
      String kind,
      String resourceId,
      String projectId,
      String requestId,
      OperationState state,
      @Nullable String backend,
      @Nullable String pool,
      long poolGib,
      @Nullable String errorCode,
      @Nullable String errorMessage,
      @Nullable String supersededBy,
      long deadlineSeconds,
      Instant admittedAt,
      @Nullable Instant endedAt,
      String texts,
      long ageSeconds) {
    /** Whether it has not ended. */
    public boolean open() {
      return endedAt == null;
    }

    /** For people: "volume-create 1234". */
    public String name() {
      return kind + " " + id;
    }

    /** Whether it is of this kind. */
    boolean is(OperationKind other) {
      return other.word().equals(kind);
    }
  }

  /** A pin. */
  public record Pin(String resourceKind, String resourceId, String operationId, String kind) {}

  /** An idempotency key that led to an operation. */
  public record Key(String projectId, String key, String operationId, boolean operationExists) {}

  /** A pool's ledger. */
  public record Pool(
      String backend,
      String name,
      long totalGib,
      long allocatedGib,
      int reservedPercentage,
      double ratio,
      boolean thin) {
    /** What may be given out. */
    public long limitGib() {
      double usable = totalGib * (100 - reservedPercentage) / 100.0;
      return (long) Math.floor(thin ? usable * ratio : usable);
    }
  }

  /** The open operations by id. */
  public Map<String, Operation> openById() {
    return operations.stream()
        .filter(Operation::open)
        .collect(Collectors.toMap(Operation::id, Function.identity()));
  }

  /** The last ended operation of each resource. */
  public Map<String, Operation> lastEndedByResource() {
    Map<String, Operation> last = new HashMap<>();
    for (Operation operation : operations) {
      if (!operation.open() && operation.state() != OperationState.ABANDONED) {
        last.merge(
            operation.resourceId(),
            operation,
            (one, other) -> one.admittedAt().isAfter(other.admittedAt()) ? one : other);
      }
    }
    return last;
  }

  /** The version of every live row, by id. */
  Map<String, Long> versions() {
    Map<String, Long> versions = new HashMap<>();
    volumes.forEach(row -> versions.put(row.id(), row.version()));
    snapshots.forEach(row -> versions.put(row.id(), row.version()));
    attachments.forEach(row -> versions.put(row.id(), row.version()));
    groups.forEach(row -> versions.put(row.id(), row.version()));
    groupSnapshots.forEach(row -> versions.put(row.id(), row.version()));
    return versions;
  }

  Set<String> endedIds() {
    Set<String> ended = new HashSet<>();
    operations.stream().filter(row -> !row.open()).forEach(row -> ended.add(row.id()));
    return ended;
  }
}
