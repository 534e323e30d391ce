package io.clinker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What an operation can hold; the order is the order in which rows are taken. */
public enum ResourceKind {
  GROUP("group"),
  GROUP_SNAPSHOT("group_snapshot"),
  VOLUME("volume"),
  SNAPSHOT("snapshot"),
  ATTACHMENT("attachment");

  private final String word;

  ResourceKind(String word) {
    this.word = word;
  }

  /** The word used in workflow ids, the database and the API. */
  @JsonValue
  public String word() {
    return word;
  }

  /** Whether it is an object on a storage; the others are rows that name some. */
  public boolean isStored() {
    return switch (this) {
      case VOLUME, SNAPSHOT, ATTACHMENT -> true;
      case GROUP, GROUP_SNAPSHOT -> false;
    };
  }

  /** The kind with this word. */
  @JsonCreator
  public static ResourceKind of(String word) {
    for (ResourceKind kind : values()) {
      if (kind.word.equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("unknown resource kind: '" + word + "'");
  }
}
