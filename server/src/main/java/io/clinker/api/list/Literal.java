package io.clinker.api.list;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a value as a Python literal, which is how filters are written: {@code 'x'}, {@code 5},
 * {@code True}, {@code ['a', 'b']}, {@code {'k': 'v'}}. JSON's {@code "x"} is one too.
 */
public final class Literal {
  private static final int MOST_DEPTH = 8;
  private final String text;
  private int at;

  private Literal(String text) {
    this.text = text;
  }

  /** A text, long, double, boolean, list or map; the text itself if it is no literal. */
  public static Object read(String text) {
    try {
      Literal reader = new Literal(text);
      Object value = reader.value(0);
      reader.blanks();
      return reader.at == text.length() && value != null ? value : text;
    } catch (NotALiteralException e) {
      return text;
    }
  }

  private static final class NotALiteralException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotALiteralException() {
      super(null, null, false, false);
    }
  }

  private @Nullable Object value(int depth) {
    blanks();
    if (at >= text.length() || depth > MOST_DEPTH) {
      throw new NotALiteralException();
    }
    char first = text.charAt(at);
    return switch (first) {
      case '\'', '"' -> quoted(first);
      case '[' -> list(']', depth);
      case '(' -> list(')', depth);
      case '{' -> map(depth);
      default -> word();
    };
  }

  private String quoted(char quote) {
    StringBuilder value = new StringBuilder();
    at++;
    while (at < text.length()) {
      char next = text.charAt(at++);
      if (next == quote) {
        return value.toString();
      }
      if (next == '\\' && at < text.length()) {
        next = text.charAt(at++);
      }
      value.append(next);
    }
    throw new NotALiteralException();
  }

  private List<Object> list(char end, int depth) {
    List<Object> items = new ArrayList<>();
    at++;
    while (!take(end)) {
      Object item = value(depth + 1);
      if (item == null) {
        throw new NotALiteralException();
      }
      items.add(item);
      if (!take(',')) {
        expect(end);
        return items;
      }
    }
    return items;
  }

  private Map<String, Object> map(int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    while (!take('}')) {
      Object key = value(depth + 1);
      expect(':');
      Object value = value(depth + 1);
      if (key == null || value == null) {
        throw new NotALiteralException();
      }
      members.put(String.valueOf(key), value);
      if (!take(',')) {
        expect('}');
        return members;
      }
    }
    return members;
  }

  private @Nullable Object word() {
    int start = at;
    while (at < text.length() && "+-.".indexOf(text.charAt(at)) >= 0
        || at < text.length() && Character.isLetterOrDigit(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    return switch (word) {
      case "True" -> Boolean.TRUE;
      case "False" -> Boolean.FALSE;
      case "None" -> null;
      default -> number(word);
    };
  }

  private static Object number(String word) {
    try {
      if (word.matches("[+-]?(0|[1-9][0-9]{0,17})")) {
        return Long.valueOf(word);
      }
      if (word.matches("[+-]?[0-9]+\\.[0-9]*")) {
        return Double.valueOf(word);
      }
    } catch (NumberFormatException e) {
      throw new NotALiteralException();
    }
    throw new NotALiteralException();
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean take(char expected) {
    blanks();
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char expected) {
    if (!take(expected)) {
      throw new NotALiteralException();
    }
  }
}
