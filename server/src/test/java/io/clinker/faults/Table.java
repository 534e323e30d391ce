package io.clinker.faults;

import java.util.ArrayList;
import java.util.List;

/** What was done and what was seen, as Markdown. */
final class Table {
  private final List<String> rows = new ArrayList<>();

  /** Adds a row and prints it at once. */
  void seen(String done, String seen) {
    String row = "| %s | %s |".formatted(cell(done), cell(seen));
    rows.add(row);
    System.out.println(row);
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace('\n', ' ');
  }

  String text() {
    return "| what was done | what was seen |\n| --- | --- |\n" + String.join("\n", rows) + "\n";
  }
}
