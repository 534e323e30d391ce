package io.clinker.store;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.store.Listing.Column;
import io.clinker.store.Listing.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the filters of lists as SQL. Column names come from the store, everything of the client's
 * is bound.
 */
final class Conditions {
  private final Map<String, Column> columns;

  Conditions(Map<String, Column> columns) {
    this.columns = Map.copyOf(columns);
  }

  /** The filter as SQL; its values are added to those to bind. */
  String of(Filter filter, Map<String, Object> values) {
    return switch (filter) {
      case Filter.AnyOf(String key, List<String> wanted) -> anyOf(column(key), wanted, values);
      case Filter.IsNull(String key) -> column(key).sql() + " is null";
      case Filter.Contains(String key, String part) -> contains(column(key).sql(), part, values);
      case Filter.Metadata(String key, String value) ->
          "%s = %s".formatted(named("metadata", key, values), bound(values, value));
      case Filter.Pair(String key, String name, String value) ->
          "%s = %s".formatted(named(key, name, values), bound(values, value));
      case Filter.PairContains(String key, String name, String part) ->
          contains(named(key, name, values), part, values);
      case Filter.Number(String key, Filter.Operator operator, long value) ->
          compared(column(key), operator, bound(values, value));
      case Filter.Time(String key, Filter.Operator operator, var value) ->
          compared(column(key), operator, bound(values, Times.text(value)));
    };
  }

  private static String contains(String sql, String part, Map<String, Object> values) {
    return "%s like %s".formatted(sql, bound(values, "%" + likeEscaped(part) + "%"));
  }

  /** What the texts of a column hold by this name. */
  private String named(String key, String name, Map<String, Object> values) {
    return "json_value(%s, %s)".formatted(column(key).sql(), bound(values, path(name)));
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

  /** The name under which the value is bound. */
  static String bound(Map<String, Object> values, Object value) {
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

  /**
   * The column that the API's word names.
   *
   * @throws ClinkerException INVALID_INPUT for a word that the store does not offer
   */
  Column column(String key) {
    Column column = columns.get(key);
    if (column == null) {
      throw new ClinkerException(
          ErrorCode.INVALID_INPUT, "No such column to filter or sort by", Map.of("key", key));
    }
    return column;
  }
}
