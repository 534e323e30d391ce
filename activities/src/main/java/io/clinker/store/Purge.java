package io.clinker.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Removes rows of the past that nobody may ask for any more, in batches small enough not to be
 * noticed. May run on many nodes at once.
 */
public final class Purge {
  private static final int BATCH = 500;

  /** No request waits so long: its node has died and does not come back. */
  private static final Duration OLDEST_INTENT = Duration.ofDays(1);

  /**
   * How long the past is kept.
   *
   * @param rows of deleted volumes, snapshots, attachments, transfers, groups and types
   * @param operations that have ended, with their steps; at least as long as the keys that lead to
   *     them
   * @param keys of requests that may be repeated; kept for longer while their operation is open
   */
  public record Retention(Duration rows, Duration operations, Duration keys) {
    public Retention {
      operations = operations.compareTo(keys) < 0 ? keys : operations;
    }

    /** 30 days for what people look at, 24 hours for keys. */
    public static Retention standard() {
      return new Retention(Duration.ofDays(30), Duration.ofDays(30), Duration.ofHours(24));
    }
  }

  private final Database database;
  private final Retention retention;

  public Purge(Database database, Retention retention) {
    this.database = database;
    this.retention = retention;
  }

  /** Removes all that is old enough; tells how many rows. */
  public long round() {
    Instant now = database.now();
    String rows = Times.text(now.minus(retention.rows()));
    String operations = Times.text(now.minus(retention.operations()));
    String keys = Times.text(now.minus(retention.keys()));
    long removed = 0;
    for (String table :
        List.of("attachment", "volume_transfer", "group_snapshot", "volume_group")) {
      removed += all("delete from %s where deleted_at < ? limit %d".formatted(table, BATCH), rows);
    }
    // What a build left that does not know the pairs.
    removed += withRelated("snapshot", "deleted_at", "resource_id", List.of("metadata_pair"), rows);
    removed += withRelated("volume", "deleted_at", "resource_id", List.of("metadata_pair"), rows);
    removed +=
        all(
            """
            delete from volume_type where deleted_at < ?
              and not exists (select 1 from volume v where v.volume_type_id = volume_type.id)
            limit %d
            """
                .formatted(BATCH),
            rows);
    // Before the operations that they lead to, so that none is left which leads nowhere.
    removed +=
        all(
            """
            delete from idempotency where created_at < ?
              and not exists (select 1 from operation o
                where o.id = idempotency.operation_id and o.open = 1)
            limit %d
            """
                .formatted(BATCH),
            keys);
    removed +=
        withRelated(
            "operation",
            "ended_at",
            "operation_id",
            List.of("operation_step", "observation"),
            operations);
    removed +=
        all("delete from finding where resolved_at < ? limit %d".formatted(BATCH), operations);
    removed +=
        all(
            "delete from intent where created_at < ? limit %d".formatted(BATCH),
            Times.text(now.minus(OLDEST_INTENT)));
    removed +=
        all("delete from message where expires_at < ? limit %d".formatted(BATCH), Times.text(now));
    return removed;
  }

  private long all(String sql, String before) {
    long removed = 0;
    for (int last = BATCH; last == BATCH; removed += last) {
      last = database.inRepeatableTransaction(handle -> Sql.update(handle, sql, before));
    }
    return removed;
  }

  /**
   * Rows with those of other tables that name them; the oldest first, which may name later ones.
   */
  private long withRelated(
      String table, String time, String reference, List<String> related, String before) {
    long removed = 0;
    int last = BATCH;
    while (last == BATCH) {
      last =
          database.inRepeatableTransaction(
              handle -> {
                // Locked, since one whose id is adopted meanwhile is made anew and lives.
                List<String> ids =
                    Sql.list(
                        handle,
                        (row, context) -> row.getString(1),
                        "select id from %s where %s < ? order by %s limit %d for update"
                            .formatted(table, time, time, BATCH),
                        before);
                for (String other : related) {
                  Sql.updateIn(
                      handle,
                      "delete from %s where %s in (<ids>)".formatted(other, reference),
                      ids);
                }
                Sql.updateIn(handle, "delete from %s where id in (<ids>)".formatted(table), ids);
                return ids.size();
              });
      removed += last;
    }
    return removed;
  }
}
