package io.clinker.drivers.rbd;

import io.clinker.driver.TokenRecord;
import io.clinker.model.Mark;
import java.util.ArrayList;
import java.util.List;

/**
 * The record of accepted marks that each note carries: {@code mark previous}, written in one act
 * with the mark itself.
 */
final class AcceptedMarks {
  private static final String NONE = "-";

  private AcceptedMarks() {}

  static TokenRecord read(Session session) {
    List<String> violations = new ArrayList<>();
    long count = 0;
    for (Space space : Space.values()) {
      for (String name : session.listNotes(space)) {
        String last = NONE;
        for (List<String> entry : session.noteRecords(space, name)) {
          count++;
          String object = space.kind().word() + "/" + name;
          String[] marks = entry.get(1).split(" ", -1);
          if (marks.length != 2 || !marks[1].equals(last)) {
            violations.add(
                "a token was accepted over another mark than the last: " + object + entry);
          } else if (!last.equals(NONE) && Mark.parse(marks[0]).compareTo(Mark.parse(last)) <= 0) {
            violations.add("an accepted token went down: " + object + entry);
          }
          last = marks[0];
        }
      }
    }
    return new TokenRecord(count, violations);
  }
}
