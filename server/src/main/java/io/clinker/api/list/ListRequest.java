package io.clinker.api.list;

import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Since;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A list as it is asked for: which project's, which rows, which part of them.
 *
 * @param project null: of every project
 * @param counted whether the total is wanted
 */
public record ListRequest(
    @Nullable String project, List<Condition> conditions, PageRequest page, boolean counted) {
  private static final Set<String> CONTROLS =
      Set.of(
          "limit", "offset", "marker", "sort", "sort_key", "sort_dir", "all_tenants", "with_count");

  public ListRequest {
    conditions = List.copyOf(conditions);
  }

  /**
   * Reads the parameters of a call.
   *
   * @throws Fault 400 for what the resource does not know
   */
  public static ListRequest parse(Call call, Listing listing, int pageSize) {
    PageRequest page = PageRequest.parse(call.query(), listing, pageSize);
    boolean admin = call.caller().admin();
    boolean all = admin && call.query().flag("all_tenants", false);
    boolean counted =
        listing.counted() && call.has(Since.WITH_COUNT) && call.query().flag("with_count", false);
    return new ListRequest(
        all ? null : call.caller().projectId(), conditions(call, listing), page, counted);
  }

  /** The same with one more condition. */
  public ListRequest and(Condition condition) {
    List<Condition> more = new ArrayList<>(conditions);
    more.add(condition);
    return new ListRequest(project, more, page, counted);
  }

  private static List<Condition> conditions(Call call, Listing listing) {
    List<Condition> conditions = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (Map.Entry<String, String> entry : call.query().values().entrySet()) {
      String name = entry.getKey();
      if (CONTROLS.contains(name)) {
        continue;
      }
      boolean like = name.endsWith("~") && call.has(Since.LIKE_FILTERS);
      String key = like ? name.substring(0, name.length() - 1) : name;
      Since since = listing.added().get(key);
      if (since != null && !call.has(since)) {
        continue;
      }
      if (!call.caller().admin() && (like || !listing.allowed().contains(key))) {
        refused.add(name);
        continue;
      }
      Column column = listing.column(key);
      if (column == null) {
        conditions.add(new Condition.Never());
      } else if (like) {
        conditions.add(new Condition.Contains(column, entry.getValue()));
      } else {
        conditions.addAll(
            FilterValues.conditions(
                key, column, entry.getValue(), call.has(Since.STRICT_BOOTABLE_FILTER)));
      }
    }
    if (!refused.isEmpty() && call.has(Since.UNKNOWN_FILTERS_REFUSED)) {
      throw Fault.badRequest(
          "Invalid filters %s are found in query options.".formatted(String.join(",", refused)));
    }
    return conditions;
  }
}
