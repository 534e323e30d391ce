package io.clinker.admission;

import io.clinker.operations.OperationInput;
import io.clinker.store.OperationRow;

/** What is special to one kind of operation: how it begins and how it ends, side by side. */
interface Rule<I extends OperationInput> {
  /**
   * Decides and writes everything but the operation's own row, or throws {@link RefusedException}.
   */
  Decision admit(AdmitScope scope, I input);

  /**
   * The same when it takes the resource over from an open operation that the catalogue lets it
   * supersede; pins are moved, and that operation's row is ended, afterwards. Runs the transaction
   * again if that operation holds the resource no more.
   */
  default Decision supersede(AdmitScope scope, I input, OperationRow old) {
    throw Refusals.heldBy(409, "The resource is in use", old.kindWord(), old.id());
  }

  /** Writes the end of the resources that the operation holds. */
  void settle(SettleScope scope, I input);
}
