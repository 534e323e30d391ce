package io.clinker.workflows.support;

import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.Lane;
import io.clinker.operations.Outcome;
import io.clinker.operations.StepRecord;
import io.clinker.steps.DriverActivities;
import io.clinker.steps.DriverActivities.Ticket;
import io.clinker.steps.EngineActivities;
import io.temporal.activity.ActivityOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one engine run: gives each its ticket, keeps what it did, and knows how to undo it.
 * Used from workflow code only.
 */
public final class Steps {
  private static final int REISSUES = 10;

  /** One call of a driver. */
  @FunctionalInterface
  public interface Act {
    StepRecord on(DriverActivities driver, Ticket ticket);
  }

  /** What an undo found may change the outcome: an effect that cannot be undone is a success. */
  @FunctionalInterface
  public interface Finding {
    Optional<Outcome> outcome(StepRecord undone);
  }

  private record Undo(
      String name, String backend, @Nullable String host, Act act, Finding finding) {}

  private final OperationId operation;
  private final int run;
  private final Bookkeeping bookkeeping;
  private final long deadlineMillis;
  private final boolean hasLanes;
  private final boolean tellsCompute;
  private final Deque<Undo> undos = new ArrayDeque<>();
  private final List<StepRecord> records = new ArrayList<>();
  private Map<ResourceRef, Long> fences;
  private boolean rehearsing;
  private boolean told;
  private @Nullable String untold;
  private int step;

  Steps(
      OperationId operation,
      int run,
      Map<ResourceRef, Long> fences,
      Bookkeeping bookkeeping,
      Duration deadline,
      int version) {
    this.operation = operation;
    this.run = run;
    this.fences = fences;
    this.bookkeeping = bookkeeping;
    this.hasLanes = version >= WorkflowVersion.HAS_LANES;
    this.tellsCompute = version >= WorkflowVersion.TELLS_COMPUTE;
    this.deadlineMillis = Workflow.currentTimeMillis() + deadline.toMillis();
  }

  /**
   * Registers what undoes the next step: before it is done, since a failed step may have happened.
   */
  public void undoWith(String name, String backend, @Nullable String host, Act act) {
    undoWith(name, backend, host, act, undone -> Optional.empty());
  }

  /** As above, for a step whose undo may find that it is done for good. */
  public void undoWith(
      String name, String backend, @Nullable String host, Act act, Finding finding) {
    undos.push(new Undo(name, backend, host, act, finding));
  }

  /**
   * Does one step, repeated while errors are transient and the deadline has not passed.
   *
   * @throws ActivityFailure when the step failed for good or was cancelled
   */
  public void act(String name, String backend, @Nullable String host, Act act) {
    act(Lane.PROMPT, name, backend, host, act);
  }

  /** The same for a step that may move or free data: it waits in the lane of its like. */
  public void actLong(String name, String backend, @Nullable String host, Act act) {
    act(hasLanes ? Lane.LONG : Lane.PROMPT, name, backend, host, act);
  }

  private void act(Lane lane, String name, String backend, @Nullable String host, Act act) {
    if (rehearsing) {
      return;
    }
    String queue = TaskQueues.backend(backend, lane, host);
    issue(name, backend, Timeouts.step(queue, remaining(), name), act, "done");
  }

  /** Whether the token may change this object already. */
  public boolean holds(ResourceRef object) {
    return fences.containsKey(object);
  }

  /** Takes the ticket of a serial section, waiting for whoever has it. */
  public void takeTicket(ResourceRef object) {
    if (rehearsing || holds(object)) {
      return;
    }
    EngineActivities waiting =
        Workflow.newActivityStub(EngineActivities.class, Timeouts.waiting(remaining()));
    Map<ResourceRef, Long> taken = waiting.takeTicket(operation, run, object);
    if (taken == null) {
      throw new LostTurnException("while waiting for a ticket");
    }
    Map<ResourceRef, Long> both = new HashMap<>(fences);
    both.putAll(taken);
    fences = both;
  }

  /** Finds a pool for a volume that was admitted while the pools that fit were down. */
  public String place() {
    if (rehearsing) {
      throw new NeverPlacedException();
    }
    EngineActivities waiting =
        Workflow.newActivityStub(EngineActivities.class, Timeouts.waiting(remaining()));
    EngineActivities.Placement placement = waiting.place(operation, run);
    String backend = placement.backend();
    if (backend != null) {
      return backend;
    }
    String hopeless = placement.hopeless();
    if (hopeless != null) {
      throw ApplicationFailure.newNonRetryableFailure(hopeless, ErrorCode.NO_POOL_FITS.name());
    }
    throw new LostTurnException("while waiting for a pool");
  }

  /** Tells the compute service that the volume has grown; what comes of it changes no row. */
  public void tellCompute() {
    tellCompute(remaining().compareTo(Timeouts.TELLING) < 0 ? remaining() : Timeouts.TELLING);
  }

  /** The same for an extend that was to be undone, but has taken effect. */
  public void tellComputeAtTheEnd() {
    tellCompute(Timeouts.TELLING_AT_THE_END);
  }

  private void tellCompute(Duration limit) {
    if (rehearsing || told || !tellsCompute) {
      return;
    }
    step++;
    long startedAt = Workflow.currentTimeMillis();
    EngineActivities telling =
        Workflow.newActivityStub(EngineActivities.class, Timeouts.telling(limit));
    try {
      EngineActivities.Told answer = telling.tellCompute(operation, run);
      if (answer.lost() != null) {
        throw new LostTurnException("while the compute service was told");
      }
      untold = answer.untold();
    } catch (ActivityFailure failure) {
      if (failure.getCause() instanceof CanceledFailure) {
        records.add(ended("tell-compute", "cancelled", startedAt, "cancelled"));
        throw failure;
      }
      untold = Failures.messageOf(failure);
    }
    told = untold == null;
    records.add(ended("tell-compute", told ? "done" : "failed", startedAt, untold));
  }

  /** Why the compute service does not know, null if it does or need not. */
  public @Nullable String untold() {
    return untold;
  }

  /** Takes quota and space for what the steps before have found. */
  public void reserve() {
    if (rehearsing) {
      return;
    }
    EngineActivities.Reservation reservation =
        bookkeeping.call(engine -> engine.reserve(operation, run));
    ErrorCode refused = reservation.refused();
    if (refused != null) {
      throw ApplicationFailure.newNonRetryableFailure(
          String.valueOf(reservation.message()), refused.name());
    }
    if (reservation.lost() != null) {
      throw new LostTurnException("while taking quota and space");
    }
  }

  /**
   * Learns how to undo everything without doing anything: for a run that takes over an operation
   * that is being undone. An undo of what never happened succeeds.
   */
  void rehearse(Runnable steps) {
    rehearsing = true;
    try {
      steps.run();
    } catch (NeverPlacedException nothingToUndo) {
      undos.clear();
    } finally {
      rehearsing = false;
    }
  }

  private static final class NeverPlacedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  List<StepRecord> records() {
    return List.copyOf(records);
  }

  /** Undoes in reverse order, under these raised fences, until nothing is left to undo. */
  Optional<Outcome> undoAll(Map<ResourceRef, Long> raisedFences) {
    fences = raisedFences;
    Optional<Outcome> found = Optional.empty();
    while (!undos.isEmpty()) {
      Undo undo = undos.peek();
      String queue = TaskQueues.backend(undo.backend(), Lane.PROMPT, undo.host());
      StepRecord record =
          issue(
              undo.name(),
              undo.backend(),
              Timeouts.undo(queue, "undo: " + undo.name()),
              undo.act(),
              "undone");
      Optional<Outcome> outcome = undo.finding().outcome(record);
      if (outcome.isPresent()) {
        found = outcome;
      }
      undos.pop();
    }
    return found;
  }

  private Duration remaining() {
    return Duration.ofMillis(Math.max(1000, deadlineMillis - Workflow.currentTimeMillis()));
  }

  private StepRecord issue(
      String name, String backend, ActivityOptions options, Act act, String state) {
    for (int reissue = 0; ; reissue++) {
      DriverActivities driver = Workflow.newActivityStub(DriverActivities.class, options);
      step++;
      long startedAt = Workflow.currentTimeMillis();
      try {
        StepRecord record = act.on(driver, new Ticket(backend, operation, run, step, stored()));
        records.add(record.withState(name, state));
        showProgress(null);
        return record;
      } catch (ActivityFailure failure) {
        if (failure.getCause() instanceof CanceledFailure) {
          records.add(ended(name, "cancelled", startedAt, "cancelled"));
          throw failure;
        }
        records.add(ended(name, "failed", startedAt, Failures.messageOf(failure)));
        showProgress(failure);
        if (Failures.codeOf(failure) != ErrorCode.STALE_TOKEN || reissue == REISSUES) {
          throw failure;
        }
        // Refused as stale: only the database knows whether it still is our turn, and with what.
        Map<ResourceRef, Long> now = bookkeeping.call(engine -> engine.turn(operation, run));
        if (now == null) {
          throw new LostTurnException("a later turn has the object");
        }
        fences = now;
      }
    }
  }

  /** Groups have fences in the database only: on the storage there is nothing of them. */
  private Map<ResourceRef, Long> stored() {
    Map<ResourceRef, Long> stored = new HashMap<>(fences);
    stored.keySet().removeIf(object -> !object.kind().isStored());
    return stored;
  }

  private StepRecord ended(String name, String state, long startedAt, @Nullable String reason) {
    return new StepRecord(
        step,
        name,
        state,
        1,
        "",
        null,
        reason,
        Instant.ofEpochMilli(startedAt),
        Instant.ofEpochMilli(Workflow.currentTimeMillis()));
  }

  private void showProgress(@Nullable ActivityFailure failure) {
    StringBuilder details =
        new StringBuilder("| step | name | state | node | observed |\n|---|---|---|---|---|\n");
    for (StepRecord record : records) {
      details.append(
          "| %d | %s | %s | %s | %s |\n"
              .formatted(
                  record.step(),
                  record.name(),
                  record.state(),
                  record.node(),
                  record.reason() == null ? record.observed() : record.reason()));
    }
    if (failure != null) {
      details.append("\nLast failure: ").append(Failures.messageOf(failure)).append('\n');
    }
    Workflow.setCurrentDetails(details.toString());
  }
}
