package io.clinker.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Java text with the parts that mean nothing to the compiler blanked out. */
final class SourceText {
  private static final Pattern PARTS =
      Pattern.compile(
          "(?<comment>//[^\\n]*|/\\*.*?\\*/)"
              + "|(?<string>\"\"\".*?(?<!\\\\)\"\"\"|\"(?:\\\\.|[^\"\\\\\\n])*\"|'(?:\\\\.|[^'\\\\\\n])+')",
          Pattern.DOTALL);

  private SourceText() {}

  static String withoutComments(String text) {
    return blanked(text, false);
  }

  static String withoutCommentsAndStrings(String text) {
    return blanked(text, true);
  }

  private static String blanked(String text, boolean stringsToo) {
    Matcher parts = PARTS.matcher(text);
    StringBuilder result = new StringBuilder();
    while (parts.find()) {
      boolean blank = stringsToo || parts.group("comment") != null;
      String part = parts.group();
      parts.appendReplacement(
          result, Matcher.quoteReplacement(blank ? part.replaceAll("[^\\n]", " ") : part));
    }
    return parts.appendTail(result).toString();
  }
}
