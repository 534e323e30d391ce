package io.clinker.admission;

import io.clinker.operations.Refusal;
import io.clinker.store.Database;

/** The outcome of an edit that needs no operation. */
public sealed interface Edited<T> {
  /** Done; the value is what is there now. */
  record Done<T>(T value) implements Edited<T> {}

  /** Nothing happened. */
  record Refused<T>(Refusal refusal) implements Edited<T> {}

  /** Runs one edit in one transaction. */
  static <T> Edited<T> in(Database database, Database.Work<T> work) {
    try {
      return new Done<>(database.inTransaction(work));
    } catch (RefusedException refused) {
      return new Refused<>(refused.refusal());
    }
  }
}
