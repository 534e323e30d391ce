package io.clinker.chaos;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is done to a scratch installation, and to which part of it. */
public enum FaultKind {
  NODE_KILLED(Part.NODE, "SIGKILL, then started again"),
  NODE_PAUSED(Part.NODE, "SIGSTOP, then SIGCONT"),
  NODE_RESTARTED(Part.NODE, "SIGTERM, then started again"),
  NODE_ISOLATED(Part.NODE, "cut off from database and engine, not from storage"),
  DATABASE_CUT(Part.NODE, "nothing passes between node and database"),
  DATABASE_REQUESTS_STAND(Part.NODE, "nothing from the node reaches the database"),
  DATABASE_REPLIES_STAND(Part.NODE, "nothing from the database reaches the node"),
  DATABASE_RESET(Part.NODE, "connections to the database break and cannot be made"),
  DATABASE_SLOW(Part.NODE, "everything to and from the database comes late"),
  ENGINE_CUT(Part.NODE, "nothing passes between node and engine"),
  ENGINE_REQUESTS_STAND(Part.NODE, "nothing from the node reaches the engine"),
  ENGINE_REPLIES_STAND(Part.NODE, "nothing from the engine reaches the node"),
  ENGINE_RESET(Part.NODE, "connections to the engine break and cannot be made"),
  ENGINE_SLOW(Part.NODE, "everything to and from the engine comes late"),
  CLOCK_SKEWED(Part.NODE, "the node's clock is minutes off"),
  CLOCK_STEPPED(Part.NODE, "the node's clock jumps an hour ahead, then an hour back"),
  ENGINE_KILLED(Part.ENGINE, "SIGKILL, later started again"),
  DATABASE_KILLED(Part.DATABASE, "SIGKILL, later started again"),
  ARRAY_DOWN(Part.ARRAY, "the simulated array is away"),
  ARRAY_SLOW(Part.ARRAY, "calls of the simulated array take long"),
  ARRAY_BUSY(Part.ARRAY, "calls of the simulated array are refused for now"),
  ARRAY_REFUSES(Part.ARRAY, "the simulated array refuses to make objects"),
  ARRAY_REQUESTS_LOST(Part.ARRAY, "calls do not reach the simulated array"),
  ARRAY_REPLIES_LOST(Part.ARRAY, "the simulated array acts and its answer is lost"),
  ARRAY_BREAKS_OFF(Part.ARRAY, "calls of the simulated array fail half done");

  /** What a fault hits; a part has one fault at a time. */
  public enum Part {
    NODE,
    ENGINE,
    DATABASE,
    ARRAY
  }

  private final Part part;
  private final String description;

  FaultKind(Part part, String description) {
    this.part = part;
    this.description = description;
  }

  /** What it hits. */
  public Part part() {
    return part;
  }

  /** For people, with the part as its subject. */
  public String description() {
    return description;
  }

  /** The word on the command line and in reports. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether it needs a clock that can be set. */
  public boolean needsClock() {
    return this == CLOCK_SKEWED || this == CLOCK_STEPPED;
  }

  /**
   * The kind with this word.
   *
   * @throws IllegalArgumentException that names all words
   */
  public static FaultKind of(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no fault '%s'; there are: %s"
                        .formatted(
                            word,
                            Arrays.stream(values())
                                .map(FaultKind::word)
                                .collect(Collectors.joining(", ")))));
  }
}
