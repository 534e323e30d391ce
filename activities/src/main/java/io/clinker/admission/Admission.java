package io.clinker.admission;

import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.operations.Refusal;
import io.clinker.operations.StepRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The only place that decides: every method is one database transaction (or a look followed by
 * one), which takes all of it or nothing, and may be repeated. Called by engine nodes; the
 * transactions are retried on deadlocks and certification failures, and each database call has a
 * time limit of 2 s.
 */
public interface Admission {
  /** Which engine run asks. */
  record EngineRun(String workflowId, String runId) {}

  /**
   * Decides a request: idempotency key, rules of the catalogue, quota, capacity and placement,
   * pins; writes the operation's row, the status meanwhile, and raises fences. A repeat by the same
   * engine run gives the same answer.
   */
  Admittance admit(OperationRequest request, EngineRun run);

  /**
   * Takes an open operation for a new engine run: raises its run number and its fences. A repeat by
   * the same engine run gives the same answer; {@code Ended} if the operation is not open, or if
   * its row names another run than {@code expectedRun} (somebody else restarted it).
   */
  Admittance resume(OperationId operation, int expectedRun, EngineRun run);

  /**
   * Hands the resource of the open operation that this run executes to the request, which the
   * catalogue must let supersede it: writes the new operation's row with the moved pins, quota and
   * capacity, ends the old one as superseded, raises the fence. If the old operation has ended
   * meanwhile, or was never admitted, decides as {@link #admit}.
   */
  Admittance supersede(OperationRequest request, EngineRun run);

  /** What {@link #admit} or {@link #supersede} would decide now. */
  sealed interface Rehearsal {
    /**
     * @param ended whether it would end in admission
     * @param placement why each pool would be taken or falls out, as JSON
     */
    record WouldAdmit(AnswerRow row, Plan plan, boolean ended, @Nullable String placement)
        implements Rehearsal {}

    record WouldRefuse(Refusal refusal) implements Rehearsal {}
  }

  /**
   * Decides by the same rules on the same rows, in a transaction that is rolled back: nothing is
   * written, not even the idempotency key.
   *
   * @param supersedes whether the open operation of the resource would be superseded
   */
  Rehearsal rehearse(OperationRequest request, boolean supersedes);

  /** The answer to a wish to cancel. */
  sealed interface CancelAnswer {
    /** The steps will be undone. */
    record Accepted() implements CancelAnswer {}

    /** It cannot be: ended already, or past its point of no return. */
    record Impossible(String reason) implements CancelAnswer {}
  }

  /** Records that the user wants the operation undone. */
  CancelAnswer requestCancel(OperationId operation, int run);

  /** What an operation may do now. */
  sealed interface Turn {
    /** It is this run's turn, with these fences. */
    record Yours(Map<ResourceRef, Long> fences) implements Turn {}

    /** The operation ended or another run has it: stop. */
    record Lost(String why) implements Turn {}
  }

  /** Whether it still is this run's turn; changes nothing. */
  Turn turn(OperationId operation, int run);

  /**
   * Begins compensation: state {@code cleaning}, fences raised, so that nothing that was sent
   * before can take effect or be recorded. Repeats give the same fences.
   */
  Turn beginCleaning(OperationId operation, int run, Outcome because);

  /** The outcome of asking for the ticket of a serial section. */
  sealed interface TicketAnswer {
    /** Held until the operation ends; the section's object has this fence now. */
    record Held(Map<ResourceRef, Long> fences) implements TicketAnswer {}

    /** Another operation has it: ask again. */
    record Busy(OperationId holder) implements TicketAnswer {}

    /** The operation is no longer this run's. */
    record Lost(String why) implements TicketAnswer {}
  }

  /**
   * Takes the ticket that lets this operation change the object of a resource that it only pins;
   * raises that resource's fence.
   */
  TicketAnswer takeTicket(OperationId operation, int run, ResourceRef object);

  /** The outcome of trying to place a volume that was admitted while its pools were down. */
  sealed interface Placing {
    record Placed(String backend) implements Placing {}

    /** Pools that would fit are still down. */
    record NotYet(String reason) implements Placing {}

    /** No pool would ever fit. */
    record Hopeless(String explanation) implements Placing {}

    record Lost(String why) implements Placing {}
  }

  /** Reserves capacity for a volume that was admitted without a pool. */
  Placing place(OperationId operation, int run);

  /** What a volume that has grown on the storage is used by. */
  sealed interface Growth {
    /**
     * @param servers that must be told
     * @param said what an administrator said that they know, empty if nothing: true that they do
     */
    record Shown(VolumeId volume, List<String> servers, Optional<Boolean> said) implements Growth {}

    record Lost(String why) implements Growth {}
  }

  /**
   * Shows the new size of the volume that this extend holds, and the volume as it is used: from
   * here on the extend has taken effect. Repeats change nothing.
   */
  Growth showGrowth(OperationId operation, int run);

  /** The outcome of taking quota and space for what a step has found. */
  sealed interface Reserving {
    record Reserved() implements Reserving {}

    /** There is not enough of it, or it is not allowed to be so large. */
    record Refused(ErrorCode code, String message) implements Reserving {}

    record Lost(String why) implements Reserving {}
  }

  /** Takes quota and space for what is being taken over, now that its size is known. */
  Reserving reserve(OperationId operation, int run);

  /**
   * Ends the operation under its fence: final status, quota, capacity and pins released, result or
   * reason recorded, steps written. Of several settles the first decides; the others find it ended.
   *
   * @return false if the operation was not this run's any more
   */
  boolean settle(OperationId operation, int run, Outcome outcome, List<StepRecord> steps);

  /** Inserts the tombstone after an admission whose outcome is unknown; false: it was admitted. */
  boolean abandon(OperationRequest request);

  /** The recorded operation of an idempotency key, if there is one. */
  Optional<KnownKey> lookUpKey(String projectId, String idempotencyKey);

  /**
   * What is known of a key.
   *
   * @param operation null for calls that are no operations
   * @param status the recorded HTTP status, 0 if none was recorded yet
   */
  record KnownKey(String requestHash, Optional<OperationId> operation, int status, String body) {}

  /** Records the answer that was given for a key; the first one stays. */
  void recordAnswer(
      String projectId, String idempotencyKey, String requestHash, int status, String body);
}
