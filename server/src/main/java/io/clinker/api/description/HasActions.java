package io.clinker.api.description;

import io.clinker.api.http.Since;
import java.util.Map;
import java.util.Optional;

/**
 * A resource whose actions are a table: what it does is described whether an {@link Act} is or not.
 */
public interface HasActions {
  /** The names, with the version that brought each if it was not the first. */
  Map<String, Optional<Since>> actions();
}
