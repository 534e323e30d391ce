package io.clinker.store;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.store.ListQuery.SortKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Builds the statements of lists. Column names come from the store, everything of the client's is
 * bound. Pages go by key, not by offset, so that a deep page costs what the first one does.
 */
final class Listing {
  enum Kind {
    TEXT,
    INTEGER,
    BOOLEAN,
    TIME
  }

  record Column(String sql, Kind kind) {
    static Column text(String sql) {
      return new Column(sql, Kind.TEXT);
    }
  }

  /** What a delete changes: a row that is gone has no place in an order by it. */
  private static final Set<String> CHANGED_BY_DELETE =
      Set.of("status", "attach_status", "state", "updated_at");

  private record Order(Column column, boolean descending) {
    private String direction() {
      return descending ? " desc" : " asc";
    }
  }

  private record Built(String sql, Map<String, Object> values) {}

  private final String from;
  private final String alive;
  private final String projectColumn;
  private final String timeColumn;
  private final String idColumn;
  private final Map<String, Column> columns;

  /**
   * @param alive the condition that leaves the past out, or "1 = 1"
   */
  Listing(
      String from,
      String alive,
      String projectColumn,
      String timeColumn,
      String idColumn,
      Map<String, Column> columns) {
    this.from = from;
    this.alive = alive;
    this.projectColumn = projectColumn;
    this.timeColumn = timeColumn;
    this.idColumn = idColumn;
    this.columns = Map.copyOf(columns);
  }

  Set<String> keys() {
    return columns.keySet();
  }

  <T> List<T> page(Handle handle, String select, ListQuery query, RowMapper<T> mapper) {
    Map<String, Object> values = new HashMap<>();
    List<Order> order = order(query.sort());
    List<String> where = conditions(query, values);
    int limit = Math.max(0, query.limit());
    int offset = Math.max(0, query.offset());
    String marker = query.marker();
    String sql;
    if (marker == null) {
      sql = statement(select, where, order, limit, offset);
    } else {
      List<@Nullable String> last =
          markerValues(handle, query.sort(), order, marker, query.projectId());
      if (order.getFirst().column().sql().equals(timeColumn)) {
        where.add(after(order, last, values));
        sql = statement(select, where, order, limit, offset);
      } else {
        sql = inRanges(select, where, order, limit, offset, ranges(order, last, values));
      }
    }
    try (Query statement = handle.createQuery(sql)) {
      return statement.bindMap(values).setFetchSize(0).map(mapper).list();
    }
  }

  private String statement(
      String select, List<String> where, List<Order> order, int limit, int offset) {
    return "select %s from %s where %s order by %s limit %d offset %d"
        .formatted(select, from, String.join(" and ", where), orderBy(order), limit, offset);
  }

  /** Each range is read by an index up to the limit; none is read beyond what the page needs. */
  private String inRanges(
      String select,
      List<String> where,
      List<Order> order,
      int limit,
      int offset,
      List<String> ranges) {
    StringBuilder keys = new StringBuilder(select);
    List<String> orderOfAll = new ArrayList<>();
    for (int index = 0; index < order.size(); index++) {
      keys.append(", ").append(order.get(index).column().sql()).append(" as sort_").append(index);
      orderOfAll.add("sort_" + index + order.get(index).direction());
    }
    List<String> parts = new ArrayList<>();
    for (String range : ranges) {
      List<String> conditions = new ArrayList<>(where);
      conditions.add(range);
      parts.add("(" + statement(keys.toString(), conditions, order, limit + offset, 0) + ")");
    }
    return "%s order by %s limit %d offset %d"
        .formatted(String.join(" union all ", parts), String.join(", ", orderOfAll), limit, offset);
  }

  long count(Handle handle, ListQuery query) {
    Built built = filtered("count(*)", query);
    try (Query statement = handle.createQuery(built.sql())) {
      return statement.bindMap(built.values()).mapTo(Long.class).one();
    }
  }

  /** Rows of any form under the same conditions, without paging. */
  <T> List<T> all(Handle handle, String select, ListQuery query, RowMapper<T> mapper) {
    Built built = filtered(select, query);
    try (Query statement = handle.createQuery(built.sql())) {
      return statement.bindMap(built.values()).map(mapper).list();
    }
  }

  private Built filtered(String select, ListQuery query) {
    Map<String, Object> values = new HashMap<>();
    List<String> where = conditions(query, values);
    return new Built(
        "select %s from %s where %s".formatted(select, from, String.join(" and ", where)), values);
  }

  private List<String> conditions(ListQuery query, Map<String, Object> values) {
    List<String> where = new ArrayList<>();
    where.add(alive);
    String project = query.projectId();
    if (project != null) {
      where.add(projectColumn + " = :project");
      values.put("project", project);
    }
    for (Filter filter : query.filters()) {
      where.add(condition(filter, values));
    }
    return where;
  }

  private String condition(Filter filter, Map<String, Object> values) {
    return switch (filter) {
      case Filter.AnyOf(String key, List<String> wanted) -> anyOf(column(key), wanted, values);
      case Filter.IsNull(String key) -> column(key).sql() + " is null";
      case Filter.Contains(String key, String part) ->
          "%s like %s".formatted(column(key).sql(), bound(values, "%" + likeEscaped(part) + "%"));
      case Filter.Metadata(String key, String value) ->
          "json_value(%s, %s) = %s"
              .formatted(column("metadata").sql(), bound(values, path(key)), bound(values, value));
      case Filter.Number(String key, Filter.Operator operator, long value) ->
          compared(column(key), operator, bound(values, value));
      case Filter.Time(String key, Filter.Operator operator, var value) ->
          compared(column(key), operator, bound(values, Times.text(value)));
    };
  }

  private static String compared(Column column, Filter.Operator operator, String value) {
    String condition = "%s %s %s".formatted(column.sql(), operator.sql(), value);
    // An empty column differs from every value, which SQL's "<>" does not say.
    return operator == Filter.Operator.NEQ
        ? "(%s or %s is null)".formatted(condition, column.sql())
        : condition;
  }

  private static String anyOf(Column column, List<String> wanted, Map<String, Object> values) {
    List<String> names = new ArrayList<>();
    for (String value : wanted) {
      converted(column.kind(), value).ifPresent(object -> names.add(bound(values, object)));
    }
    return names.isEmpty()
        ? "1 = 0"
        : "%s in (%s)".formatted(column.sql(), String.join(", ", names));
  }

  private static Optional<Object> converted(Kind kind, String value) {
    return switch (kind) {
      case TEXT, TIME -> Optional.of(value);
      case INTEGER -> {
        try {
          yield Optional.of(Long.valueOf(value));
        } catch (NumberFormatException e) {
          yield Optional.empty();
        }
      }
      case BOOLEAN ->
          switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Optional.of(1);
            case "false", "0" -> Optional.of(0);
            default -> Optional.empty();
          };
    };
  }

  private static String bound(Map<String, Object> values, Object value) {
    String name = "v" + values.size();
    values.put(name, value);
    return ":" + name;
  }

  private static String path(String key) {
    return "$.\"" + key.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String likeEscaped(String part) {
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }

  private Column column(String key) {
    Column column = columns.get(key);
    if (column == null) {
      throw new ClinkerException(
          ErrorCode.INVALID_INPUT, "No such column to filter or sort by", Map.of("key", key));
    }
    return column;
  }

  private List<Order> order(List<SortKey> keys) {
    Map<String, Order> order = new LinkedHashMap<>();
    for (SortKey key : keys) {
      Column column = column(key.key());
      order.putIfAbsent(column.sql(), new Order(column, key.descending()));
    }
    boolean descending = keys.isEmpty() || keys.getFirst().descending();
    order.putIfAbsent(timeColumn, new Order(new Column(timeColumn, Kind.TIME), descending));
    order.putIfAbsent(idColumn, new Order(Column.text(idColumn), descending));
    return List.copyOf(order.values());
  }

  private static String orderBy(List<Order> order) {
    return String.join(
        ", ", order.stream().map(one -> one.column().sql() + one.direction()).toList());
  }

  /**
   * "Behind the marker's row" where the time comes first: one range of the index, since rows of the
   * very same time are few.
   */
  private static String after(
      List<Order> order, List<@Nullable String> last, Map<String, Object> values) {
    String bound =
        "%s %s= %s"
            .formatted(
                order.getFirst().column().sql(),
                order.getFirst().descending() ? "<" : ">",
                bound(values, String.valueOf(last.getFirst())));
    // Implied by the rest: without it no server reads a range of the index.
    return bound + " and (" + String.join(" or ", ranges(order, last, values)) + ")";
  }

  /**
   * "Behind the marker's row", key by key, in ranges that have no row in common; empty values come
   * first, as the database sorts them. Many rows may have the first key in common, so that one
   * range with all alternatives would be read from its beginning for every page.
   */
  private static List<String> ranges(
      List<Order> order, List<@Nullable String> last, Map<String, Object> values) {
    List<String> ranges = new ArrayList<>();
    StringBuilder equal = new StringBuilder("(");
    for (int index = 0; index < order.size(); index++) {
      String column = order.get(index).column().sql();
      boolean descending = order.get(index).descending();
      String value = last.get(index);
      if (value == null) {
        if (!descending) {
          ranges.add(equal + column + " is not null)");
        }
        equal.append(column).append(" is null and ");
      } else {
        String name = bound(values, value);
        ranges.add("%s%s %s %s)".formatted(equal, column, descending ? "<" : ">", name));
        if (descending) {
          ranges.add(equal + column + " is null)");
        }
        equal.append(column).append(" = ").append(name).append(" and ");
      }
    }
    return ranges;
  }

  /** A marker that was deleted meanwhile still has its place, unless that hangs on the delete. */
  private List<@Nullable String> markerValues(
      Handle handle,
      List<SortKey> sort,
      List<Order> order,
      String marker,
      @Nullable String project) {
    boolean mayBeGone = sort.stream().map(SortKey::key).noneMatch(CHANGED_BY_DELETE::contains);
    String select =
        String.join(
            ", ",
            order.stream().map(one -> "cast(%s as char)".formatted(one.column().sql())).toList());
    String sql =
        "select %s from %s where %s = :marker and %s%s"
            .formatted(
                select,
                from,
                idColumn,
                mayBeGone ? "1 = 1" : alive,
                project == null ? "" : " and " + projectColumn + " = :project");
    try (Query statement = handle.createQuery(sql)) {
      statement.bind("marker", marker);
      if (project != null) {
        statement.bind("project", project);
      }
      return statement
          .map(
              (row, context) -> {
                List<@Nullable String> found = new ArrayList<>();
                for (int index = 1; index <= order.size(); index++) {
                  found.add(row.getString(index));
                }
                return found;
              })
          .findOne()
          .orElseThrow(
              () ->
                  new ClinkerException(
                      ErrorCode.NOT_FOUND, "The marker is not known", Map.of("marker", marker)));
    }
  }
}
