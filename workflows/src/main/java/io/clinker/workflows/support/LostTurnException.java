package io.clinker.workflows.support;

/** The operation ended or another run has it: this run stops without a word. */
final class LostTurnException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LostTurnException(String why) {
    super(why);
  }
}
