package io.clinker.model;

/** The form of identifiers. */
public final class Identifiers {
  private Identifiers() {}

  /** True for a lower-case UUID with hyphens. */
  public static boolean isUuid(String text) {
    if (text.length() != 36) {
      return false;
    }
    for (int index = 0; index < 36; index++) {
      char character = text.charAt(index);
      boolean hyphen = index == 8 || index == 13 || index == 18 || index == 23;
      boolean fits =
          hyphen
              ? character == '-'
              : (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  static void requireUuid(String what, String text) {
    if (!isUuid(text)) {
      throw new IllegalArgumentException(what + " must be a lower-case UUID: '" + text + "'");
    }
  }
}
