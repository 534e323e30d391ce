package io.clinker.api.change;

import io.clinker.admin.ClinkerMetrics;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.HeaderFilter;
import io.clinker.gateway.OperationGateway;
import io.clinker.gateway.OperationGateway.Prospect;
import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import io.clinker.operations.Refusal;
import io.clinker.store.Database;
import io.clinker.store.IdempotencyStore.KeyRow;
import io.clinker.store.Json;
import io.clinker.store.OperationRow;
import io.clinker.store.Stores;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/** Sends operations through the gateway and turns what becomes of them into answers or faults. */
public final class Submissions {
  /** The header of every answer to an accepted operation. */
  public static final String OPERATION_HEADER = HeaderFilter.OPERATION;

  /**
   * How long to wait.
   *
   * @param admission for a yes or no
   * @param result for the end, where the answer needs it
   */
  public record Patience(Duration admission, Duration result) {}

  /**
   * An operation that was accepted, now or by an earlier request with the same key.
   *
   * @param row the resource as admission left it
   * @param rehearsal what would happen, where the client asked for a dry run; nothing has happened
   */
  public record Accepted(
      OperationId operation, AnswerRow row, boolean ended, Optional<DryRun> rehearsal) {}

  private final OperationGateway gateway;
  private final WaitingRoom waiting;
  private final Database database;
  private final Stores stores;
  private final ClinkerMetrics metrics;
  private final Patience patience;

  public Submissions(
      OperationGateway gateway,
      WaitingRoom waiting,
      Database database,
      Stores stores,
      ClinkerMetrics metrics,
      Patience patience) {
    this.gateway = gateway;
    this.waiting = waiting;
    this.database = database;
    this.stores = stores;
    this.metrics = metrics;
    this.patience = patience;
  }

  /**
   * Returns once the operation is admitted.
   *
   * @throws Fault if it was refused, or if nobody could say so far
   */
  public Accepted accept(Call call, OperationInput input) {
    return accept(call, input, Duration.ZERO, refusal -> false);
  }

  private Accepted accept(
      Call call, OperationInput input, Duration unasked, Predicate<Refusal> enough) {
    Wishes wishes = Wishes.of(call.query(), waiting.longestWait(), unasked);
    OperationRequest request = request(call, input);
    return wishes.dryRun() ? rehearsed(request) : accepted(submit(request, wishes, enough), enough);
  }

  /**
   * Returns once the operation has succeeded. A repeat joins the one that is under way.
   *
   * @throws Fault as {@link #accept}, or if it ended otherwise, or did not end in time
   */
  public Accepted complete(Call call, OperationInput input) {
    return complete(call, input, Duration.ZERO);
  }

  /**
   * The same for an attachment or a connection that goes. It queues for a while behind what is in
   * its way even if that is not asked for: Cinder refuses no detach because its volume is busy, and
   * compute services that delete a server do not come again.
   */
  public Accepted detach(Call call, AttachmentInput input) {
    return complete(call, input, patience.admission());
  }

  private Accepted complete(Call call, OperationInput input, Duration unasked) {
    Accepted accepted = accept(call, input, unasked, refusal -> isSame(refusal.blockedBy(), input));
    return accepted.rehearsal().isPresent() ? accepted : ended(accepted);
  }

  /**
   * The operation that an earlier request with the same key became, once it has succeeded; empty if
   * it became none. For calls that find nothing left to do.
   *
   * @throws Fault as {@link #complete}
   */
  public Optional<Accepted> completedBefore(Call call) {
    String key = call.idempotencyKey();
    if (key == null) {
      return Optional.empty();
    }
    String hash = RequestHash.of(call);
    return database
        .read(handle -> stores.keys().find(handle, call.caller().projectId(), key))
        .filter(row -> row.requestHash().equals(hash))
        .map(KeyRow::operationId)
        .map(id -> ended(recorded(new OperationId(id))));
  }

  private Accepted ended(Accepted accepted) {
    // A recorded operation may have ended in any way, so its row says how, even if it has ended.
    OperationState end =
        gateway
            .awaitEnd(accepted.operation(), patience.result())
            .orElseThrow(
                () ->
                    named(
                        Fault.of(
                            504,
                            "Operation %s has not ended in time; it goes on."
                                .formatted(accepted.operation())),
                        accepted.operation()));
    return switch (end) {
      case SUCCEEDED -> accepted;
      case FAILED -> throw failure(accepted.operation());
      case CANCELLED, SUPERSEDED ->
          throw Fault.conflict("Operation %s was %s.".formatted(accepted.operation(), end.word()));
      case RUNNING, WAITING, CLEANING, ABANDONED ->
          throw new IllegalStateException("an operation ended as " + end.word());
    };
  }

  private Accepted rehearsed(OperationRequest request) {
    return switch (gateway.rehearse(request)) {
      case Prospect.Acceptable acceptable -> {
        var decision = acceptable.decision();
        yield new Accepted(
            request.operation(),
            decision.row(),
            decision.ended(),
            Optional.of(DryRun.of(request, decision)));
      }
      case Prospect.Refused refused -> throw fault(refused.refusal());
      case Prospect.Unavailable early -> throw Fault.unavailable(early.reason());
      case Prospect.Repeated repeated -> {
        Accepted before = recorded(repeated.operation());
        yield new Accepted(
            before.operation(),
            before.row(),
            before.ended(),
            Optional.of(DryRun.again(request, before.operation())));
      }
    };
  }

  private Submission submit(OperationRequest request, Wishes wishes, Predicate<Refusal> enough) {
    long start = System.nanoTime();
    Submission submission = waiting.submit(request, wishes, enough);
    String outcome =
        switch (submission) {
          case Submission.Accepted accepted -> "accepted";
          case Submission.Repeated repeated -> "repeated";
          case Submission.Refused refused -> "refused";
          case Submission.Unavailable away -> "unavailable";
          case Submission.Unknown unknown -> "unknown";
        };
    metrics.answered(request.kind().word(), outcome, Duration.ofNanos(System.nanoTime() - start));
    return submission;
  }

  /** A refusal by the very same operation, where that is enough, is joined instead. */
  private Accepted accepted(Submission submission, Predicate<Refusal> enough) {
    if (submission instanceof Submission.Refused(Refusal refusal)) {
      OperationId other = refusal.blockedBy();
      if (other != null && enough.test(refusal)) {
        return recorded(other);
      }
    }
    return accepted(submission);
  }

  private Accepted accepted(Submission submission) {
    Accepted accepted =
        switch (submission) {
          case Submission.Accepted admitted ->
              new Accepted(
                  admitted.operation(), admitted.row(), admitted.ended(), Optional.empty());
          case Submission.Repeated repeated -> recorded(repeated.operation());
          case Submission.Refused refused -> throw fault(refused.refusal());
          case Submission.Unavailable away ->
              throw Fault.unavailable("The request was not accepted: " + away.reason());
          case Submission.Unknown unknown ->
              throw named(
                  Fault.unavailable(
                      "It is not known yet whether operation %s was accepted: %s"
                          .formatted(unknown.operation(), unknown.reason())),
                  unknown.operation());
        };
    MDC.put("operation_id", accepted.operation().value());
    return accepted;
  }

  private boolean isSame(@Nullable OperationId other, OperationInput input) {
    return Optional.ofNullable(other)
        .flatMap(this::find)
        .filter(row -> OperationKind.find(row.kindWord()).isPresent())
        .map(row -> input.asksTheSameAs(Json.read(row.request(), OperationInput.class)))
        .orElse(false);
  }

  private Accepted recorded(OperationId id) {
    OperationRow row = row(id);
    String answer = row.answer();
    if (answer == null) {
      throw new IllegalStateException("operation " + id + " has no answer recorded");
    }
    return new Accepted(
        id, Json.read(answer, AnswerRow.class), !row.state().open(), Optional.empty());
  }

  private OperationRow row(OperationId id) {
    return find(id).orElseThrow(() -> new IllegalStateException("no row of operation " + id));
  }

  private Fault failure(OperationId id) {
    OperationRow row = row(id);
    String message =
        "Operation %s failed: %s"
            .formatted(id, Optional.ofNullable(row.errorMessage()).orElse("unknown error"));
    return named(Fault.of(status(row.errorCode()), message), id);
  }

  private static Fault named(Fault fault, OperationId operation) {
    return fault.with(OPERATION_HEADER, operation.value());
  }

  private static int status(@Nullable String code) {
    for (ErrorCode known : ErrorCode.values()) {
      if (known.name().equals(code)) {
        return switch (known.category()) {
          case CALLER -> 400;
          case CONFLICT -> 409;
          case CAPACITY -> 413;
          case BACKEND_TRANSIENT, BACKEND_PERMANENT, OUTCOME_UNKNOWN, INTERNAL -> 500;
        };
      }
    }
    return 500;
  }

  private static Fault fault(Refusal refusal) {
    return Fault.of(refusal.status(), refusal.message());
  }

  private OperationRequest request(Call call, OperationInput input) {
    call.permissions().mustHaveBeenAsked();
    return new OperationRequest(
        OperationId.random(),
        input,
        call.caller().projectId(),
        call.caller().userId(),
        call.caller().admin(),
        call.requestId(),
        call.idempotencyKey(),
        call.idempotencyKey() == null ? null : RequestHash.of(call),
        patience.admission().toMillis());
  }

  private Optional<OperationRow> find(OperationId id) {
    return database.read(handle -> stores.operations().find(handle, id));
  }
}
