package io.clinker.api.http;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A path with its project segment taken out.
 *
 * @param rest what follows the version and the project, with a slash before it
 */
record PathForm(@Nullable String project, String rest) {
  private static final String PREFIX = "/v3/";

  /**
   * A first segment is a project if it has a project's form and something follows it; names of
   * resources hold letters that the standard pattern refuses.
   */
  static PathForm of(String path, Pattern projectPattern) {
    if (!path.startsWith(PREFIX)) {
      return new PathForm(null, path);
    }
    int end = path.indexOf('/', PREFIX.length());
    if (end > 0) {
      String first = path.substring(PREFIX.length(), end);
      if (!Resources.NAMES.contains(first) && projectPattern.matcher(first).matches()) {
        return new PathForm(first, path.substring(end));
      }
    }
    return new PathForm(null, path.substring(PREFIX.length() - 1));
  }
}
