package io.clinker.steps;

/** Who wants to know how the calls of a backend end; told from any thread. */
public interface CallOutcomes {
  /** Nobody. */
  CallOutcomes UNHEARD =
      new CallOutcomes() {
        @Override
        public void answered() {
          // Nobody asks.
        }

        @Override
        public void unanswered(String reason) {
          // Nobody asks.
        }
      };

  /** The backend answered, if only with a refusal. */
  void answered();

  /** The backend did not answer as it should. */
  void unanswered(String reason);
}
