package io.clinker.chaos;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One cell of the crash matrix.
 *
 * @param play what is prepared and asked for
 * @param parkedBefore the point at which the operation is held while it is cancelled or superseded;
 *     null where the fault strikes on the way forward
 * @param point where the fault strikes
 */
record Cell(Play play, @Nullable String parkedBefore, String point, Fault fault) {
  /** What is done to the process that reaches the point. */
  enum Fault {
    KILL("SIGKILL"),
    PAUSE("SIGSTOP"),
    LOST_REPLY("lost reply");

    private final String word;

    Fault(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** For people and for choosing cells. */
  String name() {
    return "%s %s %s".formatted(play.word(), point, fault.word());
  }

  /** Every operation, every step, every fault. */
  static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    for (Play play : Play.values()) {
      for (String step : play.forward()) {
        add(cells, play, null, play.workflow() + "/" + step);
      }
      for (String step : play.backward()) {
        add(
            cells,
            play,
            play.workflow() + "/" + play.heldAt() + ":before",
            play.workflowAfter(step));
      }
    }
    return List.copyOf(cells);
  }

  private static void add(
      List<Cell> cells, Play play, @Nullable String parkedBefore, String point) {
    for (String side : List.of(":before", ":after")) {
      cells.add(new Cell(play, parkedBefore, point + side, Fault.KILL));
      cells.add(new Cell(play, parkedBefore, point + side, Fault.PAUSE));
    }
    cells.add(new Cell(play, parkedBefore, point + ":after", Fault.LOST_REPLY));
  }
}
