package io.clinker.admission;

import java.util.Map;
import java.util.TreeMap;

/** What is to become of a set of metadata. */
public sealed interface MetadataChange {
  /** As it is. */
  record Keep() implements MetadataChange {}

  /** These pairs are added or replace those of the same key. */
  record Merge(Map<String, String> pairs) implements MetadataChange {}

  /** These pairs and no others. */
  record Replace(Map<String, String> pairs) implements MetadataChange {}

  /** Without this key, which must be there. */
  record Remove(String key) implements MetadataChange {}

  /** The set afterwards. */
  default Map<String, String> applyTo(Map<String, String> before) {
    Map<String, String> after = new TreeMap<>(before);
    switch (this) {
      case Keep() -> {}
      case Merge(Map<String, String> pairs) -> after.putAll(pairs);
      case Replace(Map<String, String> pairs) -> {
        after.clear();
        after.putAll(pairs);
      }
      case Remove(String key) -> {
        if (after.remove(key) == null) {
          throw Refusals.notFound("Metadata item was not found");
        }
      }
    }
    return after;
  }
}
