package io.clinker.api.list;

import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Since;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.store.Filter;
import io.clinker.store.ListQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A list as it is asked for.
 *
 * @param query for the store
 * @param counted whether the total is wanted
 */
public record ListRequest(Listing listing, ListQuery query, boolean counted) {
  private static final Set<String> CONTROLS =
      Set.of(
          "limit", "offset", "marker", "sort", "sort_key", "sort_dir", "all_tenants", "with_count");

  /**
   * Reads the parameters of a call.
   *
   * @throws Fault 400 for what the resource does not know
   */
  public static ListRequest parse(Call call, Listing listing, int pageSize) {
    boolean all = call.caller().admin() && call.query().flag("all_tenants", false);
    boolean counted =
        listing.counted() && call.has(Since.WITH_COUNT) && call.query().flag("with_count", false);
    int limit = Math.min(Paging.number(call.query(), "limit", pageSize), pageSize);
    return new ListRequest(
        listing,
        new ListQuery(
            all ? null : call.caller().projectId(),
            filters(call, listing),
            Paging.sort(call.query(), listing),
            call.query().get("marker"),
            limit,
            Paging.number(call.query(), "offset", 0)),
        counted);
  }

  /** The same with one more condition. */
  public ListRequest with(Filter filter) {
    return new ListRequest(listing, query.with(filter), counted);
  }

  /** The same of all projects. */
  public ListRequest ofEveryProject() {
    return new ListRequest(listing, query.ofEveryProject(), counted);
  }

  /**
   * The rows of the page.
   *
   * @throws Fault 404 for a marker that names nothing
   */
  public <T> List<T> rows(Supplier<List<T>> read) {
    if (query.limit() == 0) {
      return List.of();
    }
    try {
      return read.get();
    } catch (ClinkerException e) {
      if (e.code() == ErrorCode.NOT_FOUND) {
        throw Fault.notFound("%s %s could not be found.".formatted(listing.noun(), query.marker()));
      }
      throw e;
    }
  }

  private static List<Filter> filters(Call call, Listing listing) {
    List<Filter> filters = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (Map.Entry<String, String> entry : call.query().values().entrySet()) {
      String name = entry.getKey();
      if (CONTROLS.contains(name) || listing.options().contains(name)) {
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
      Column column = listing.columns().get(key);
      if (column == null) {
        filters.add(FilterValues.NEVER);
      } else if (like) {
        filters.add(new Filter.Contains(column.key(), entry.getValue()));
      } else {
        filters.addAll(
            FilterValues.filters(
                key, column, entry.getValue(), call.has(Since.STRICT_BOOTABLE_FILTER)));
      }
    }
    Since refusing = listing.refusing();
    if (!refused.isEmpty() && refusing != null && call.has(refusing)) {
      throw Fault.badRequest(
          "Invalid filters %s are found in query options.".formatted(String.join(",", refused)));
    }
    return filters;
  }
}
