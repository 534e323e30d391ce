package io.clinker.store;

import io.clinker.model.ResourceKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code metadata_pair}: which live volumes and snapshots have a pair of metadata. A row
 * tells by {@code indexed_metadata} for which project and text it was last written; where that is
 * not what the row has now (written by a build that does not know the table), the row is {@code
 * unindexed}: lists look at it itself until {@link #catchUp} has written its pairs.
 *
 * <p>Pairs are known by checksums. Two may have the same, so whoever finds a row looks at its text.
 */
final class MetadataPairs {
  private static final int BATCH = 200;
  private static final String INSERT =
      """
      insert into metadata_pair (resource_kind, pair, project_id, created_at, resource_id)
      values (?, ?, ?, ?, ?)
      on duplicate key update resource_id = values(resource_id)
      """;

  private final ResourceKind kind;
  private final String mark;
  private final String lockUnindexed;

  /** Of the table of the same name as the kind. */
  MetadataPairs(ResourceKind kind) {
    this.kind = kind;
    this.mark = "update %s set indexed_metadata = ? where id = ?".formatted(kind.word());
    this.lockUnindexed =
        """
        select id, project_id, created_at, metadata from %s
        where unindexed = 1 and (project_id, created_at, id) > (?, ?, ?)
        order by project_id, created_at, id limit %d
        for update
        """
            .formatted(kind.word(), BATCH);
  }

  /** How far {@link #catchUp} has come in the order of the index. */
  record Place(String projectId, Instant createdAt, String id) {
    static final Place START = new Place("", Instant.EPOCH, "");
  }

  private record Unindexed(String id, String projectId, Instant createdAt, String metadata) {}

  /** What finds this pair. */
  static long pair(String key, String value) {
    return checksum(key, "=", value);
  }

  /** What a row bears whose pairs are written; null: it has none. */
  static @Nullable Long indexed(String projectId, Map<String, String> metadata) {
    return metadata.isEmpty() ? null : checksum(projectId, Json.write(metadata));
  }

  private static long checksum(String... texts) {
    CRC32 checksum = new CRC32();
    for (String text : texts) {
      checksum.update(text.getBytes(StandardCharsets.UTF_8));
    }
    return checksum.getValue();
  }

  /** Writes the pairs of a new row, which bears {@link #indexed} already. */
  void insert(
      Handle handle, String id, String projectId, Instant createdAt, Map<String, String> metadata) {
    if (metadata.isEmpty()) {
      return;
    }
    try (PreparedBatch batch = handle.prepareBatch(INSERT)) {
      add(batch, id, projectId, createdAt, metadata);
      batch.execute();
    }
  }

  /** The same as one of many rows of a batch of {@link #batch}. */
  void add(
      PreparedBatch batch,
      String id,
      String projectId,
      Instant createdAt,
      Map<String, String> metadata) {
    metadata.forEach(
        (key, value) ->
            batch.add(kind.word(), pair(key, value), projectId, Times.text(createdAt), id));
  }

  /** For the pairs of many rows. */
  static PreparedBatch batch(Handle handle) {
    return handle.prepareBatch(INSERT);
  }

  /** Writes the pairs of a locked row anew, and that they are. */
  void replace(
      Handle handle, String id, String projectId, Instant createdAt, Map<String, String> metadata) {
    write(handle, id, projectId, createdAt, metadata, indexed(projectId, metadata));
  }

  private void write(
      Handle handle,
      String id,
      String projectId,
      Instant createdAt,
      Map<String, String> metadata,
      @Nullable Long indexed) {
    delete(handle, id);
    insert(handle, id, projectId, createdAt, metadata);
    Sql.update(handle, mark, indexed, id);
  }

  /** Forgets the pairs of a row that is deleted. */
  void delete(Handle handle, String id) {
    Sql.update(
        handle,
        "delete from metadata_pair where resource_id = ? and resource_kind = ?",
        id,
        kind.word());
  }

  /**
   * Writes the pairs of rows that other builds wrote, a batch in the caller's transaction. Rows at
   * or before the place are left alone, also those that cannot be indexed: so there is an end.
   *
   * @return the place to go on from, empty if there is no more
   */
  Optional<Place> catchUp(Handle handle, Place after) {
    List<Unindexed> rows =
        Sql.list(
            handle,
            (result, context) -> {
              RowReader row = new RowReader(result);
              return new Unindexed(row.text(), row.text(), row.instant(), row.text());
            },
            lockUnindexed,
            after.projectId(),
            Times.text(after.createdAt()),
            after.id());
    for (Unindexed row : rows) {
      // Of the text as it is: another build may write the same pairs otherwise.
      write(
          handle,
          row.id(),
          row.projectId(),
          row.createdAt(),
          Json.readTexts(row.metadata()),
          checksum(row.projectId(), row.metadata()));
    }
    if (rows.size() < BATCH) {
      return Optional.empty();
    }
    Unindexed last = rows.getLast();
    return Optional.of(new Place(last.projectId(), last.createdAt(), last.id()));
  }
}
