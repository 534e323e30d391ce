package io.clinker.api.v3;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The condition of the header {@code If-Match}, as RFC 9110 has it: any of some tags, or {@code *}.
 * A single tag may stand without quotes, as Cinder gives it out.
 */
record IfMatch(boolean any, Set<String> tags) {
  private static final String ANY = "*";
  private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");

  IfMatch {
    tags = Set.copyOf(tags);
  }

  /**
   * @param headers as they were sent; none is no condition
   */
  static IfMatch of(List<String> headers) {
    List<String> said = headers.stream().map(String::strip).filter(one -> !one.isEmpty()).toList();
    Set<String> tags = new HashSet<>();
    for (String one : said) {
      if (one.contains("\"")) {
        addQuoted(tags, one);
      } else {
        tags.add(one);
      }
    }
    return new IfMatch(said.isEmpty() || said.contains(ANY), tags);
  }

  /** A weak tag never matches here. */
  private static void addQuoted(Set<String> tags, String list) {
    Matcher tag = TAG.matcher(list);
    while (tag.find()) {
      if (tag.group(1) == null) {
        tags.add(tag.group(2));
      }
    }
  }

  /** Whether what has this tag may be changed. */
  boolean holds(String tag) {
    return any || tags.contains(tag);
  }
}
