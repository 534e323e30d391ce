package io.clinker.admission;

import io.clinker.store.Database;
import io.clinker.store.Stores;
import java.time.Duration;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What administrators switch at backends and nodes, inside a transaction of the caller's; running
 * operations go on.
 */
public final class ServiceEdits {
  private final Database database;
  private final Stores stores;

  public ServiceEdits(Database database, Stores stores) {
    this.database = database;
    this.stores = stores;
  }

  /** New volumes go elsewhere; false: there is no such backend. */
  public boolean disable(Handle handle, String backend, @Nullable String reason) {
    return stores.pools().setDisabled(handle, backend, true, reason, database.now());
  }

  /** False: there is no such backend. */
  public boolean enable(Handle handle, String backend) {
    return stores.pools().setDisabled(handle, backend, false, null, database.now());
  }

  /**
   * Nothing is made on the backend and nothing deleted, which disables it too as in Cinder; false:
   * there is no such backend.
   */
  public boolean freeze(Handle handle, String backend, boolean frozen) {
    return stores.pools().setFrozen(handle, backend, frozen, database.now())
        && stores
            .pools()
            .setDisabled(handle, backend, frozen, frozen ? "frozen" : null, database.now());
  }

  /**
   * The node takes no new work and hands over what does not end in time; false: there is no such
   * node.
   */
  public boolean drainNode(Handle handle, String node, Duration within, @Nullable String reason) {
    return stores.nodes().drain(handle, node, (int) within.toSeconds(), reason);
  }

  /** The node takes work again; false: there is no such node. */
  public boolean undrainNode(Handle handle, String node) {
    return stores.nodes().undrain(handle, node);
  }

  /**
   * The node logs what begins with the prefix at this level until it ends; without effect where
   * there is no such node.
   */
  public void orderLogLevel(Handle handle, String node, String prefix, String level) {
    stores.nodes().orderLogLevel(handle, node, prefix, level);
  }

  /**
   * No node calls the backend any more once what runs has ended or was stopped: its operations wait
   * and new volumes go elsewhere. False: there is no such backend.
   */
  public boolean drainBackend(Handle handle, String backend, Duration within) {
    return stores
        .pools()
        .setDrained(handle, backend, true, (int) within.toSeconds(), database.now());
  }

  /** Nodes call the backend again; false: there is no such backend. */
  public boolean undrainBackend(Handle handle, String backend) {
    return stores.pools().setDrained(handle, backend, false, 0, database.now());
  }
}
