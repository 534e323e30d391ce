package io.clinker.admission;

/** Carries "this operation or run has lost its turn" out of a transaction, which is rolled back. */
final class LostTurnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostTurnException(String why) {
    super(why, null, false, false);
  }

  String why() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
