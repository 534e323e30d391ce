package io.clinker.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * A row of the table of the API.
 *
 * @param action the member of the body that says what to do; empty where the path says it
 * @param since the minor version that brought it
 * @param whileMissing what is said of it as long as it is not there
 */
record TableRow(
    int number,
    String tier,
    String method,
    String path,
    String action,
    int since,
    String whileMissing) {

  /** All of them. */
  static List<TableRow> all() {
    try (InputStream text =
        Objects.requireNonNull(TableRow.class.getResourceAsStream("/api/rows.txt"))) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(TableRow::of)
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static TableRow of(String line) {
    String[] cells = line.split("\\|", -1);
    return new TableRow(
        Integer.parseInt(cells[0]),
        cells[1],
        cells[2],
        cells[3],
        cells[4],
        Integer.parseInt(cells[5].substring(2)),
        cells[6]);
  }

  /** As people write it. */
  String request() {
    return method + " " + path + (action.isEmpty() ? "" : " `" + action + "`");
  }
}
