package io.clinker.export.nbd;

import java.io.IOException;

/** The daemon answered a command with an error: it was understood and refused. */
final class QmpException extends IOException {
  private static final long serialVersionUID = 1L;

  QmpException(String command, String description) {
    super(command + ": " + description);
  }

  /** Whether the text holds these words; the class of nearly all errors is the same. */
  boolean says(String words) {
    return String.valueOf(getMessage()).contains(words);
  }
}
