package io.clinker.workflows.support;

import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.operations.Admittance;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.steps.EngineActivities;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Admit, steps, settle: the frame of every operation. It lets no exception leave a run without a
 * settle, unless the turn was lost (or marks are above our fences: then a new run with higher ones
 * follows); hands over, cancels and undoes for every operation alike.
 *
 * @param <P> the plan that this operation's steps carry out
 */
public abstract class OperationFrame<P extends Plan> implements OperationWorkflow {
  private final Logger log = Workflow.getLogger(OperationFrame.class);
  private final Bookkeeping bookkeeping = new Bookkeeping();
  private final Class<P> planType;
  private final Labels labels = new Labels();
  private @Nullable Start start;
  private @Nullable Admittance admittance;
  private @Nullable CancellationScope doing;
  private @Nullable CancellationScope undoing;
  private @Nullable OperationRequest successor;
  private boolean handedOver;
  private boolean cancelRequested;

  protected OperationFrame(Class<P> planType) {
    this.planType = planType;
  }

  /** The steps, each undoable before it is done. */
  protected abstract void steps(P plan, Steps steps);

  /** Null if it can be undone at any step, else why it cannot. */
  protected @Nullable String notCancellableBecause() {
    return null;
  }

  /** The body of every workflow method. */
  protected final void execute(Start begun) {
    start = begun;
    // Detached, so that a cancel request sent past the API cannot leave an operation unsettled.
    Workflow.newDetachedCancellationScope(() -> admitAndRun(begun)).run();
    Workflow.await(Workflow::isEveryHandlerFinished);
    OperationRequest next = successor;
    if (next != null) {
      continueAs(next);
    }
  }

  @Override
  public Admittance admit() {
    Workflow.await(() -> admittance != null);
    return known(admittance);
  }

  @Override
  public Admittance supersede(OperationRequest request) {
    Workflow.await(() -> start != null);
    if (known(start).operation().equals(request.operation())) {
      return admit();
    }
    Admittance decided;
    try {
      decided = admission(request).supersede(request);
    } catch (ActivityFailure failure) {
      return new Admittance.Ended(null);
    }
    if (decided instanceof Admitted admitted) {
      handedOver = true;
      if (!admitted.ended()) {
        successor = request;
      }
      leaveTask();
      stop(doing);
      stop(undoing);
    }
    return decided;
  }

  @Override
  public @Nullable String cancel(OperationId operation) {
    Workflow.await(() -> admittance != null);
    if (!known(start).operation().equals(operation)
        || !(admittance instanceof Admitted admitted)
        || admitted.ended()) {
      return "the operation has ended";
    }
    String impossible = notCancellableBecause();
    if (impossible != null) {
      return impossible;
    }
    String refused = bookkeeping.call(engine -> engine.requestCancel(operation, admitted.run()));
    if (refused == null) {
      cancelRequested = true;
      leaveTask();
      stop(doing);
    }
    return refused;
  }

  /**
   * Lets the workflow task end that this handler runs in. A step that was scheduled in this very
   * task and is cancelled in it would leave no trace in the history; a replay, which learns of the
   * cancel only from a later event, would miss it and never get past it.
   */
  private void leaveTask() {
    if (admittance instanceof Admitted admitted
        && admitted.workflowVersion() >= WorkflowVersion.STOPS_IN_A_LATER_TASK) {
      Workflow.sleep(Duration.ofMillis(1));
    }
  }

  private void admitAndRun(Start begun) {
    Admittance decided = decide(begun);
    admittance = decided;
    if (!(decided instanceof Admitted admitted)) {
      return;
    }
    if (admitted.ended()) {
      if (admitted.workflowVersion() >= WorkflowVersion.SHORT_RUNS_TELL_THEIR_END) {
        labels.ended(new Outcome.Succeeded());
      }
      return;
    }
    labels.running(admitted);
    Steps work =
        new Steps(
            admitted.operation(),
            admitted.run(),
            admitted.fences(),
            bookkeeping,
            Duration.ofSeconds(admitted.deadlineSeconds()),
            admitted.workflowVersion());
    try {
      carryOut(admitted, work);
    } catch (LostTurnException lost) {
      log.info("turn lost operation={} run={}", admitted.operation(), admitted.run());
    }
  }

  private void carryOut(Admitted admitted, Steps work) {
    Outcome outcome = forward(admitted, work);
    if (handedOver) {
      return;
    }
    if (outcome instanceof Outcome.Succeeded) {
      if (settles(admitted, work, outcome)) {
        return;
      }
      Workflow.await(Workflow::isEveryHandlerFinished);
      if (!cancelRequested) {
        throw new LostTurnException("at settle");
      }
      // The cancel was accepted before the success was written down.
      outcome = new Outcome.Cancelled();
    }
    Outcome end = backward(admitted, work, outcome);
    if (!handedOver && !settles(admitted, work, end)) {
      throw new LostTurnException("at settle");
    }
  }

  private Admittance decide(Start begun) {
    OperationRequest request = begun.request();
    if (request == null) {
      return bookkeeping.call(engine -> engine.resume(begun.operation(), begun.expectedRun()));
    }
    try {
      return admission(request).admit(request);
    } catch (ActivityFailure failure) {
      // Whether it was written is not known here; if it was, the row has it restarted.
      log.warn("admission did not answer operation={}", begun.operation());
      return new Admittance.Ended(null);
    }
  }

  private Outcome forward(Admitted admitted, Steps work) {
    Plan plan = admitted.plan();
    if (plan instanceof Plan.Hopeless hopeless) {
      return Hopeless.outcome(hopeless);
    }
    Outcome decidedBefore = admitted.undoing();
    if (decidedBefore != null) {
      work.rehearse(() -> steps(planType.cast(plan), work));
      return decidedBefore;
    }
    if (cancelRequested) {
      return new Outcome.Cancelled();
    }
    CancellationScope scope = Workflow.newCancellationScope(() -> steps(planType.cast(plan), work));
    doing = scope;
    Optional<Outcome> stopped = run(scope);
    doing = null;
    return stopped.orElseGet(() -> new Outcome.Succeeded(false, work.untold()));
  }

  private Outcome backward(Admitted admitted, Steps work, Outcome because) {
    var fences =
        bookkeeping.call(
            engine -> engine.beginCleaning(admitted.operation(), admitted.run(), because));
    if (fences == null) {
      throw new LostTurnException("before compensation");
    }
    if (handedOver) {
      return because;
    }
    labels.cleaning();
    Outcome[] end = {because};
    CancellationScope scope =
        Workflow.newCancellationScope(
            () -> work.undoAll(fences).ifPresent(outcome -> end[0] = outcome));
    undoing = scope;
    Optional<Outcome> stopped = run(scope);
    undoing = null;
    if (stopped.isPresent() && !handedOver) {
      // Only marks above our fences end an undo (a database put back to an older state): the run
      // fails, is seen to be closed, and the run that follows has higher fences.
      throw ApplicationFailure.newNonRetryableFailure(
          "compensation stopped: " + stopped.get(), ErrorCode.STALE_TOKEN.name());
    }
    return end[0];
  }

  private static Optional<Outcome> run(CancellationScope scope) {
    try {
      scope.run();
      return Optional.empty();
    } catch (TemporalFailure failure) {
      return Optional.of(
          Failures.isCancellation(failure) ? new Outcome.Cancelled() : Failures.outcomeOf(failure));
    }
  }

  /** False: the turn is lost, or a success came later than the wish to cancel. */
  private boolean settles(Admitted admitted, Steps work, Outcome outcome) {
    boolean settled =
        bookkeeping.call(
            engine -> engine.settle(admitted.operation(), admitted.run(), outcome, work.records()));
    if (settled) {
      labels.ended(outcome);
    }
    return settled;
  }

  private static void stop(@Nullable CancellationScope scope) {
    if (scope != null) {
      scope.cancel("the operation is superseded or cancelled");
    }
  }

  private void continueAs(OperationRequest next) {
    OperationKind kind = next.kind();
    Workflow.continueAsNew(
        kind.word(),
        ContinueAsNewOptions.newBuilder()
            .setWorkflowTaskTimeout(Timeouts.WORKFLOW_TASK)
            .setTypedSearchAttributes(Labels.atStart(next))
            .build(),
        Start.resume(next.operation(), 1));
  }

  private static EngineActivities admission(OperationRequest request) {
    return Workflow.newLocalActivityStub(
        EngineActivities.class, Timeouts.admit(Duration.ofMillis(request.admissionMillis())));
  }

  private static <T> T known(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("not known yet");
    }
    return value;
  }
}
