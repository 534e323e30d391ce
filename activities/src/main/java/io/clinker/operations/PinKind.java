package io.clinker.operations;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** How an operation holds a resource that is not its own. Pins end with their operation. */
public enum PinKind {
  /** Its contents are being copied: many at once, nobody may change or remove it. */
  SOURCE("source"),
  /** An attachment of it is being made, changed or removed. */
  ATTACHMENT("attachment"),
  /** The one copy of it that may change its object now (drivers that declare a serial section). */
  TICKET("ticket");

  private final String word;

  PinKind(String word) {
    this.word = word;
  }

  @JsonValue
  public String word() {
    return word;
  }

  /** The kind with this word. */
  @JsonCreator
  public static PinKind of(String word) {
    return find(word)
        .orElseThrow(() -> new IllegalArgumentException("unknown pin kind: '" + word + "'"));
  }

  /** The kind with this word in a row, empty if only a newer build has it. */
  public static Optional<PinKind> find(String word) {
    return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
  }
}
