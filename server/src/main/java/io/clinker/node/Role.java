package io.clinker.node;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a node does; any number of nodes may have each role. */
public enum Role {
  /** HTTP. */
  API,
  /** Workflow code and database activities. */
  ENGINE,
  /** Driver activities of the backends that the node reaches. */
  VOLUME;

  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role with this word. */
  @JsonCreator
  public static Role of(String word) {
    for (Role role : values()) {
      if (role.word().equals(word)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "unknown role: '" + word + "'; allowed are api, engine and volume");
  }
}
