package io.clinker.admission;

import io.clinker.admission.Admission.CancelAnswer;
import io.clinker.admission.Admission.EngineRun;
import io.clinker.admission.Admission.Growth;
import io.clinker.admission.Admission.Placing;
import io.clinker.admission.Admission.Reserving;
import io.clinker.admission.Admission.TicketAnswer;
import io.clinker.admission.Admission.Turn;
import io.clinker.admission.Capacity.Placed;
import io.clinker.driver.SerialSection;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceKind;
import io.clinker.model.ResourceRef;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import io.clinker.operations.Outcome;
import io.clinker.operations.PinKind;
import io.clinker.operations.Plan;
import io.clinker.placement.Liveness;
import io.clinker.store.BackendRow;
import io.clinker.store.Database;
import io.clinker.store.Json;
import io.clinker.store.OperationRow;
import io.clinker.store.PinStore.PinRow;
import io.clinker.store.Stores;
import io.clinker.store.VolumeRow;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What an open operation asks between its admission and its end. */
final class Turns {
  private final Database database;
  private final Stores stores;
  private final Rules rules;
  private final Liveness liveness;

  Turns(Database database, Stores stores, Rules rules, Liveness liveness) {
    this.database = database;
    this.stores = stores;
    this.rules = rules;
    this.liveness = liveness;
  }

  Admittance resume(OperationId operation, int expectedRun, EngineRun run) {
    try {
      return database.inRepeatableTransaction(
          handle -> resume(handle, operation, expectedRun, run));
    } catch (LostTurnException lost) {
      return new Admittance.Ended(null);
    }
  }

  private Admittance resume(Handle handle, OperationId operation, int expectedRun, EngineRun run) {
    Optional<OperationRow> found = stores.operations().find(handle, operation);
    if (found.isEmpty()) {
      return new Admittance.Ended(null);
    }
    OperationRow row = found.get();
    String answer = row.answer();
    String plan = row.plan();
    boolean mine = row.engineRunId().equals(run.runId());
    if (!row.state().open() || answer == null || plan == null) {
      return new Admittance.Ended(row.state());
    }
    if (!mine && row.run() != expectedRun) {
      return new Admittance.Ended(row.state());
    }
    int number = mine ? row.run() : row.run() + 1;
    Map<ResourceRef, Long> fences =
        mine ? Fences.current(handle, stores, row) : take(handle, row, number, run);
    return new Admittance.Admitted(
        operation,
        number,
        fences,
        Json.read(plan, Plan.class),
        false,
        Json.read(answer, AnswerRow.class),
        stores.operations().secondsLeft(handle, operation),
        liveness.workflowVersion(),
        undoing(row));
  }

  /** What an earlier run began to undo, or was asked to, this one must go on undoing. */
  private static @Nullable Outcome undoing(OperationRow row) {
    String code = row.errorCode();
    if (row.state() == OperationState.CLEANING && code != null) {
      String message = row.errorMessage();
      return new Outcome.Failed(ErrorCode.valueOf(code), message == null ? code : message);
    }
    return row.state() == OperationState.CLEANING || row.cancelRequested()
        ? new Outcome.Cancelled()
        : null;
  }

  private Map<ResourceRef, Long> take(Handle handle, OperationRow row, int number, EngineRun run) {
    Map<ResourceRef, Long> fences = Fences.raiseAll(handle, stores, row);
    requireUnchanged(handle, row);
    stores
        .operations()
        .take(handle, row.id(), number, run.workflowId(), run.runId(), database.now());
    return fences;
  }

  /** Locks the operation's row last; the turn is lost if it is not what was read. */
  private OperationRow requireUnchanged(Handle handle, OperationRow read) {
    if (!Fences.holdsResource(handle, read)) {
      throw new LostTurnException("another operation holds " + read.resource());
    }
    OperationRow locked =
        stores
            .operations()
            .lock(handle, read.id())
            .orElseThrow(() -> new LostTurnException("the operation is gone"));
    if (!locked.state().open() || locked.run() != read.run()) {
      throw new LostTurnException("the operation ended or another run has it");
    }
    if (locked.state() != read.state()
        && (locked.state() == OperationState.CLEANING || read.state() == OperationState.CLEANING)) {
      throw new Database.RepeatException("the operation's state changed");
    }
    return locked;
  }

  private OperationRow requireTurn(Handle handle, OperationId operation, int run) {
    OperationRow row =
        stores
            .operations()
            .find(handle, operation)
            .orElseThrow(() -> new LostTurnException("there is no such operation"));
    if (!row.state().open()) {
      throw new LostTurnException("the operation has ended: " + row.state().word());
    }
    if (row.run() != run) {
      throw new LostTurnException("run %d has the operation".formatted(row.run()));
    }
    return row;
  }

  Turn turn(OperationId operation, int run) {
    try {
      return database.inRepeatableTransaction(
          handle ->
              new Turn.Yours(Fences.current(handle, stores, requireTurn(handle, operation, run))));
    } catch (LostTurnException lost) {
      return new Turn.Lost(lost.why());
    }
  }

  Turn beginCleaning(OperationId operation, int run, Outcome because) {
    try {
      return database.inRepeatableTransaction(
          handle -> {
            OperationRow row = requireTurn(handle, operation, run);
            if (row.state() == OperationState.CLEANING) {
              return new Turn.Yours(Fences.current(handle, stores, row));
            }
            Map<ResourceRef, Long> fences = Fences.raiseAll(handle, stores, row);
            requireUnchanged(handle, row);
            clean(handle, operation, because);
            return new Turn.Yours(fences);
          });
    } catch (LostTurnException lost) {
      return new Turn.Lost(lost.why());
    }
  }

  private void clean(Handle handle, OperationId operation, Outcome because) {
    switch (because) {
      case Outcome.Failed(ErrorCode code, String message) ->
          stores.operations().clean(handle, operation, code.name(), message, database.now());
      case Outcome.Cancelled() ->
          stores.operations().clean(handle, operation, null, null, database.now());
      case Outcome.Succeeded unused ->
          throw new IllegalArgumentException("what has succeeded is not undone");
    }
  }

  CancelAnswer requestCancel(OperationId operation, int run) {
    return database.inRepeatableTransaction(
        handle -> {
          Optional<OperationRow> found = stores.operations().lock(handle, operation);
          if (found.isEmpty()) {
            return new CancelAnswer.Impossible("there is no such operation");
          }
          OperationRow row = found.get();
          if (!row.state().open()) {
            return new CancelAnswer.Impossible("it has ended already: " + row.state().word());
          }
          if (row.run() != run) {
            return new CancelAnswer.Impossible("another run has it");
          }
          String never = notCancellableBecause(row.kind());
          if (never != null) {
            return new CancelAnswer.Impossible(never);
          }
          stores.operations().requestCancel(handle, operation, database.now());
          return new CancelAnswer.Accepted();
        });
  }

  private static @Nullable String notCancellableBecause(OperationKind kind) {
    return switch (kind) {
      case VOLUME_DELETE, SNAPSHOT_DELETE, ATTACHMENT_DELETE, GROUP_DELETE, GROUP_SNAPSHOT_DELETE ->
          "what a delete has removed cannot be brought back";
      case VOLUME_UNMANAGE, SNAPSHOT_UNMANAGE -> "what was let go may be another's by now";
      case VOLUME_RESET_STATUS, SNAPSHOT_RESET_STATUS ->
          "the operation that it has ended cannot be brought back";
      case VOLUME_CREATE,
          VOLUME_EXTEND,
          VOLUME_RETYPE,
          VOLUME_ADOPT,
          VOLUME_MANAGE,
          VOLUME_RECONCILE,
          VOLUME_REVERT,
          SNAPSHOT_CREATE,
          SNAPSHOT_ADOPT,
          SNAPSHOT_MANAGE,
          SNAPSHOT_RECONCILE,
          ATTACHMENT_CREATE,
          ATTACHMENT_UPDATE,
          ATTACHMENT_COMPLETE,
          GROUP_CREATE,
          GROUP_UPDATE,
          GROUP_CREATE_FROM_SOURCE,
          GROUP_RESET_STATUS,
          GROUP_SNAPSHOT_CREATE,
          GROUP_SNAPSHOT_RESET_STATUS ->
          null;
    };
  }

  TicketAnswer takeTicket(OperationId operation, int run, ResourceRef object) {
    if (object.kind() != ResourceKind.VOLUME) {
      throw new IllegalArgumentException("only volumes have tickets");
    }
    try {
      return database.inRepeatableTransaction(
          handle -> takeTicket(handle, operation, run, new VolumeId(object.id())));
    } catch (LostTurnException lost) {
      return new TicketAnswer.Lost(lost.why());
    }
  }

  private TicketAnswer takeTicket(
      Handle handle, OperationId operation, int run, VolumeId volumeId) {
    VolumeRow volume =
        stores
            .volumes()
            .lock(handle, volumeId)
            .orElseThrow(() -> new LostTurnException("the volume is gone"));
    ResourceRef object = volumeId.ref();
    boolean mine = false;
    for (PinRow pin : stores.pins().of(handle, object)) {
      if (pin.kind() == PinKind.TICKET && !pin.operation().equals(operation)) {
        requireTurn(handle, operation, run);
        return new TicketAnswer.Busy(pin.operation());
      }
      mine |= pin.kind() == PinKind.TICKET;
    }
    OperationRow row =
        stores
            .operations()
            .lock(handle, operation)
            .filter(found -> found.state().open() && found.run() == run)
            .orElseThrow(() -> new LostTurnException("the operation is not this run's"));
    if (mine) {
      return new TicketAnswer.Held(Map.of(object, volume.fence()));
    }
    if (!isSerial(handle, volume)) {
      return new TicketAnswer.Held(Map.of());
    }
    stores.pins().insert(handle, object, PinKind.TICKET, row.id(), database.now());
    return new TicketAnswer.Held(Map.of(object, Fences.raise(handle, object)));
  }

  private boolean isSerial(Handle handle, VolumeRow volume) {
    String backend = volume.backend();
    return backend != null
        && stores
            .pools()
            .backend(handle, backend)
            .map(BackendRow::serialSections)
            .filter(sections -> sections.contains(SerialSection.COPY_OF_ONE_VOLUME))
            .isPresent();
  }

  Placing place(OperationId operation, int run) {
    try {
      return database.inRepeatableTransaction(handle -> place(handle, operation, run));
    } catch (LostTurnException lost) {
      return new Placing.Lost(lost.why());
    } catch (RefusedException gone) {
      return new Placing.Hopeless(gone.refusal().message());
    }
  }

  private Placing place(Handle handle, OperationId operation, int run) {
    OperationRow row = requireTurn(handle, operation, run);
    String there = row.backend();
    if (there != null) {
      return new Placing.Placed(there);
    }
    if (row.state() == OperationState.CLEANING) {
      throw new LostTurnException("the operation is being undone");
    }
    if (!(Json.read(row.request(), OperationInput.class)
        instanceof OperationInput.CreateVolume input)) {
      throw new IllegalArgumentException("only volumes are placed");
    }
    VolumeRow volume =
        stores
            .volumes()
            .find(handle, input.volume(), null)
            .orElseThrow(() -> new LostTurnException("the volume is gone"));
    Placed placed = rules.volumeCreate.placeLater(scope(handle, row, input), input, volume, row);
    return switch (placed) {
      case Placed.At at -> {
        requireUnchanged(handle, row);
        yield new Placing.Placed(at.candidate().backend().name());
      }
      case Placed.Later later ->
          new Placing.NotYet("waits for a pool: " + later.explanation().text());
      case Placed.Never never ->
          new Placing.Hopeless("No pool fits: " + never.explanation().text());
    };
  }

  Growth showGrowth(OperationId operation, int run) {
    try {
      return database.inRepeatableTransaction(
          handle -> {
            OperationRow row = requireTurn(handle, operation, run);
            if (!(Json.read(row.request(), OperationInput.class)
                instanceof OperationInput.ExtendVolume input)) {
              throw new IllegalArgumentException("only an extend makes a volume grow");
            }
            Growth growth = VolumeGrowth.show(handle, stores, row, input, database.now());
            requireUnchanged(handle, row);
            return growth;
          });
    } catch (LostTurnException lost) {
      return new Growth.Lost(lost.why());
    }
  }

  Reserving reserve(OperationId operation, int run) {
    try {
      return database.inRepeatableTransaction(handle -> reserve(handle, operation, run));
    } catch (LostTurnException lost) {
      return new Reserving.Lost(lost.why());
    } catch (RefusedException refused) {
      return new Reserving.Refused(refused.refusal().code(), refused.refusal().message());
    }
  }

  private Reserving reserve(Handle handle, OperationId operation, int run) {
    OperationRow row = requireTurn(handle, operation, run);
    if (row.state() == OperationState.CLEANING) {
      throw new LostTurnException("the operation is being undone");
    }
    if (!(Json.read(row.request(), OperationInput.class)
        instanceof OperationInput.ManageVolume input)) {
      throw new IllegalArgumentException("only what is taken over is found first");
    }
    rules.volumeManage.reserve(scope(handle, row, input), input, row);
    requireUnchanged(handle, row);
    return new Reserving.Reserved();
  }

  private AdmitScope scope(Handle handle, OperationRow row, OperationInput input) {
    return new AdmitScope(
        handle,
        stores,
        new OperationRequest(
            row.id(), input, row.projectId(), row.userId(), true, row.requestId(), null, null, 0),
        database.now(),
        liveness);
  }
}
