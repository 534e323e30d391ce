package io.clinker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A resource of any kind; its text form {@code kind/id} is its workflow id and the name of its
 * object on the storage.
 */
public record ResourceRef(ResourceKind kind, String id) implements Comparable<ResourceRef> {
  public ResourceRef {
    Identifiers.requireUuid(kind.word() + " id", id);
  }

  /** Reads the text form {@code kind/id}. */
  @JsonCreator
  public static ResourceRef parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException("not a resource: '" + text + "'");
    }
    return new ResourceRef(ResourceKind.of(text.substring(0, slash)), text.substring(slash + 1));
  }

  /** The id of the workflow that holds this resource. */
  public String workflowId() {
    return toString();
  }

  @Override
  public int compareTo(ResourceRef other) {
    int byKind = kind.compareTo(other.kind);
    return byKind != 0 ? byKind : id.compareTo(other.id);
  }

  @JsonValue
  @Override
  public String toString() {
    return kind.word() + "/" + id;
  }
}
