package io.clinker.api.list;

import io.clinker.api.http.Fault;
import io.clinker.api.http.Query;
import io.clinker.api.v3.view.Hosts;
import io.clinker.store.Filter;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** Turns the value of a filter into conditions. */
final class FilterValues {
  /** No row fulfils it. */
  static final Filter NEVER = new Filter.AnyOf("id", List.of());

  /** The spec that lists zones. */
  private static final String ZONES = "RESKEY:availability_zones";

  private static final Map<String, Filter.Operator> OPERATORS =
      Map.of(
          "gt", Filter.Operator.GT,
          "gte", Filter.Operator.GTE,
          "eq", Filter.Operator.EQ,
          "neq", Filter.Operator.NEQ,
          "lt", Filter.Operator.LT,
          "lte", Filter.Operator.LTE);

  private FilterValues() {}

  static List<Filter> filters(String name, Column column, String value, boolean strict) {
    return switch (column.kind()) {
      case TEXT -> List.of(texts(name, column, value));
      case NUMBER -> List.of(new Filter.AnyOf(column.key(), values(value)));
      case FLAG ->
          List.of(Filter.AnyOf.one(column.key(), Boolean.toString(flag(name, value, strict))));
      case TIME -> times(name, column, value);
      case TEXTS ->
          pairs(
              name,
              value,
              (key, text) ->
                  column.key().equals("metadata")
                      ? new Filter.Metadata(key, text)
                      : new Filter.Pair(column.key(), key, text));
      case SPECS ->
          pairs(
              name,
              value,
              (key, text) ->
                  key.equals(ZONES)
                      ? new Filter.PairContains(column.key(), key, text)
                      : new Filter.Pair(column.key(), key, text));
      case HOST -> place(value);
      case NOTHING -> value.equals("None") ? List.of() : List.of(NEVER);
      case ALWAYS -> flag(name, value, true) ? List.of() : List.of(NEVER);
    };
  }

  private static Filter texts(String name, Column column, String value) {
    if (name.endsWith("name")) {
      return Filter.AnyOf.one(column.key(), value);
    }
    return value.equals("None")
        ? new Filter.IsNull(column.key())
        : new Filter.AnyOf(column.key(), values(value));
  }

  private static List<Filter> place(String value) {
    if (value.equals("None")) {
      return List.of(new Filter.IsNull("backend"));
    }
    String backend = Hosts.backendOf(value);
    if (backend == null) {
      return List.of(NEVER);
    }
    List<Filter> filters = new ArrayList<>();
    filters.add(Filter.AnyOf.one("backend", backend));
    String pool = Hosts.poolOf(value);
    if (pool != null) {
      filters.add(Filter.AnyOf.one("pool", pool));
    }
    return filters;
  }

  /** The items of a list, or the one value; as texts. */
  private static List<String> values(String value) {
    return switch (Literal.read(value)) {
      case List<?> list -> list.stream().map(String::valueOf).toList();
      case String text -> List.of(text);
      default -> List.of(value);
    };
  }

  private static boolean flag(String name, String value, boolean strict) {
    Optional<Boolean> said = Query.bool(value);
    if (said.isEmpty() && strict) {
      throw Fault.invalidInput(name + " = " + value);
    }
    return said.orElse(false);
  }

  private static List<Filter> times(String name, Column column, String value) {
    List<Filter> filters = new ArrayList<>();
    for (String part : value.split(",", -1)) {
      int colon = part.indexOf(':');
      Filter.Operator operator = colon < 0 ? null : OPERATORS.get(part.substring(0, colon).strip());
      if (operator == null) {
        throw Fault.invalidInput("Filter %s: wrong comparison in '%s'".formatted(name, part));
      }
      filters.add(new Filter.Time(column.key(), operator, time(name, part.substring(colon + 1))));
    }
    return filters;
  }

  /** A time as clients write it, with or without a zone. */
  static Instant time(String name, String text) {
    String form = text.strip().replace(' ', 'T');
    try {
      if (form.length() == 10) {
        form = form + "T00:00:00";
      }
      return form.endsWith("Z") || Math.max(form.lastIndexOf('+'), form.lastIndexOf('-')) > 10
          ? OffsetDateTime.parse(form).toInstant()
          : LocalDateTime.parse(form).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      throw Fault.invalidInput("Filter %s: '%s' is not a time".formatted(name, text));
    }
  }

  private static List<Filter> pairs(
      String name, String value, BiFunction<String, String, Filter> filter) {
    if (Literal.read(value) instanceof Map<?, ?> map) {
      List<Filter> filters = new ArrayList<>();
      map.forEach(
          (key, item) -> filters.add(filter.apply(String.valueOf(key), String.valueOf(item))));
      return filters;
    }
    throw Fault.invalidInput("Filter %s: '%s' is not an object".formatted(name, value));
  }
}
