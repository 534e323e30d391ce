package io.clinker.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** Statements with positional values, closed after use. */
final class Sql {
  private Sql() {}

  /**
   * Holds for rows of a project, which is bound twice; null: of whatever project. Asked of the
   * database: a row that is read and then kept back would tell by the time it took that it exists.
   */
  static String ofProject(String column) {
    return "(? is null or " + column + " = ?)";
  }

  static int update(Handle handle, String sql, @Nullable Object... values) {
    try (Update statement = handle.createUpdate(sql)) {
      for (int index = 0; index < values.length; index++) {
        statement.bind(index, values[index]);
      }
      return statement.execute();
    }
  }

  static <T> Optional<T> one(
      Handle handle, RowMapper<T> mapper, String sql, @Nullable Object... values) {
    try (Query statement = handle.createQuery(sql)) {
      for (int index = 0; index < values.length; index++) {
        statement.bind(index, values[index]);
      }
      return statement.map(mapper).findFirst();
    }
  }

  static <T> List<T> list(
      Handle handle, RowMapper<T> mapper, String sql, @Nullable Object... values) {
    try (Query statement = handle.createQuery(sql)) {
      for (int index = 0; index < values.length; index++) {
        statement.bind(index, values[index]);
      }
      return statement.map(mapper).list();
    }
  }

  static <T> List<T> listIn(
      Handle handle, RowMapper<T> mapper, String sql, Collection<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    try (Query statement = handle.createQuery(sql)) {
      return statement.bindList("ids", List.copyOf(ids)).map(mapper).list();
    }
  }

  static int updateIn(Handle handle, String sql, Collection<String> ids) {
    if (ids.isEmpty()) {
      return 0;
    }
    try (Update statement = handle.createUpdate(sql)) {
      return statement.bindList("ids", List.copyOf(ids)).execute();
    }
  }
}
