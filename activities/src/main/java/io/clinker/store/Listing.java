package io.clinker.store;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceKind;
import io.clinker.store.ListQuery.SortKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

  /**
   * Tables to read.
   *
   * @param conditions what holds for the wanted rows beside the conditions of the list
   * @param same columns that have the same value as a column of the list
   */
  private record Source(String from, List<String> conditions, Map<String, String> same) {
    private Order order(Order order) {
      Column column = order.column();
      String sql = same.getOrDefault(column.sql(), column.sql());
      return new Order(new Column(sql, column.kind()), order.descending());
    }
  }

  private final String from;
  private final String alive;
  private final String projectColumn;
  private final String timeColumn;
  private final String idColumn;
  private final Map<String, Column> columns;
  private final Conditions conditions;
  private final @Nullable ResourceKind pairs;

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
    this(from, alive, projectColumn, timeColumn, idColumn, columns, null);
  }

  private Listing(
      String from,
      String alive,
      String projectColumn,
      String timeColumn,
      String idColumn,
      Map<String, Column> columns,
      @Nullable ResourceKind pairs) {
    this.from = from;
    this.alive = alive;
    this.projectColumn = projectColumn;
    this.timeColumn = timeColumn;
    this.idColumn = idColumn;
    this.columns = Map.copyOf(columns);
    this.conditions = new Conditions(columns);
    this.pairs = pairs;
  }

  /** The same for resources whose metadata {@link MetadataPairs} finds. */
  Listing withPairsOf(ResourceKind kind) {
    return new Listing(from, alive, projectColumn, timeColumn, idColumn, columns, kind);
  }

  Set<String> keys() {
    return columns.keySet();
  }

  <T> List<T> page(Handle handle, String select, ListQuery query, RowMapper<T> mapper) {
    Map<String, Object> values = new HashMap<>();
    List<Order> order = order(query.sort());
    List<String> where = conditions(query, values);
    List<@Nullable String> last = last(handle, query, order);
    List<String> parts = new ArrayList<>();
    boolean whole = query.offset() <= 0 && query.filters().isEmpty();
    for (Source source : sources(query, values)) {
      List<Order> own = order.stream().map(source::order).toList();
      List<String> ranges = ranges(own, last, values);
      whole &= ranges.size() == 1;
      for (String range : ranges) {
        parts.add(
            "from %s where %s order by %s"
                .formatted(
                    source.from(), all(where, source.conditions(), List.of(range)), orderBy(own)));
      }
    }
    String sql =
        whole
            ? "select %s %s %s".formatted(select, parts.getFirst(), bounds(query))
            : byIds(select, parts, order, query);
    try (Query statement = handle.createQuery(sql)) {
      return statement.bindMap(values).setFetchSize(0).map(mapper).list();
    }
  }

  private static String bounds(ListQuery query) {
    return "limit %d offset %d".formatted(Math.max(0, query.limit()), Math.max(0, query.offset()));
  }

  /**
   * Finds the ids first, which indexes alone can tell of most lists: a row that is left out, by an
   * offset or a filter, is then not read. Each part is read up to what the page needs of it.
   */
  private String byIds(String select, List<String> parts, List<Order> order, ListQuery query) {
    StringBuilder keys = new StringBuilder("select ").append(idColumn).append(" as id");
    List<String> inPage = new ArrayList<>();
    for (int index = 0; index < order.size(); index++) {
      String name = "sort_" + index;
      keys.append(", ").append(order.get(index).column().sql()).append(" as ").append(name);
      inPage.add(name + order.get(index).direction());
    }
    long rows = (long) Math.max(0, query.limit()) + Math.max(0, query.offset());
    String ids =
        parts.size() == 1
            ? "%s %s %s".formatted(keys, parts.getFirst(), bounds(query))
            : "%s order by %s %s"
                .formatted(
                    parts.stream()
                        .map(part -> "(%s %s limit %d)".formatted(keys, part, rows))
                        .collect(Collectors.joining(" union all ")),
                    String.join(", ", inPage),
                    bounds(query));
    return "select %s from (%s) page straight_join %s on %s = page.id order by %s"
        .formatted(
            select,
            ids,
            from,
            idColumn,
            inPage.stream().map(key -> "page." + key).collect(Collectors.joining(", ")));
  }

  long count(Handle handle, ListQuery query) {
    return all(handle, "count(*)", query, (row, context) -> row.getLong(1)).stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  /**
   * Rows of any form under the same conditions, without paging. Sums of what is selected come in
   * parts, to be added.
   */
  <T> List<T> all(Handle handle, String select, ListQuery query, RowMapper<T> mapper) {
    Map<String, Object> values = new HashMap<>();
    List<String> where = conditions(query, values);
    String sql =
        sources(query, values).stream()
            .map(
                source ->
                    "select %s from %s where %s"
                        .formatted(select, source.from(), all(where, source.conditions())))
            .collect(Collectors.joining(" union all "));
    try (Query statement = handle.createQuery(sql)) {
      return statement.bindMap(values).map(mapper).list();
    }
  }

  @SafeVarargs
  private static String all(List<String>... conditions) {
    return Stream.of(conditions).flatMap(List::stream).collect(Collectors.joining(" and "));
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
      where.add(conditions.of(filter, values));
    }
    return where;
  }

  /** The table; where one of the filters asks for metadata, what finds the rows that have them. */
  private List<Source> sources(ListQuery query, Map<String, Object> values) {
    ResourceKind kind = pairs;
    if (kind != null) {
      for (Filter filter : query.filters()) {
        if (filter instanceof Filter.Metadata(String key, String value)) {
          String pair = Conditions.bound(values, MetadataPairs.pair(key, value));
          String unindexed = idColumn.replaceFirst("id$", "unindexed");
          // Its index has the pairs of a project in the order of lists.
          return List.of(
              new Source(
                  "metadata_pair p straight_join %s on %s = p.resource_id and %s = p.created_at"
                      .formatted(from, idColumn, timeColumn),
                  List.of(
                      projectColumn + " = p.project_id",
                      "p.resource_kind = '%s'".formatted(kind.word()),
                      "p.pair = " + pair,
                      unindexed + " is null"),
                  Map.of(timeColumn, "p.created_at", idColumn, "p.resource_id")),
              new Source(from, List.of(unindexed + " = 1"), Map.of()));
        }
      }
    }
    return List.of(new Source(from, List.of(), Map.of()));
  }

  private List<Order> order(List<SortKey> keys) {
    Map<String, Order> order = new LinkedHashMap<>();
    for (SortKey key : keys) {
      Column column = conditions.column(key.key());
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

  /** What is behind the marker's row, in parts that have no row in common. */
  private static List<String> ranges(
      List<Order> order, List<@Nullable String> last, Map<String, Object> values) {
    if (last.isEmpty()) {
      return List.of("1 = 1");
    }
    return order.getFirst().column().kind() == Kind.TIME && order.size() == 2
        ? List.of(after(order, last, values))
        : keyByKey(order, last, values);
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
                Conditions.bound(values, String.valueOf(last.getFirst())));
    // Implied by the rest: without it no server reads a range of the index.
    return bound + " and (" + String.join(" or ", keyByKey(order, last, values)) + ")";
  }

  /**
   * "Behind the marker's row", key by key, in ranges that have no row in common; empty values come
   * first, as the database sorts them. Many rows may have the first key in common, so that one
   * range with all alternatives would be read from its beginning for every page.
   */
  private static List<String> keyByKey(
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
        String name = Conditions.bound(values, value);
        ranges.add("%s%s %s %s)".formatted(equal, column, descending ? "<" : ">", name));
        if (descending) {
          ranges.add(equal + column + " is null)");
        }
        equal.append(column).append(" = ").append(name).append(" and ");
      }
    }
    return ranges;
  }

  /**
   * What the marker's row has in the columns of the order; empty: there is no marker. One that was
   * deleted meanwhile still has its place, unless that hangs on the delete.
   */
  private List<@Nullable String> last(Handle handle, ListQuery query, List<Order> order) {
    String marker = query.marker();
    String project = query.projectId();
    if (marker == null) {
      return List.of();
    }
    boolean mayBeGone =
        query.sort().stream().map(SortKey::key).noneMatch(CHANGED_BY_DELETE::contains);
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
