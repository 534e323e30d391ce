package io.clinker.api.list;

import io.clinker.api.http.Fault;
import io.clinker.api.http.Query;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param most the limit, or the largest that is served
 * @param marker the id of the last item of the page before
 */
public record PageRequest(int most, int offset, @Nullable String marker, List<SortKey> sort) {

  /** A column and its direction. */
  public record SortKey(Column column, boolean descending) {}

  public PageRequest {
    sort = List.copyOf(sort);
  }

  /** Reads limit, offset, marker and the forms of sort. */
  static PageRequest parse(Query query, Listing listing, int pageSize) {
    int limit = Math.min(number(query, "limit", pageSize), pageSize);
    return new PageRequest(
        limit, number(query, "offset", 0), query.get("marker"), sort(query, listing));
  }

  private static int number(Query query, String name, int otherwise) {
    String text = query.get(name);
    if (text == null) {
      return otherwise;
    }
    long value;
    try {
      value = Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw Fault.invalidInput(name + " must be an integer");
    }
    if (value < 0) {
      throw Fault.invalidInput(name + " must be >= 0");
    }
    if (value > Integer.MAX_VALUE) {
      if (name.equals("limit")) {
        return Integer.MAX_VALUE;
      }
      throw Fault.invalidInput(name + " must be <= " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  private static List<SortKey> sort(Query query, Listing listing) {
    String sort = query.get("sort");
    String keys = query.get("sort_key");
    String directions = query.get("sort_dir");
    List<SortKey> chosen = new ArrayList<>();
    if (sort != null) {
      if (keys != null || directions != null) {
        throw Fault.badRequest(
            "The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with the"
                + " 'sort' parameter.");
      }
      for (String part : sort.split(",", -1)) {
        int colon = part.indexOf(':');
        String key = colon < 0 ? part : part.substring(0, colon);
        chosen.add(key(listing, key.strip(), colon < 0 ? "desc" : part.substring(colon + 1)));
      }
    } else {
      chosen.add(
          key(
              listing,
              keys == null ? "created_at" : keys.strip(),
              directions == null ? "desc" : directions));
    }
    boolean descending = chosen.getFirst().descending();
    for (String always : List.of("created_at", "id")) {
      Column column = listing.sortable().get(always);
      if (column != null && chosen.stream().noneMatch(key -> key.column().equals(column))) {
        chosen.add(new SortKey(column, descending));
      }
    }
    return chosen;
  }

  private static SortKey key(Listing listing, String name, String direction) {
    Column column = listing.sortable().get(name);
    if (column == null) {
      throw Fault.invalidInput("Sort key supplied is not valid.");
    }
    return switch (direction.strip()) {
      case "asc" -> new SortKey(column, false);
      case "desc" -> new SortKey(column, true);
      default -> throw Fault.invalidInput("Unknown sort direction, must be 'desc' or 'asc'.");
    };
  }
}
