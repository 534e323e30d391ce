package io.clinker.steps;

import io.clinker.admission.Admission;
import io.clinker.admission.Admission.CancelAnswer;
import io.clinker.admission.Admission.EngineRun;
import io.clinker.admission.Admission.Growth;
import io.clinker.admission.Admission.Placing;
import io.clinker.admission.Admission.Reserving;
import io.clinker.admission.Admission.TicketAnswer;
import io.clinker.admission.Admission.Turn;
import io.clinker.clients.Compute;
import io.clinker.clients.ComputeException;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.Admittance;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.operations.StepRecord;
import io.clinker.store.Database;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityInfo;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the engine's calls into {@link Admission}'s transactions. */
public final class EngineActivitiesImpl implements EngineActivities {
  private final Admission admission;
  private final StepJournal journal;
  private final StepMetrics metrics;
  private final FaultPoints faults;
  private final Optional<Compute> compute;

  /**
   * @param compute empty where there is no compute service to tell
   */
  public EngineActivitiesImpl(
      Admission admission,
      StepJournal journal,
      StepMetrics metrics,
      FaultPoints faults,
      Optional<Compute> compute) {
    this.admission = admission;
    this.journal = journal;
    this.metrics = metrics;
    this.faults = faults;
    this.compute = compute;
  }

  @Override
  public Admittance admit(OperationRequest request) {
    Admittance decided = at("admit", () -> admission.admit(inTimeLeft(request), engineRun()));
    metrics.admitted(request.kind().word(), outcomeOf(decided));
    return decided;
  }

  @Override
  public Admittance resume(OperationId operation, int expectedRun) {
    return told(
        operation,
        expectedRun,
        "resume",
        () -> admission.resume(operation, expectedRun, engineRun()));
  }

  @Override
  public Admittance supersede(OperationRequest request) {
    Admittance decided =
        at("supersede", () -> admission.supersede(inTimeLeft(request), engineRun()));
    metrics.admitted(request.kind().word(), outcomeOf(decided));
    return decided;
  }

  @Override
  public @Nullable String requestCancel(OperationId operation, int run) {
    return at(
        "request-cancel",
        () ->
            switch (admission.requestCancel(operation, run)) {
              case CancelAnswer.Accepted ignored -> null;
              case CancelAnswer.Impossible impossible -> impossible.reason();
            });
  }

  @Override
  public @Nullable Map<ResourceRef, Long> turn(OperationId operation, int run) {
    return told(operation, run, "turn", () -> fencesOf(admission.turn(operation, run)));
  }

  @Override
  public @Nullable Map<ResourceRef, Long> beginCleaning(
      OperationId operation, int run, Outcome because) {
    return told(
        operation,
        run,
        "begin-cleaning",
        () -> fencesOf(admission.beginCleaning(operation, run, because)));
  }

  @Override
  public @Nullable Map<ResourceRef, Long> takeTicket(
      OperationId operation, int run, ResourceRef object) {
    TicketAnswer answer = at("take-ticket", () -> admission.takeTicket(operation, run, object));
    return switch (answer) {
      case TicketAnswer.Held held -> {
        journal.goingOn(operation, run);
        yield held.fences();
      }
      case TicketAnswer.Busy busy -> {
        journal.waiting(operation, run, "waits for operation " + busy.holder());
        throw ActivityErrors.failure(
            new ClinkerException(
                ErrorCode.BACKEND_BUSY,
                "another operation copies this volume",
                Map.of("operation", busy.holder().value())),
            info());
      }
      case TicketAnswer.Lost ignored -> null;
    };
  }

  @Override
  public Placement place(OperationId operation, int run) {
    return switch (at("place", () -> admission.place(operation, run))) {
      case Placing.Placed placed -> {
        journal.goingOn(operation, run);
        yield new Placement(placed.backend(), null, null);
      }
      case Placing.Hopeless hopeless -> new Placement(null, hopeless.explanation(), null);
      case Placing.Lost lost -> new Placement(null, null, lost.why());
      case Placing.NotYet notYet -> {
        journal.waiting(operation, run, notYet.reason());
        throw ActivityErrors.failure(
            new ClinkerException(ErrorCode.NO_POOL_UP, notYet.reason()), info());
      }
    };
  }

  @Override
  public Told tellCompute(OperationId operation, int run) {
    if (compute.isEmpty()) {
      return new Told(null, null);
    }
    try (Beats beats = new Beats(Activity.getExecutionContext())) {
      return switch (at("show-growth", () -> admission.showGrowth(operation, run))) {
        case Growth.Lost lost -> new Told(null, lost.why());
        case Growth.Shown shown -> tell(compute.get(), operation, run, shown);
      };
    }
  }

  private Told tell(Compute service, OperationId operation, int run, Growth.Shown shown) {
    if (shown.said().isPresent() || shown.servers().isEmpty()) {
      journal.goingOn(operation, run);
      boolean failed = shown.said().filter(told -> !told).isPresent();
      return new Told(failed ? "an administrator said that the servers failed" : null, null);
    }
    Optional<String> refused =
        at(
            "tell-compute",
            () -> {
              try {
                return service.extended(shown.volume(), shown.servers());
              } catch (ComputeException away) {
                journal.waiting(operation, run, "waits for the compute service: " + away.reason());
                throw new ClinkerException(
                    ErrorCode.COMPUTE_UNAVAILABLE, away.reason(), Map.of(), away);
              }
            });
    journal.goingOn(operation, run);
    return new Told(refused.orElse(null), null);
  }

  @Override
  public Reservation reserve(OperationId operation, int run) {
    return switch (at("reserve", () -> admission.reserve(operation, run))) {
      case Reserving.Reserved ignored -> new Reservation(null, null, null);
      case Reserving.Refused refused -> new Reservation(refused.code(), refused.message(), null);
      case Reserving.Lost lost -> new Reservation(null, null, lost.why());
    };
  }

  @Override
  public boolean settle(OperationId operation, int run, Outcome outcome, List<StepRecord> steps) {
    boolean settled =
        told(operation, run, "settle", () -> admission.settle(operation, run, outcome, steps));
    if (settled) {
      metrics.settled(info().getWorkflowType(), outcome.getClass().getSimpleName());
    }
    return settled;
  }

  /**
   * The same for what is repeated until it succeeds: one that fails again and again although the
   * database is there says so in the operation's row, and does not look like work.
   */
  private <R extends @Nullable Object> R told(
      OperationId operation, int run, String step, Supplier<R> transaction) {
    return at(
        step,
        () -> {
          try {
            R result = transaction.get();
            if (info().getAttempt() > 1 && !info().isLocal()) {
              journal.goingOn(operation, run);
            }
            return result;
          } catch (RuntimeException failure) {
            if (!info().isLocal() && !Database.isAway(failure)) {
              journal.waiting(operation, run, step + " fails and is repeated: " + said(failure));
            }
            throw failure;
          }
        });
  }

  /** Without the texts of libraries, which may quote what rows hold. */
  private static String said(RuntimeException failure) {
    return failure instanceof ClinkerException
        ? String.valueOf(failure.getMessage())
        : failure.getClass().getSimpleName();
  }

  private <R extends @Nullable Object> R at(String step, Supplier<R> transaction) {
    try {
      String point = info().getWorkflowType() + "/" + step;
      faults.reach(point + ":before");
      R result = transaction.get();
      faults.reach(point + ":after");
      return result;
    } catch (ClinkerException error) {
      throw ActivityErrors.failure(error, info());
    }
  }

  private static @Nullable Map<ResourceRef, Long> fencesOf(Turn turn) {
    return switch (turn) {
      case Turn.Yours yours -> yours.fences();
      case Turn.Lost ignored -> null;
    };
  }

  private static String outcomeOf(Admittance decided) {
    return switch (decided) {
      case Admittance.Admitted ignored -> "admitted";
      case Admittance.Refused ignored -> "refused";
      case Admittance.Repeated ignored -> "repeated";
      case Admittance.Ended ignored -> "ended";
    };
  }

  /** A repeat has what is left of the time: the run waits for all attempts together no longer. */
  private static OperationRequest inTimeLeft(OperationRequest request) {
    ActivityInfo info = info();
    if (!info.isLocal()) {
      return request;
    }
    // Both are readings of this process's clock.
    long spent = System.currentTimeMillis() - info.getScheduledTimestamp();
    return request.within(request.admissionMillis() - Math.max(0, spent));
  }

  private static EngineRun engineRun() {
    ActivityInfo info = info();
    return new EngineRun(info.getWorkflowId(), info.getRunId());
  }

  private static ActivityInfo info() {
    return Activity.getExecutionContext().getInfo();
  }
}
