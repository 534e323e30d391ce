package io.clinker.api.list;

import io.clinker.api.http.Fault;
import io.clinker.api.http.Query;
import io.clinker.store.ListQuery.SortKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads limit, offset and the forms of sort. */
public final class Paging {
  private Paging() {}

  /** A number of zero or more. */
  public static int number(Query query, String name, int otherwise) {
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
      throw Fault.invalidInput(name + " must be <= " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /** The order; the store appends time of creation and id. */
  static List<SortKey> sort(Query query, Listing listing) {
    return sort(query, listing.sortable(), "created_at");
  }

  /**
   * The order.
   *
   * @param sortable what may be sorted by, and what that is called within
   * @param standard the key where only a direction is given
   */
  public static List<SortKey> sort(Query query, Map<String, String> sortable, String standard) {
    String sort = query.get("sort");
    String key = query.get("sort_key");
    String direction = query.get("sort_dir");
    List<SortKey> chosen = new ArrayList<>();
    if (sort != null) {
      if (key != null || direction != null) {
        throw Fault.badRequest(
            "The 'sort_key' and 'sort_dir' parameters are deprecated and cannot be used with the"
                + " 'sort' parameter.");
      }
      for (String part : sort.split(",", -1)) {
        int colon = part.indexOf(':');
        chosen.add(
            colon < 0
                ? key(sortable, part, null)
                : key(sortable, part.substring(0, colon), part.substring(colon + 1)));
      }
    } else if (key != null || direction != null) {
      chosen.add(key(sortable, key == null ? standard : key, direction));
    }
    return chosen;
  }

  private static SortKey key(
      Map<String, String> sortable, String word, @Nullable String direction) {
    String key = sortable.get(word.strip());
    if (key == null) {
      throw Fault.invalidInput("Sort key supplied is not valid.");
    }
    boolean descending =
        switch (direction == null ? "desc" : direction.strip()) {
          case "asc" -> false;
          case "desc" -> true;
          default -> throw Fault.invalidInput("Unknown sort direction, must be 'desc' or 'asc'.");
        };
    return new SortKey(key, descending);
  }
}
