package io.clinker.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

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
              row.flag(),
              row.textOrNull(),
              row.integer(),
              row.flag(),
              row.integer(),
              row.integerOrNull(),
              row.instant(),
              row.instant());
        },
        """
        select name, host, roles, build, workflow_version, heartbeat, draining, disabled,
          disabled_reason, drain_seconds, drain_followed = drain_turn, calls_left, estimate_seconds, started_at, updated_at
        from node order by name
        """);
  }

  /**
   * Orders the node to take no new work; false: there is no such node.
   *
   * @param seconds how long what runs may go on
   */
  public boolean drain(Handle handle, String name, int seconds, @Nullable String reason) {
    return Sql.update(
            handle,
            """
            update node set disabled = true, disabled_reason = ?, drain_seconds = ?,
              drain_turn = drain_turn + 1 where name = ?
            """,
            reason,
            seconds,
            name)
        == 1;
  }

  /** Orders the node to take work again; false: there is no such node. */
  public boolean undrain(Handle handle, String name) {
    return Sql.update(
            handle,
            """
            update node set disabled = false, disabled_reason = null, drain_turn = drain_turn + 1
            where name = ?
            """,
            name)
        == 1;
  }

  /** What each node logs. */
  public List<NodeLogRow> logs(Handle handle) {
    return Sql.list(
        handle,
        (result, context) -> {
          RowReader row = new RowReader(result);
          return new NodeLogRow(
              row.text(), row.text(), Set.of(row.text().split(",")), levels(row.textOrNull()));
        },
        "select name, host, roles, log_levels from node order by name");
  }

  /**
   * Orders the node to log what begins with a prefix at a level, until it ends; an order for a part
   * of it that came before is void. Locks the node's row.
   *
   * @param prefix of loggers, empty for all
   */
  public void orderLogLevel(Handle handle, String name, String prefix, String level) {
    Sql.one(
            handle,
            (row, context) -> Optional.ofNullable(row.getString(1)),
            "select log_orders from node where name = ? for update",
            name)
        .ifPresent(
            orders -> {
              SortedMap<String, String> levels = new TreeMap<>(levels(orders.orElse(null)));
              levels.keySet().removeIf(ordered -> LogPrefix.covers(prefix, ordered));
              levels.put(prefix, level);
              Sql.update(
                  handle,
                  "update node set log_orders = ? where name = ?",
                  Json.write(levels),
                  name);
            });
  }

  private static Map<String, String> levels(@Nullable String json) {
    return json == null ? Map.of() : Json.readTexts(json);
  }

  /** Forgets a node that ended in order, with its views of backends. */
  public void remove(Handle handle, String name) {
    Sql.update(handle, "delete from backend_node where node = ?", name);
    Sql.update(handle, "delete from node where name = ?", name);
  }
}
