package io.clinker.api.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code OpenStack-API-Version}. */
public final class MicroversionHeader {
  public static final String NAME = "OpenStack-API-Version";
  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,8})\\.([1-9]\\d{0,8}|0)");

  private MicroversionHeader() {}

  /**
   * The version asked for; 3.0 without a header.
   *
   * @throws Fault 400 for what is no version, 406 for one that is not spoken
   */
  public static Microversion parse(@Nullable String header) {
    if (header == null) {
      return Microversion.MINIMUM;
    }
    for (String item : header.split(",", -1)) {
      if (item.contains("volume")) {
        return ofItem(item.strip());
      }
    }
    throw Fault.badRequest(
        "The server could not comply with the request since it is either malformed or otherwise"
            + " incorrect.");
  }

  private static Microversion ofItem(String item) {
    String[] words = item.split("\\s+", -1);
    if (words.length != 2) {
      throw invalid(item);
    }
    if (words[1].equals("latest")) {
      return Microversion.MAXIMUM;
    }
    Matcher matcher = FORM.matcher(words[1]);
    if (!matcher.matches()) {
      throw invalid(words[1]);
    }
    Microversion version =
        new Microversion(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    if (!version.supported()) {
      throw Fault.notAcceptable(version);
    }
    return version;
  }

  private static Fault invalid(String text) {
    return Fault.badRequest(
        "API Version String "
            + text
            + " is of invalid format. Must be of format MajorNum.MinorNum.");
  }
}
