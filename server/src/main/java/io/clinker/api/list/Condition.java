package io.clinker.api.list;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What rows of a list must fulfil. */
public sealed interface Condition {
  /** One of these values; each a text, a number or a boolean. */
  record In(Column column, List<Object> values) implements Condition {}

  /** Holds this text somewhere. */
  record Contains(Column column, String part) implements Condition {}

  /** A time before, at or after another; the comparison is an SQL operator. */
  record Compares(Column column, String operator, Instant time) implements Condition {}

  /** All these pairs. */
  record Holds(Column column, Map<String, String> pairs) implements Condition {}

  /** No value. */
  record Missing(Column column) implements Condition {}

  /** No row fulfils it. */
  record Never() implements Condition {}
}
