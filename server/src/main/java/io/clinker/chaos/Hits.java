package io.clinker.chaos;

import io.clinker.operations.OperationKind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was going on when something was killed, by kind of operation. Used by one thread. */
final class Hits {
  private final Map<OperationKind, Long> open = new EnumMap<>(OperationKind.class);
  private final Map<OperationKind, Long> asked = new EnumMap<>(OperationKind.class);
  private int kills;

  /**
   * Notes one kill.
   *
   * @param openNow operations that were accepted and had not ended
   * @param askedNow requests that waited for their answer
   */
  void kill(Map<OperationKind, Long> openNow, Map<OperationKind, Long> askedNow) {
    kills++;
    openNow.forEach((kind, count) -> open.merge(kind, count, Long::sum));
    askedNow.forEach((kind, count) -> asked.merge(kind, count, Long::sum));
  }

  int kills() {
    return kills;
  }

  long open(OperationKind kind) {
    return open.getOrDefault(kind, 0L);
  }

  long asked(OperationKind kind) {
    return asked.getOrDefault(kind, 0L);
  }

  /** Kinds of which nothing was open or asked for at any kill. */
  List<OperationKind> missed() {
    return Arrays.stream(OperationKind.values())
        .filter(kind -> open(kind) + asked(kind) == 0)
        .toList();
  }
}
