package io.clinker.steps;

import io.clinker.admission.Admission;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.Admittance;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.operations.StepRecord;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The database side of the frame, one transaction each; local activities of the engine role. The
 * engine run is taken from the activity's own context. Each may be repeated.
 */
@ActivityInterface
public interface EngineActivities {
  @ActivityMethod(name = "admit")
  Admittance admit(OperationRequest request);

  @ActivityMethod(name = "resume")
  Admittance resume(OperationId operation, int expectedRun);

  @ActivityMethod(name = "supersede")
  Admittance supersede(OperationRequest request);

  /** Null if accepted, else the reason why it cannot be cancelled. */
  @ActivityMethod(name = "request-cancel")
  @Nullable String requestCancel(OperationId operation, int run);

  /** The fences if it still is this run's turn, else null. */
  @ActivityMethod(name = "turn")
  @Nullable Map<ResourceRef, Long> turn(OperationId operation, int run);

  /** The raised fences if it still is this run's turn, else null. */
  @ActivityMethod(name = "begin-cleaning")
  @Nullable Map<ResourceRef, Long> beginCleaning(OperationId operation, int run, Outcome because);

  /**
   * The ticket's fences, null if the turn is lost; a ticket that another operation holds fails the
   * attempt with the retryable type BACKEND_BUSY, and the operation's row says so.
   */
  @ActivityMethod(name = "take-ticket")
  @Nullable Map<ResourceRef, Long> takeTicket(OperationId operation, int run, ResourceRef object);

  /**
   * The answer of {@link Admission#place}; NotYet fails the attempt with the retryable type
   * NO_POOL_UP, and the operation's row says so.
   */
  @ActivityMethod(name = "place")
  Placement place(OperationId operation, int run);

  /** Flat form of {@link Admission.Placing} for histories. */
  record Placement(@Nullable String backend, @Nullable String hopeless, @Nullable String lost) {}

  /**
   * Shows that the volume has grown and tells the compute service; nothing where there is none. One
   * that is away fails the attempt with the retryable type COMPUTE_UNAVAILABLE, and the operation's
   * row says so.
   */
  @ActivityMethod(name = "tell-compute")
  Told tellCompute(OperationId operation, int run);

  /**
   * @param untold why some servers do not know, null if all do
   * @param lost why it is not this run's turn any more, null if it is
   */
  record Told(@Nullable String untold, @Nullable String lost) {}

  /** Flat form of {@link Admission#reserve}'s answer. */
  @ActivityMethod(name = "reserve")
  Reservation reserve(OperationId operation, int run);

  /** Nothing in it: reserved. */
  record Reservation(
      @Nullable ErrorCode refused, @Nullable String message, @Nullable String lost) {}

  @ActivityMethod(name = "settle")
  boolean settle(OperationId operation, int run, Outcome outcome, List<StepRecord> steps);
}
