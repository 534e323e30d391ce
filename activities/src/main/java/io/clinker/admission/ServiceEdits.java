package io.clinker.admission;

import io.clinker.store.Database;
import io.clinker.store.Stores;
import org.jspecify.annotations.Nullable;

/** What administrators switch at backends; running operations go on. */
public final class ServiceEdits {
  private final Database database;
  private final Stores stores;

  public ServiceEdits(Database database, Stores stores) {
    this.database = database;
    this.stores = stores;
  }

  /** New volumes go elsewhere; false: there is no such backend. */
  public boolean disable(String backend, @Nullable String reason) {
    return database.inRepeatableTransaction(
        handle -> stores.pools().setDisabled(handle, backend, true, reason, database.now()));
  }

  /** False: there is no such backend. */
  public boolean enable(String backend) {
    return database.inRepeatableTransaction(
        handle -> stores.pools().setDisabled(handle, backend, false, null, database.now()));
  }

  /** Nothing new is made on the backend and nothing deleted; false: there is no such backend. */
  public boolean freeze(String backend, boolean frozen) {
    return database.inRepeatableTransaction(
        handle -> stores.pools().setFrozen(handle, backend, frozen, database.now()));
  }

  /** Deletes a user message; false: the project has no such message. */
  public boolean deleteMessage(String id, @Nullable String projectId) {
    return database.inTransaction(handle -> stores.messages().delete(handle, id, projectId));
  }
}
