package io.clinker.api.list;

import io.clinker.api.http.Since;
import java.util.Map;
import java.util.Set;

/**
 * How the list of a resource may be filtered and sorted, as data.
 *
 * @param noun in the text for an unknown marker, "Volume" for instance
 * @param columns what administrators may filter by
 * @param allowed what everybody may filter by
 * @param sortable words of the sort parameter, each with the store's key
 * @param added filters that came with a version; ignored before
 * @param options of the query string that are no filters
 * @param counted whether {@code with_count} works
 */
public record Listing(
    String noun,
    Map<String, Column> columns,
    Set<String> allowed,
    Map<String, String> sortable,
    Map<String, Since> added,
    Set<String> options,
    boolean counted) {
  public Listing {
    columns = Map.copyOf(columns);
    allowed = Set.copyOf(allowed);
    sortable = Map.copyOf(sortable);
    added = Map.copyOf(added);
    options = Set.copyOf(options);
  }
}
