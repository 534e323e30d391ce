package io.clinker.steps;

/** Who wants to know how the calls of a backend end; told from any thread. */
public interface CallOutcomes {
  /** The backend answered, if only with a refusal. */
  void answered();

  /** The backend did not answer as it should. */
  void unanswered(String reason);
}
