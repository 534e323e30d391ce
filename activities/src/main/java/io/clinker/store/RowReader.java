package io.clinker.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the columns of a row from left to right: cheaper than by name, which lists feel. */
final class RowReader {
  private final ResultSet row;
  private int column;

  RowReader(ResultSet row) {
    this.row = row;
  }

  /** Reads from the column of this number on, which is the first of them. */
  RowReader(ResultSet row, int first) {
    this.row = row;
    this.column = first - 1;
  }

  String text() throws SQLException {
    return row.getString(++column);
  }

  @Nullable String textOrNull() throws SQLException {
    return row.getString(++column);
  }

  int integer() throws SQLException {
    return row.getInt(++column);
  }

  @Nullable Integer integerOrNull() throws SQLException {
    int value = row.getInt(++column);
    return row.wasNull() ? null : value;
  }

  long number() throws SQLException {
    return row.getLong(++column);
  }

  @Nullable Long numberOrNull() throws SQLException {
    long value = row.getLong(++column);
    return row.wasNull() ? null : value;
  }

  double decimal() throws SQLException {
    return row.getDouble(++column);
  }

  boolean flag() throws SQLException {
    return row.getBoolean(++column);
  }

  Instant instant() throws SQLException {
    return row.getObject(++column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
  }

  @Nullable Instant instantOrNull() throws SQLException {
    LocalDateTime value = row.getObject(++column, LocalDateTime.class);
    return value == null ? null : value.toInstant(ZoneOffset.UTC);
  }

  Map<String, String> texts() throws SQLException {
    return Json.readTexts(row.getString(++column));
  }

  @Nullable Map<String, Object> objectOrNull() throws SQLException {
    String value = row.getString(++column);
    return value == null ? null : Json.readObject(value);
  }
}
