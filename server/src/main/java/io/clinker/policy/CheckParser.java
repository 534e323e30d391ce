package io.clinker.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads a check: {@code not} binds closest, then {@code and}, then {@code or}; parentheses group.
 */
final class CheckParser {
  private static final Set<String> PROJECT = Set.of("%(project_id)s", "%(tenant_id)s");

  private final List<String> words;
  private int next;

  private CheckParser(List<String> words) {
    this.words = words;
  }

  /** A check that cannot be read; the message says why. */
  static final class UnreadableCheckException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableCheckException(String reason) {
      super(reason);
    }

    /** Why, for whoever wrote it. */
    String reason() {
      return String.valueOf(getMessage());
    }
  }

  static Check parse(String text) throws UnreadableCheckException {
    if (text.isBlank()) {
      return new Check.Always();
    }
    CheckParser parser = new CheckParser(words(text));
    Check check = parser.alternatives();
    if (parser.next < parser.words.size()) {
      throw new UnreadableCheckException("'" + parser.words.get(parser.next) + "' is one too many");
    }
    return check;
  }

  /** The parentheses of {@code %(name)s} belong to their word. */
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (String piece : text.strip().split("\\s+")) {
      String rest = piece;
      while (rest.startsWith("(")) {
        words.add("(");
        rest = rest.substring(1);
      }
      int closing = 0;
      while (rest.endsWith(")")) {
        closing++;
        rest = rest.substring(0, rest.length() - 1);
      }
      if (!rest.isEmpty()) {
        words.add(rest);
      }
      for (int count = 0; count < closing; count++) {
        words.add(")");
      }
    }
    return words;
  }

  private Check alternatives() throws UnreadableCheckException {
    List<Check> checks = new ArrayList<>(List.of(conjunction()));
    while (taken("or")) {
      checks.add(conjunction());
    }
    return checks.size() == 1 ? checks.getFirst() : new Check.Any(List.copyOf(checks));
  }

  private Check conjunction() throws UnreadableCheckException {
    List<Check> checks = new ArrayList<>(List.of(single()));
    while (taken("and")) {
      checks.add(single());
    }
    return checks.size() == 1 ? checks.getFirst() : new Check.All(List.copyOf(checks));
  }

  private Check single() throws UnreadableCheckException {
    if (taken("not")) {
      return new Check.Not(single());
    }
    if (taken("(")) {
      Check inner = alternatives();
      if (!taken(")")) {
        throw new UnreadableCheckException("a parenthesis is not closed");
      }
      return inner;
    }
    if (next == words.size()) {
      throw new UnreadableCheckException("it ends where a check is expected");
    }
    String word = words.get(next++);
    return switch (word) {
      case "@" -> new Check.Always();
      case "!" -> new Check.Never();
      default -> leaf(word);
    };
  }

  private boolean taken(String word) {
    if (next < words.size() && words.get(next).toLowerCase(Locale.ROOT).equals(word)) {
      next++;
      return true;
    }
    return false;
  }

  private static Check leaf(String word) throws UnreadableCheckException {
    int colon = word.indexOf(':');
    if (colon <= 0) {
      throw new UnreadableCheckException("'" + word + "' is no check of the form KIND:VALUE");
    }
    String kind = word.substring(0, colon);
    String rest = word.substring(colon + 1);
    return switch (kind) {
      case "role" -> new Check.HasRole(fixed(rest));
      case "rule" -> new Check.Refers(rest);
      case "http", "https" ->
          throw new UnreadableCheckException(
              "checks by a remote server (" + kind + ":) are not supported");
      default ->
          isQuoted(kind)
              ? new Check.IsText(kind.substring(1, kind.length() - 1), value(rest))
              : new Check.HasAttribute(kind, value(rest));
    };
  }

  private static boolean isQuoted(String word) {
    return word.length() > 1
        && (word.charAt(0) == '\'' || word.charAt(0) == '"')
        && word.charAt(word.length() - 1) == word.charAt(0);
  }

  private static Check.Value value(String text) throws UnreadableCheckException {
    return PROJECT.contains(text)
        ? new Check.Value.TargetProject()
        : new Check.Value.Fixed(fixed(text));
  }

  /**
   * Another attribute of the target would be compared with nothing, and the rule would be another
   * than its author believes.
   */
  private static String fixed(String text) throws UnreadableCheckException {
    if (text.contains("%(")) {
      throw new UnreadableCheckException(
          "'" + text + "': of the target only %(project_id)s is known");
    }
    return text;
  }
}
