package io.clinker.admission;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.OperationKind;
import io.clinker.placement.Liveness;
import io.clinker.store.Database;
import io.clinker.store.IntentStore.IntentRow;
import io.clinker.store.OperationRow;
import io.clinker.store.Stores;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Requests that wait to have a resource alone, behind which new shared users of it queue: without
 * them a stream of copies would keep a delete away for ever. They are a matter of fairness only;
 * what excludes what is decided by pins and holders. An intent counts while the heartbeats of the
 * node whose client waits arrive, so the death of a node ends its intents for everybody.
 */
public final class Intents {
  private final Database database;
  private final Stores stores;
  private final Liveness liveness;
  private final String node;

  /**
   * @param node the one whose clients wait
   */
  public Intents(Database database, Stores stores, Liveness liveness, String node) {
    this.database = database;
    this.stores = stores;
    this.liveness = liveness;
    this.node = node;
  }

  /** Refuses a new shared user of a locked resource for which somebody waits. */
  static void requireNone(AdmitScope scope, ResourceRef resource, int status, String message) {
    for (IntentRow intent : scope.stores().intents().of(scope.handle(), resource)) {
      if (!intent.operation().equals(scope.operation()) && scope.liveness().nodeUp(intent.node())) {
        throw Refusals.behind(status, message, intent.kind(), intent.operation(), resource);
      }
    }
  }

  /** Leaves the intent of a request that waits; a repeat changes nothing. */
  public void leave(OperationId operation, OperationKind kind, ResourceRef resource) {
    database.inRepeatableTransaction(
        handle -> {
          stores
              .intents()
              .put(handle, resource, new IntentRow(operation, kind.word(), node), database.now());
          return true;
        });
  }

  /** Removes what the request left, wherever it left it. */
  public void withdraw(OperationId operation) {
    database.inRepeatableTransaction(
        handle -> {
          stores.intents().deleteOf(handle, operation);
          return true;
        });
  }

  /**
   * Removes the intents of this node's clients that wait no more: what an earlier life of the node
   * left, or what could not be withdrawn while the database was away.
   */
  public void withdrawUnless(Predicate<OperationId> waits) {
    for (OperationId operation : database.read(handle -> stores.intents().ofNode(handle, node))) {
      if (!waits.test(operation)) {
        withdraw(operation);
      }
    }
  }

  /** Whether the operation that refused a request is still open, or still waits itself. */
  public boolean isInTheWay(OperationId operation) {
    return database.read(
        handle -> {
          Optional<OperationRow> row = stores.operations().find(handle, operation);
          return row.isPresent()
              ? row.get().state().open()
              : stores.intents().ofOperation(handle, operation).stream()
                  .anyMatch(intent -> liveness.nodeUp(intent.node()));
        });
  }
}
