package io.clinker.store;

import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The table {@code node} as administrators see it; nodes write it through the registry. */
public final class NodeStore {
  public List<NodeRow> nodes(Handle handle) {
    return Sql.list(
        handle,
        (result, context) -> {
          RowReader row = new RowReader(result);
          return new NodeRow(
              row.text(),
              row.text(),
              Set.of(row.text().split(",")),
              row.text(),
              row.integer(),
              row.number(),
              row.flag(),
              row.instant(),
              row.instant());
        },
        """
        select name, host, roles, build, workflow_version, heartbeat, draining, started_at,
          updated_at
        from node order by name
        """);
  }

  /** Forgets a node that ended in order, with its views of backends. */
  public void remove(Handle handle, String name) {
    Sql.update(handle, "delete from backend_node where node = ?", name);
    Sql.update(handle, "delete from node where name = ?", name);
  }
}
