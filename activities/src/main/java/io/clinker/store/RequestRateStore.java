package io.clinker.store;

import java.time.Duration;
import org.jdbi.v3.core.Handle;

/**
 * The table {@code request_rate}: one bucket for each project, filled at a steady rate and emptied
 * by requests at any node. Time is the database's, so nodes need no clock in common.
 */
public final class RequestRateStore {
  private static final double MICROS = 1e6;

  /**
   * How fast a bucket fills, and how much it holds.
   *
   * @param perSecond requests
   * @param burst requests at once after a rest
   */
  public record Rate(int perSecond, int burst) {}

  /**
   * What a node got.
   *
   * @param count requests that it may let through
   * @param pause until there is one more, if it got none
   */
  public record Share(int count, Duration pause) {}

  private record Bucket(double content, long micros) {}

  /** Takes up to so many requests out of the bucket, which is made full at the first call. */
  public Share take(Handle handle, String project, Rate rate, int most) {
    Sql.update(
        handle,
        """
        insert ignore into request_rate (project_id, content, filled_at)
        values (?, ?, utc_timestamp(6))
        """,
        project,
        rate.burst());
    Bucket bucket =
        Sql.one(
                handle,
                (row, context) -> new Bucket(row.getDouble("content"), row.getLong("micros")),
                """
                select content, timestampdiff(microsecond, filled_at, utc_timestamp(6)) as micros
                from request_rate where project_id = ? for update
                """,
                project)
            .orElseThrow();
    double content =
        Math.min(
            rate.burst(),
            bucket.content() + Math.max(0, bucket.micros()) / MICROS * rate.perSecond());
    int count = (int) Math.min(most, Math.floor(content));
    Sql.update(
        handle,
        """
        update request_rate set content = ?, filled_at = utc_timestamp(6) where project_id = ?
        """,
        content - count,
        project);
    double missing = count > 0 ? 0 : 1 - content;
    return new Share(count, Duration.ofNanos((long) Math.ceil(missing / rate.perSecond() * 1e9)));
  }
}
