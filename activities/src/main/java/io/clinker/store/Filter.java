package io.clinker.store;

import java.time.Instant;
import java.util.List;

/** One condition of a list; the key is the API's word and must be one that the store offers. */
public sealed interface Filter {
  /** The value is one of these; a value that cannot be one of the column's matches nothing. */
  record AnyOf(String key, List<String> values) implements Filter {
    public static AnyOf one(String key, String value) {
      return new AnyOf(key, List.of(value));
    }
  }

  /** The column is empty. */
  record IsNull(String key) implements Filter {}

  /** The text contains this part. */
  record Contains(String key, String part) implements Filter {}

  /** The metadata hold this pair. */
  record Metadata(String key, String value) implements Filter {}

  /** The texts of another column hold this pair. */
  record Pair(String key, String name, String value) implements Filter {}

  /** The texts of another column hold, by this name, one that contains this part. */
  record PairContains(String key, String name, String part) implements Filter {}

  /** The number compares so. */
  record Number(String key, Operator operator, long value) implements Filter {}

  /** The time compares so. */
  record Time(String key, Operator operator, Instant value) implements Filter {}

  /** How to compare. */
  enum Operator {
    LT("<"),
    LTE("<="),
    EQ("="),
    NEQ("<>"),
    GTE(">="),
    GT(">");

    private final String sql;

    Operator(String sql) {
      this.sql = sql;
    }

    String sql() {
      return sql;
    }
  }
}
