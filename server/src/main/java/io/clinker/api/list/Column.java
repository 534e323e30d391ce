package io.clinker.api.list;

/**
 * A column that lists may be filtered by.
 *
 * @param key as the store calls it
 */
public record Column(String key, Kind kind) {
  /** How values of a filter are read. */
  public enum Kind {
    TEXT,
    NUMBER,
    FLAG,
    TIME,
    /** An object of texts; all pairs must match. */
    TEXTS,
    /** The specs of a type, as {@link #TEXTS}; of zones the wanted one is among those there are. */
    SPECS,
    /** A backend, or a pool of one, as Cinder's host. */
    HOST,
    /** Has no value in any row. */
    NOTHING,
    /** True in every row. */
    ALWAYS
  }

  public static Column text(String key) {
    return new Column(key, Kind.TEXT);
  }

  public static Column number(String key) {
    return new Column(key, Kind.NUMBER);
  }

  public static Column flag(String key) {
    return new Column(key, Kind.FLAG);
  }

  public static Column time(String key) {
    return new Column(key, Kind.TIME);
  }

  public static Column texts(String key) {
    return new Column(key, Kind.TEXTS);
  }

  public static Column specs(String key) {
    return new Column(key, Kind.SPECS);
  }

  public static Column host() {
    return new Column("backend", Kind.HOST);
  }

  public static Column nothing() {
    return new Column("id", Kind.NOTHING);
  }

  public static Column always() {
    return new Column("id", Kind.ALWAYS);
  }
}
