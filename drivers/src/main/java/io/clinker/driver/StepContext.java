package io.clinker.driver;

import io.clinker.model.Token;

/** What a driver call is given beside its request: its right to act and the way to be stopped. */
public interface StepContext {
  /** The right under which the call acts. */
  Token token();

  /**
   * Tells that the call lives and how far it is; cheap enough to be called several times a second.
   *
   * @param done from 0 to total
   * @param total more than zero
   * @throws io.clinker.model.ClinkerException with CANCELLED when the call must stop: it ends its
   *     child processes, leaves only objects private to the attempt, and returns
   */
  void progress(long done, long total);

  /**
   * Records in words what the call found before it acted ("absent", "present with this size");
   * shown to operators.
   */
  void observed(String what);
}
