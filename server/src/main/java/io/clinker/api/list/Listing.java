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
 * @param sortable words of the sort parameter, each with the store's key
 * @param added filters that came with a version; ignored before
 * @param options of the query string that are no filters
 * @param counted whether {@code with_count} works
 * @param refusing from when on users may not name filters that are not theirs; before, and always
 *     if null, those are ignored
 */
public record Listing(
    String noun,
    Map<String, Column> columns,
    Set<String> allowed,
    Map<String, String> sortable,
    Map<String, Since> added,
    Set<String> options,
    boolean counted,
    @Nullable Since refusing) {
  public Listing {
    columns = Map.copyOf(columns);
    allowed = Set.copyOf(allowed);
    sortable = Map.copyOf(sortable);
    added = Map.copyOf(added);
    options = Set.copyOf(options);
  }

  /** As most lists: what is no filter is refused from the version on that brought this. */
  public Listing(
      String noun,
      Map<String, Column> columns,
      Set<String> allowed,
      Map<String, String> sortable,
      Map<String, Since> added,
      Set<String> options,
      boolean counted) {
    this(noun, columns, allowed, sortable, added, options, counted, Since.UNKNOWN_FILTERS_REFUSED);
  }

  /** The same where users may not name other filters from this version on; null: they may. */
  public Listing refusing(@Nullable Since since) {
    return new Listing(noun, columns, allowed, sortable, added, options, counted, since);
  }
}
