package io.clinker.api.read;

import io.clinker.api.http.Fault;
import io.clinker.api.list.ListRequest;
import io.clinker.api.list.PageRequest;
import io.clinker.api.list.PageRequest.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of one table: by id, and by pages of one indexed statement each.
 *
 * @param columns what is selected, in the order in which the mapper reads
 * @param from the table with its alias, and what is joined to it
 * @param alias of the table, with a dot
 * @param live the condition of rows that are seen
 * @param noun in the text for an unknown marker
 */
record Table<T>(
    String columns, String from, String alias, String live, String noun, RowMapper<T> mapper) {

  Optional<T> find(Handle handle, String id, @Nullable String project) {
    PageStatement statement = new PageStatement(alias + "id = ?");
    statement.values().add(id);
    statement.and(live);
    if (project != null) {
      statement.and(alias + "project_id = ?", project);
    }
    return query(
            handle,
            "select " + columns + " from " + from + " where " + statement.where(),
            statement.values())
        .map(mapper)
        .findFirst();
  }

  List<T> where(Handle handle, String condition, Object... values) {
    return query(
            handle, "select " + columns + " from " + from + " where " + condition, List.of(values))
        .map(mapper)
        .list();
  }

  List<T> page(Handle handle, ListRequest request) {
    PageRequest page = request.page();
    if (page.most() == 0) {
      return List.of();
    }
    PageStatement statement = new PageStatement(live).all(request, alias + "project_id");
    String marker = page.marker();
    if (marker != null) {
      statement.after(page.sort(), marker(handle, marker, request, page.sort()));
    }
    List<Object> values = new ArrayList<>(statement.values());
    values.add(page.most());
    values.add(page.offset());
    return query(
            handle,
            "select "
                + columns
                + " from "
                + from
                + " where "
                + statement.where()
                + PageStatement.order(page.sort())
                + " limit ? offset ?",
            values)
        .setFetchSize(0)
        .map(mapper)
        .list();
  }

  long count(Handle handle, ListRequest request) {
    PageStatement statement = new PageStatement(live).all(request, alias + "project_id");
    return query(
            handle,
            "select count(*) from " + from + " where " + statement.where(),
            statement.values())
        .mapTo(Long.class)
        .one();
  }

  private List<Object> marker(
      Handle handle, String marker, ListRequest request, List<SortKey> sort) {
    String selected = String.join(", ", sort.stream().map(key -> key.column().sql()).toList());
    PageStatement statement = new PageStatement(alias + "id = ?");
    statement.values().add(marker);
    statement.and(live);
    String project = request.project();
    if (project != null) {
      statement.and(alias + "project_id = ?", project);
    }
    return query(
            handle,
            "select " + selected + " from " + from + " where " + statement.where(),
            statement.values())
        .map(
            (row, context) -> {
              List<Object> values = new ArrayList<>();
              for (int index = 1; index <= sort.size(); index++) {
                String value = row.getString(index);
                values.add(value == null ? "" : value);
              }
              return values;
            })
        .findFirst()
        .orElseThrow(() -> Fault.notFound(noun + " " + marker + " could not be found."));
  }

  static Query query(Handle handle, String sql, List<Object> values) {
    Query query = handle.createQuery(sql);
    for (int index = 0; index < values.size(); index++) {
      query.bind(index, values.get(index));
    }
    return query;
  }
}
