package io.clinker.steps;

import io.clinker.model.Token;

/** The calls of all nodes at one backend, where their number is limited. */
public interface SharedSlots {
  /** No limit over all nodes. */
  SharedSlots UNLIMITED =
      new SharedSlots() {
        @Override
        public boolean take(Token token) {
          return true;
        }

        @Override
        public void giveBack(Token token) {
          // Nothing was taken.
        }
      };

  /** Whether this attempt may call now; a repeat of the same operation always may. */
  boolean take(Token token);

  /** The attempt's call has ended. */
  void giveBack(Token token);
}
