package io.clinker.driver;

import org.jspecify.annotations.Nullable;

/**
 * How the storage names something that need not be ours. At least one of the two is there.
 *
 * @param name data, never a path or a command
 * @param id where the storage gives its objects identifiers of its own
 */
public record ForeignReference(@Nullable String name, @Nullable String id) {
  public ForeignReference {
    if (name == null && id == null) {
      throw new IllegalArgumentException("a reference needs a name or an id");
    }
  }

  /** By name alone. */
  public static ForeignReference named(String name) {
    return new ForeignReference(name, null);
  }

  /** Whether this means that object of the storage, which has a name and perhaps an id. */
  public boolean means(ForeignReference object) {
    return (name == null || name.equals(object.name())) && (id == null || id.equals(object.id()));
  }
}
