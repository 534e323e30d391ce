package io.clinker.auth;

import io.clinker.clients.TokenFacts.AccessRule;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether a restricted application credential was made for a request. */
final class AccessRules {
  private static final String SERVICE = "block-storage";
  private static final Pattern PIECE = Pattern.compile("\\{[^}]*}|\\*\\*|\\*|[^{*]+|\\{");

  private AccessRules() {}

  /** Whether one of the rules names the request. */
  static boolean allow(List<AccessRule> rules, String method, String path) {
    return rules.stream()
        .anyMatch(
            rule ->
                rule.service().equals(SERVICE)
                    && rule.method().toUpperCase(Locale.ROOT).equals(method)
                    && pattern(rule.path()).matcher(path).matches());
  }

  /** {@code *} and {@code {name}} stand for one segment, {@code **} for any number. */
  private static Pattern pattern(String path) {
    StringBuilder regex = new StringBuilder();
    Matcher pieces = PIECE.matcher(path);
    while (pieces.find()) {
      String piece = pieces.group();
      if (piece.equals("**")) {
        regex.append(".*");
      } else if (piece.equals("*") || (piece.length() > 1 && piece.charAt(0) == '{')) {
        regex.append("[^/]+");
      } else {
        regex.append(Pattern.quote(piece));
      }
    }
    return Pattern.compile(regex.toString());
  }
}
