package io.clinker.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a kind, in which order.
 *
 * @param projectId null: of every project
 * @param sort empty: newest first; created_at and id are appended with the first key's direction
 * @param marker the id of the last row of the page before
 * @param limit at most so many rows
 */
public record ListQuery(
    @Nullable String projectId,
    List<Filter> filters,
    List<SortKey> sort,
    @Nullable String marker,
    int limit,
    int offset) {

  /** A column of the order, by the API's word. */
  public record SortKey(String key, boolean descending) {}

  public ListQuery {
    filters = List.copyOf(filters);
    sort = List.copyOf(sort);
  }

  /** The newest rows of a project. */
  public static ListQuery newest(@Nullable String projectId, int limit) {
    return new ListQuery(projectId, List.of(), List.of(), null, limit, 0);
  }

  /** The same after that row. */
  public ListQuery after(String otherMarker) {
    return new ListQuery(projectId, filters, sort, otherMarker, limit, offset);
  }

  /** The same from its beginning, with so many rows. */
  ListQuery first(int rows) {
    return new ListQuery(projectId, filters, sort, marker, rows, 0);
  }

  /** The same of all projects. */
  public ListQuery ofEveryProject() {
    return new ListQuery(null, filters, sort, marker, limit, offset);
  }

  /** The same with one more condition. */
  public ListQuery with(Filter filter) {
    List<Filter> more = new java.util.ArrayList<>(filters);
    more.add(filter);
    return new ListQuery(projectId, more, sort, marker, limit, offset);
  }
}
