package io.clinker.store;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * What a volume or snapshot becomes that is given to another project.
 *
 * @param projectId whose it is then
 * @param userId who took it
 * @param status then
 * @param at when
 */
public record Handover(String projectId, String userId, String status, Instant at) {
  /** Writes it if the row has this fence and status still. */
  boolean write(Handle handle, String table, String id, long fence, String before) {
    return Sql.update(
            handle,
            """
            update %s set project_id = ?, user_id = ?, status = ?, version = version + 1,
              updated_at = ?
            where id = ? and fence = ? and status = ? and operation_id is null
              and deleted_at is null
            """
                .formatted(table),
            projectId,
            userId,
            status,
            Times.text(at),
            id,
            fence,
            before)
        == 1;
  }
}
