package io.clinker.admission;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.Admittance;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.operations.StepRecord;
import io.clinker.placement.Liveness;
import io.clinker.placement.Scheduler;
import io.clinker.store.Database;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.IdempotencyStore.KeyRow;
import io.clinker.store.Json;
import io.clinker.store.OperationRow;
import io.clinker.store.Stores;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Decides requests by rules and rows. Rows are taken in one order everywhere: the project, the
 * pool, resources by kind and id, pins, the operation.
 */
public final class AdmissionService implements Admission {
  /** Carries "the time for admission is over" out of a transaction, which is rolled back. */
  private static final class GaveUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GaveUpException() {
      super("the time for admission is over", null, false, false);
    }
  }

  /** Carries what would be decided out of a transaction, which is rolled back. */
  private static final class RehearsedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Decision decision;

    RehearsedException(Decision decision) {
      super("a rehearsal", null, false, false);
      this.decision = decision;
    }
  }

  private final Database database;
  private final Stores stores;
  private final Rules rules;
  private final Liveness liveness;
  private final Turns turns;
  private final Settling settling;

  public AdmissionService(
      Database database, Stores stores, Liveness liveness, AdmissionSettings settings) {
    this.database = database;
    this.stores = stores;
    this.liveness = liveness;
    this.rules =
        new Rules(new Quota(stores), new Capacity(stores, new Scheduler(liveness)), settings);
    this.turns = new Turns(database, stores, rules, liveness);
    this.settling = new Settling(database, stores, rules);
  }

  /** What every node does when it starts: the schema, and a type if there is none. */
  public static void prepare(Database database, Stores stores) {
    database.migrate();
    database.inTransaction(
        handle -> {
          stores.types().ensureBuiltIn(handle, database.now());
          return true;
        });
  }

  @Override
  public Admittance admit(OperationRequest request, EngineRun run) {
    return decide(
        request,
        run,
        handle -> {
          AdmitScope scope = scope(handle, request);
          return admitted(scope, run, rules.admit(scope, request.input()));
        });
  }

  @Override
  public Admittance supersede(OperationRequest request, EngineRun run) {
    return decide(
        request,
        run,
        handle -> {
          AdmitScope scope = scope(handle, request);
          Optional<OperationRow> old = stores.operations().openOf(handle, request.resource());
          return old.isPresent()
              ? handOver(scope, run, old.get())
              : admitted(scope, run, rules.admit(scope, request.input()));
        });
  }

  @Override
  public Rehearsal rehearse(OperationRequest request, boolean supersedes) {
    try {
      return database.inRepeatableTransaction(
          handle -> {
            AdmitScope scope = scope(handle, request);
            Optional<OperationRow> old =
                supersedes
                    ? stores.operations().openOf(handle, request.resource())
                    : Optional.empty();
            throw new RehearsedException(
                old.isPresent()
                    ? succession(scope, old.get())
                    : rules.admit(scope, request.input()));
          });
    } catch (RehearsedException rehearsed) {
      Decision decision = rehearsed.decision;
      return new Rehearsal.WouldAdmit(
          decision.row(), decision.plan(), decision.ended(), decision.placement());
    } catch (RefusedException refused) {
      return new Rehearsal.WouldRefuse(refused.refusal());
    }
  }

  private Decision succession(AdmitScope scope, OperationRow old) {
    if (OperationKind.find(old.kindWord()).filter(scope.request().kind()::supersedes).isEmpty()) {
      throw Refusals.heldBy(
          409, "%s is in use".formatted(scope.request().resource()), old.kindWord(), old.id());
    }
    return rules.supersede(scope, scope.request().input(), old);
  }

  private Admittance handOver(AdmitScope scope, EngineRun run, OperationRow old) {
    Decision decision = succession(scope, old);
    if (decision.ended()) {
      stores.pins().deleteOf(scope.handle(), old.id());
    } else {
      stores.pins().move(scope.handle(), old.id(), scope.operation());
    }
    boolean open =
        stores
            .operations()
            .lock(scope.handle(), old.id())
            .filter(row -> row.state().open())
            .isPresent();
    if (!open) {
      throw new RepeatException("the superseded operation has ended");
    }
    stores.operations().endSuperseded(scope.handle(), old.id(), scope.operation(), scope.now());
    return admitted(scope, run, decision);
  }

  private AdmitScope scope(Handle handle, OperationRequest request) {
    return new AdmitScope(handle, stores, request, database.now(), liveness);
  }

  private Admittance decide(
      OperationRequest request, EngineRun run, Database.Work<Admittance> rule) {
    long deadline = System.nanoTime() + request.admissionMillis() * 1_000_000L;
    try {
      return database.inRepeatableTransaction(
          handle -> {
            Optional<Admittance> before = before(handle, request, run);
            if (before.isPresent()) {
              return before.get();
            }
            requireInTime(deadline);
            Admittance decided = rule.run(handle);
            requireInTime(deadline);
            return decided;
          });
    } catch (RefusedException refused) {
      return new Admittance.Refused(refused.refusal());
    } catch (GaveUpException late) {
      return new Admittance.Ended(null);
    }
  }

  /** Afterwards whoever asked may have been told that nothing happens. */
  private static void requireInTime(long deadline) {
    if (System.nanoTime() >= deadline) {
      throw new GaveUpException();
    }
  }

  /** What was decided before about this operation or this key. */
  private Optional<Admittance> before(Handle handle, OperationRequest request, EngineRun run) {
    Optional<OperationRow> known = stores.operations().find(handle, request.operation());
    if (known.isPresent()) {
      return Optional.of(repeated(handle, known.get(), run));
    }
    String key = request.idempotencyKey();
    if (key == null) {
      return Optional.empty();
    }
    String hash = request.requestHash() == null ? "" : request.requestHash();
    if (stores
        .keys()
        .claim(handle, request.projectId(), key, hash, request.operation(), database.now())) {
      return Optional.empty();
    }
    KeyRow row =
        stores
            .keys()
            .find(handle, request.projectId(), key)
            .orElseThrow(() -> new RepeatException("the key was given up meanwhile"));
    String operation = row.operationId();
    if (!row.requestHash().equals(hash) || operation == null) {
      throw Refusals.keyMismatch(key);
    }
    return Optional.of(new Admittance.Repeated(new OperationId(operation)));
  }

  private Admittance repeated(Handle handle, OperationRow row, EngineRun run) {
    String answer = row.answer();
    String plan = row.plan();
    if (answer == null || plan == null || !row.engineRunId().equals(run.runId())) {
      return new Admittance.Ended(row.state());
    }
    boolean ended = !row.state().open();
    return new Admittance.Admitted(
        row.id(),
        row.run(),
        ended ? Map.of() : Fences.current(handle, stores, row),
        Json.read(plan, Plan.class),
        ended,
        Json.read(answer, AnswerRow.class),
        row.deadlineSeconds(),
        liveness.workflowVersion(),
        null);
  }

  private Admittance admitted(AdmitScope scope, EngineRun run, Decision decision) {
    OperationRequest request = scope.request();
    Decision.Place place = decision.place();
    OperationRow row =
        new OperationRow(
            request.operation(),
            request.kind().word(),
            request.resource().toString(),
            projectOf(decision.row()),
            request.userId(),
            request.requestId(),
            decision.ended() ? OperationState.SUCCEEDED : OperationState.RUNNING,
            Json.write(request.input()),
            Json.write(decision.row()),
            1,
            run.workflowId(),
            run.runId(),
            place == null ? null : place.backend(),
            place == null || place.pool().isEmpty() ? null : place.pool(),
            place == null ? 0 : place.gib(),
            Json.write(decision.plan()),
            decision.placement(),
            null,
            null,
            null,
            null,
            false,
            null,
            request.kind().deadline().toSeconds(),
            scope.now(),
            scope.now(),
            decision.ended() ? scope.now() : null);
    insert(scope.handle(), row);
    return new Admittance.Admitted(
        row.id(),
        row.run(),
        decision.fences(),
        decision.plan(),
        decision.ended(),
        decision.row(),
        row.deadlineSeconds(),
        liveness.workflowVersion(),
        null);
  }

  private void insert(Handle handle, OperationRow row) {
    try {
      stores.operations().insert(handle, row);
    } catch (RuntimeException e) {
      if (Database.isDuplicateKey(e)) {
        // A tombstone, or another run of the same request, was first: look at it.
        throw new RepeatException("the operation's row is there already");
      }
      throw e;
    }
  }

  private static String projectOf(AnswerRow row) {
    return switch (row) {
      case AnswerRow.Volume volume -> volume.row().projectId();
      case AnswerRow.Snapshot snapshot -> snapshot.row().projectId();
      case AnswerRow.Attachment attachment -> attachment.row().projectId();
      case AnswerRow.Group group -> group.row().projectId();
      case AnswerRow.GroupSnapshot snapshot -> snapshot.row().projectId();
    };
  }

  @Override
  public Admittance resume(OperationId operation, int expectedRun, EngineRun run) {
    return turns.resume(operation, expectedRun, run);
  }

  @Override
  public CancelAnswer requestCancel(OperationId operation, int run) {
    return turns.requestCancel(operation, run);
  }

  @Override
  public Turn turn(OperationId operation, int run) {
    return turns.turn(operation, run);
  }

  @Override
  public Turn beginCleaning(OperationId operation, int run, Outcome because) {
    return turns.beginCleaning(operation, run, because);
  }

  @Override
  public TicketAnswer takeTicket(OperationId operation, int run, ResourceRef object) {
    return turns.takeTicket(operation, run, object);
  }

  @Override
  public Growth showGrowth(OperationId operation, int run) {
    return turns.showGrowth(operation, run);
  }

  @Override
  public Placing place(OperationId operation, int run) {
    return turns.place(operation, run);
  }

  @Override
  public Reserving reserve(OperationId operation, int run) {
    return turns.reserve(operation, run);
  }

  @Override
  public boolean settle(OperationId operation, int run, Outcome outcome, List<StepRecord> steps) {
    return settling.settle(operation, run, outcome, steps);
  }

  @Override
  public boolean abandon(OperationRequest request) {
    Instant now = database.now();
    OperationRow tombstone = tombstone(request, now);
    return database.inRepeatableTransaction(
        handle -> {
          Optional<OperationRow> known = stores.operations().find(handle, request.operation());
          if (known.isPresent()) {
            return known.get().state() == OperationState.ABANDONED;
          }
          insert(handle, tombstone);
          return true;
        });
  }

  private static OperationRow tombstone(OperationRequest request, Instant now) {
    @Nullable String none = null;
    return new OperationRow(
        request.operation(),
        request.kind().word(),
        request.resource().toString(),
        request.projectId(),
        request.userId(),
        request.requestId(),
        OperationState.ABANDONED,
        Json.write(request.input()),
        none,
        0,
        request.resource().workflowId(),
        "",
        none,
        none,
        0,
        none,
        none,
        none,
        null,
        none,
        none,
        false,
        none,
        0,
        now,
        now,
        now);
  }

  @Override
  public Optional<KnownKey> lookUpKey(String projectId, String idempotencyKey) {
    return database
        .read(handle -> stores.keys().find(handle, projectId, idempotencyKey))
        .map(
            row -> {
              String operation = row.operationId();
              Integer status = row.status();
              String body = row.body();
              return new KnownKey(
                  row.requestHash(),
                  Optional.ofNullable(operation).map(OperationId::new),
                  status == null ? 0 : status,
                  body == null ? "" : body);
            });
  }

  @Override
  public void recordAnswer(
      String projectId, String idempotencyKey, String requestHash, int status, String body) {
    database.inRepeatableTransaction(
        handle -> {
          stores
              .keys()
              .recordAnswer(
                  handle, projectId, idempotencyKey, requestHash, status, body, database.now());
          return true;
        });
  }
}
