package io.clinker.store;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** Projects with rows, and the rows of the table {@code finding} that are about projects. */
public final class OwnerlessStore {
  /** Where others have the backend that holds them. */
  private static final String NO_BACKEND = "";

  private static final int LONGEST_RESOURCE = 36;

  /** What a project has that is not deleted. */
  public record Use(String projectId, long volumes, long snapshots, long groups) {}

  /** Every project that has something. */
  public List<Use> uses(Handle handle) {
    return Sql.list(
        handle,
        (row, context) -> new Use(row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4)),
        """
        select project_id, sum(volumes), sum(snapshots), sum(member_groups) from (
          select project_id, count(*) as volumes, 0 as snapshots, 0 as member_groups
          from volume where live = 1 group by project_id
          union all
          select project_id, 0, count(*), 0 from snapshot where live = 1 group by project_id
          union all
          select project_id, 0, 0, count(*) from volume_group where live = 1 group by project_id
        ) counted group by project_id order by project_id
        """);
  }

  /** What is not resolved. */
  public List<OwnerlessRow> live(Handle handle) {
    return Sql.list(
        handle,
        FindingStore::mapOwnerless,
        FindingStore.SELECT
            + "f.backend = ? and f.resource_kind = ? and f.state in ('suspected', 'open',"
            + " 'ignored')",
        NO_BACKEND,
        OwnerlessRow.PROJECT);
  }

  public void insert(Handle handle, OwnerlessRow row) {
    Sql.update(
        handle,
        """
        insert into finding (id, kind, resource_kind, resource_id, backend, project_id, state,
          message, provenance, first_pass, last_pass, created_at, updated_at)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        row.id(),
        OwnerlessRow.KIND,
        OwnerlessRow.PROJECT,
        resource(row.projectId()),
        NO_BACKEND,
        row.projectId(),
        row.state().word(),
        row.message(),
        row.provenance(),
        row.firstPass(),
        row.lastPass(),
        Times.text(row.createdAt()),
        Times.text(row.updatedAt()));
  }

  /** Ids longer than those of resources stand in their place as a digest. */
  private static String resource(String projectId) {
    return projectId.length() <= LONGEST_RESOURCE
        ? projectId
        : UUID.nameUUIDFromBytes(projectId.getBytes(StandardCharsets.UTF_8)).toString();
  }

  /** Writes what a later pass has seen, unless it was resolved meanwhile. */
  public void seenAgain(Handle handle, OwnerlessRow row) {
    Sql.update(
        handle,
        """
        update finding set state = case when state = 'suspected' then ? else state end,
          message = ?, provenance = ?, last_pass = ?, updated_at = ?
        where id = ? and resolved_at is null
        """,
        row.state().word(),
        row.message(),
        row.provenance(),
        row.lastPass(),
        Times.text(row.updatedAt()),
        row.id());
  }
}
