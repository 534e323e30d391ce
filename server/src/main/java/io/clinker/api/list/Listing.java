package io.clinker.api.list;

import io.clinker.api.http.Since;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the list of a resource may be filtered and sorted, as data.
 *
 * @param noun in the text for an unknown marker, "Volume" for instance
 * @param columns what administrators may filter by
 * @param allowed what everybody may filter by
 * @param sortable keys of the sort parameter
 * @param added filters that came with a version; ignored before
 * @param counted whether {@code with_count} works
 */
public record Listing(
    String noun,
    Map<String, Column> columns,
    Set<String> allowed,
    Map<String, Column> sortable,
    Map<String, Since> added,
    boolean counted) {
  public Listing {
    columns = Map.copyOf(columns);
    allowed = Set.copyOf(allowed);
    sortable = Map.copyOf(sortable);
    added = Map.copyOf(added);
  }

  @Nullable Column column(String name) {
    return columns.get(name);
  }
}
