package io.clinker.api.read;

import io.clinker.api.http.Json;
import io.clinker.api.list.Condition;
import io.clinker.api.list.ListRequest;
import io.clinker.api.list.PageRequest.SortKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Builds the statement for one page; values are always bound, never written into it. */
final class PageStatement {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private final StringBuilder where = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  PageStatement(String live) {
    where.append(live);
  }

  /** An instant as text with six digits: Connector/J cuts date values for some servers. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  String where() {
    return where.toString();
  }

  List<Object> values() {
    return values;
  }

  PageStatement and(String condition, Object... bound) {
    where.append(" and ").append(condition);
    values.addAll(List.of(bound));
    return this;
  }

  PageStatement all(ListRequest request, String projectColumn) {
    String project = request.project();
    if (project != null) {
      and(projectColumn + " = ?", project);
    }
    request.conditions().forEach(this::and);
    return this;
  }

  private void and(Condition condition) {
    switch (condition) {
      case Condition.In in -> {
        String marks = String.join(", ", in.values().stream().map(value -> "?").toList());
        and(in.column().sql() + " in (" + marks + ")", in.values().toArray());
      }
      case Condition.Contains contains ->
          and(
              contains.column().sql() + " like ? escape '!'",
              "%" + contains.part().replaceAll("([!%_])", "!$1") + "%");
      case Condition.Compares compares ->
          and(compares.column().sql() + " " + compares.operator() + " ?", time(compares.time()));
      case Condition.Holds holds -> {
        for (Map.Entry<String, String> pair : holds.pairs().entrySet()) {
          and(
              "json_unquote(json_extract(" + holds.column().sql() + ", ?)) = ?",
              "$." + Json.MAPPER.getNodeFactory().textNode(pair.getKey()),
              pair.getValue());
        }
      }
      case Condition.Missing missing -> and(missing.column().sql() + " is null");
      case Condition.Never never -> and("1 = 0");
    }
  }

  /**
   * Rows after the marker's row, in the order of the sort keys.
   *
   * @param marker the marker's values of the sort columns
   */
  PageStatement after(List<SortKey> sort, List<Object> marker) {
    StringJoiner either = new StringJoiner(" or ", "(", ")");
    List<Object> bound = new ArrayList<>();
    for (int last = 0; last < sort.size(); last++) {
      StringJoiner all = new StringJoiner(" and ", "(", ")");
      for (int index = 0; index < last; index++) {
        all.add(sort.get(index).column().sql() + " = ?");
        bound.add(marker.get(index));
      }
      all.add(sort.get(last).column().sql() + (sort.get(last).descending() ? " < ?" : " > ?"));
      bound.add(marker.get(last));
      either.add(all.toString());
    }
    // The first column alone lets the index be entered at the marker.
    SortKey first = sort.getFirst();
    and(first.column().sql() + (first.descending() ? " <= ?" : " >= ?"), marker.getFirst());
    return and(either.toString(), bound.toArray());
  }

  static String order(List<SortKey> sort) {
    StringJoiner order = new StringJoiner(", ", " order by ", "");
    sort.forEach(key -> order.add(key.column().sql() + (key.descending() ? " desc" : " asc")));
    return order.toString();
  }
}
