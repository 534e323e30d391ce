package io.clinker.api.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.clinker.api.http.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes the columns of a row from left to right, which is cheaper than by name. */
final class Row {
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private final ResultSet row;
  private int column;

  Row(ResultSet row) {
    this.row = row;
  }

  String text() throws SQLException {
    return row.getString(++column);
  }

  @Nullable String textOrNull() throws SQLException {
    return row.getString(++column);
  }

  int whole() throws SQLException {
    return row.getInt(++column);
  }

  @Nullable Integer wholeOrNull() throws SQLException {
    int value = row.getInt(++column);
    return row.wasNull() ? null : value;
  }

  long number() throws SQLException {
    return row.getLong(++column);
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
    String json = row.getString(++column);
    return json == null || json.length() <= 2 ? Map.of() : parse(json, TEXTS);
  }

  @Nullable Map<String, Object> objectOrNull() throws SQLException {
    String json = row.getString(++column);
    return json == null ? null : parse(json, OBJECT);
  }

  private static <V> Map<String, V> parse(String json, TypeReference<Map<String, V>> type)
      throws SQLException {
    try {
      return Json.MAPPER.readValue(json, type);
    } catch (JsonProcessingException e) {
      // Its text would quote the column, which may hold secrets.
      throw new SQLException("a column of JSON cannot be read");
    }
  }
}
