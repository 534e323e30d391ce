package io.clinker.api.list;

/**
 * A column that lists may be filtered or sorted by.
 *
 * @param sql as it stands in the statement; always a constant of this code base
 */
public record Column(String sql, Kind kind) {
  /** How values of a filter are read. */
  public enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    TIME,
    /** An object of texts; all pairs must match. */
    TEXTS,
    /** Has no value in any row. */
    NOTHING,
    /** True in every row. */
    ALWAYS
  }

  public static Column text(String sql) {
    return new Column(sql, Kind.TEXT);
  }

  public static Column number(String sql) {
    return new Column(sql, Kind.NUMBER);
  }

  public static Column flag(String sql) {
    return new Column(sql, Kind.FLAG);
  }

  public static Column time(String sql) {
    return new Column(sql, Kind.TIME);
  }

  public static Column texts(String sql) {
    return new Column(sql, Kind.TEXTS);
  }

  public static Column nothing() {
    return new Column("", Kind.NOTHING);
  }

  public static Column always() {
    return new Column("", Kind.ALWAYS);
  }
}
