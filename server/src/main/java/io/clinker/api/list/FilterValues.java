package io.clinker.api.list;

import io.clinker.api.http.Fault;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Turns the value of a filter into conditions. */
final class FilterValues {
  private static final Map<String, String> OPERATORS =
      Map.of("gt", ">", "gte", ">=", "eq", "=", "neq", "<>", "lt", "<", "lte", "<=");
  private static final Set<String> TRUE = Set.of("true", "1", "t", "yes", "y", "on");
  private static final Set<String> FALSE = Set.of("false", "0", "f", "no", "n", "off");

  private FilterValues() {}

  static List<Condition> conditions(String name, Column column, String value, boolean strict) {
    return switch (column.kind()) {
      case TEXT -> List.of(texts(name, column, value));
      case NUMBER -> List.of(numbers(column, value));
      case FLAG -> List.of(flag(name, column, value, strict));
      case TIME -> times(name, column, value);
      case TEXTS -> List.of(pairs(name, column, value));
      case NOTHING -> value.equals("None") ? List.of() : List.of(new Condition.Never());
      case ALWAYS -> flagOf(name, value, true) ? List.of() : List.of(new Condition.Never());
    };
  }

  private static Condition texts(String name, Column column, String value) {
    if (value.equals("None")) {
      return new Condition.Missing(column);
    }
    if (name.endsWith("name")) {
      return new Condition.In(column, List.of(value));
    }
    if (Literal.read(value) instanceof List<?> list) {
      List<Object> values = new ArrayList<>();
      list.forEach(item -> values.add(String.valueOf(item)));
      return values.isEmpty() ? new Condition.Never() : new Condition.In(column, values);
    }
    return new Condition.In(
        column, List.of(Literal.read(value) instanceof String text ? text : value));
  }

  private static Condition numbers(Column column, String value) {
    List<Object> values = new ArrayList<>();
    Object literal = Literal.read(value);
    List<?> items = literal instanceof List<?> list ? list : List.of(literal);
    for (Object item : items) {
      if (item instanceof Long number) {
        values.add(number);
      }
    }
    return values.isEmpty() ? new Condition.Never() : new Condition.In(column, values);
  }

  private static Condition flag(String name, Column column, String value, boolean strict) {
    return new Condition.In(column, List.of(flagOf(name, value, strict)));
  }

  private static boolean flagOf(String name, String value, boolean strict) {
    String word = value.strip().toLowerCase(Locale.ROOT);
    if (TRUE.contains(word)) {
      return true;
    }
    if (FALSE.contains(word) || !strict) {
      return false;
    }
    throw Fault.invalidInput(name + " = " + value);
  }

  private static List<Condition> times(String name, Column column, String value) {
    List<Condition> conditions = new ArrayList<>();
    for (String part : value.split(",", -1)) {
      int colon = part.indexOf(':');
      String operator = colon < 0 ? null : OPERATORS.get(part.substring(0, colon));
      if (operator == null) {
        throw Fault.invalidInput("Filter %s: wrong comparison in '%s'".formatted(name, part));
      }
      conditions.add(
          new Condition.Compares(column, operator, time(name, part.substring(colon + 1))));
    }
    return conditions;
  }

  /** A time as clients write it, with or without a zone. */
  static Instant time(String name, String text) {
    String form = text.strip().replace(' ', 'T');
    try {
      if (form.length() == 10) {
        form = form + "T00:00:00";
      }
      return form.endsWith("Z") || form.lastIndexOf('+') > 10
          ? OffsetDateTime.parse(form).toInstant()
          : LocalDateTime.parse(form).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw Fault.invalidInput("Filter %s: '%s' is not a time".formatted(name, text));
    }
  }

  private static Condition pairs(String name, Column column, String value) {
    if (Literal.read(value) instanceof Map<?, ?> map) {
      Map<String, String> pairs = new LinkedHashMap<>();
      map.forEach((key, item) -> pairs.put(String.valueOf(key), String.valueOf(item)));
      return new Condition.Holds(column, pairs);
    }
    throw Fault.invalidInput("Filter %s: '%s' is not an object".formatted(name, value));
  }
}
