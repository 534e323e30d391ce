package io.clinker.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.admission.Admission;
import io.clinker.admission.Admission.Rehearsal;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.node.EngineClient;
import io.clinker.operations.Admittance;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import io.clinker.operations.Refusal;
import io.clinker.placement.Liveness;
import io.clinker.store.OpenOperations;
import io.clinker.store.OpenOperations.Held;
import io.clinker.workflows.support.Fairness;
import io.clinker.workflows.support.Labels;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.TaskQueues;
import io.clinker.workflows.support.Timeouts;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowUpdateStage;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests into the engine by one update-with-start each. Every answer of the engine other
 * than an admit result is "unknown"; then the tombstone decides.
 */
public final class TemporalGateway implements OperationGateway {
  private static final Logger LOG = LoggerFactory.getLogger(TemporalGateway.class);

  /** The engine gives a workflow task to a second worker no sooner than this, with some margin. */
  private static final Duration ONE_WORKER = Timeouts.WORKFLOW_TASK.dividedBy(2);

  private final EngineClient engine;
  private final Admission admission;
  private final OpenOperations operations;
  private final BooleanSupplier databaseAnswers;
  private final Liveness liveness;
  private final ObjectMapper answers;
  private final boolean mayHandOver;
  private final Timing timing;
  private final EngineCalls calls;
  private final LeftRuns leftRuns;

  /**
   * @param databaseAnswers says in a short time whether the database does
   * @param liveness knows what the other nodes understand
   * @param answers reads the answers that admission wrote
   * @param mayHandOver whether operations supersede others as the catalogue says; false: refused,
   *     as Cinder does
   */
  public TemporalGateway(
      EngineClient engine,
      Admission admission,
      OpenOperations operations,
      BooleanSupplier databaseAnswers,
      Liveness liveness,
      ObjectMapper answers,
      boolean mayHandOver,
      Timing timing) {
    this.engine = engine;
    this.admission = admission;
    this.operations = operations;
    this.databaseAnswers = databaseAnswers;
    this.liveness = liveness;
    this.answers = answers;
    this.mayHandOver = mayHandOver;
    this.timing = timing;
    this.calls = new EngineCalls(timing);
    this.leftRuns = new LeftRuns(engine, operations, calls);
  }

  @Override
  public Submission submit(OperationRequest request) {
    Optional<Submission> known = knownKey(request);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<String> early = tooEarly(request);
    if (early.isPresent()) {
      return new Submission.Unavailable(early.get());
    }
    if (!engine.isReachable()) {
      // Nothing was sent, so nothing has to be decided.
      return new Submission.Unavailable("the engine cannot be reached");
    }
    Pace pace = new Pace(Duration.ofMillis(request.admissionMillis()));
    boolean registered = false;
    while (true) {
      try {
        return answer(request, send(request, "admit", pace));
      } catch (AlreadyExists held) {
        Optional<Submission> decided = besides(request, pace);
        if (decided.isPresent()) {
          return decided.get();
        }
        if (!pace.pause()) {
          // Never a conflict: nobody can be named.
          return afterSilence(request, "the resource was not free in time");
        }
      } catch (NotRegistered lost) {
        if (registered || !register()) {
          return afterSilence(request, "the engine lacks the namespace or its search attributes");
        }
        registered = true;
      } catch (Silence silence) {
        return afterSilence(request, "the engine did not answer in time");
      }
    }
  }

  @Override
  public Prospect rehearse(OperationRequest request) {
    Optional<Submission> known = knownKey(request);
    if (known.isPresent()) {
      return switch (known.get()) {
        case Submission.Repeated repeated -> new Prospect.Repeated(repeated.operation());
        case Submission.Refused refused -> new Prospect.Refused(refused.refusal());
        case Submission.Accepted unused -> throw new IllegalStateException("a key was decided");
        case Submission.Unavailable unused -> throw new IllegalStateException("a key was decided");
        case Submission.Unknown unused -> throw new IllegalStateException("a key was decided");
      };
    }
    Optional<String> early = tooEarly(request);
    if (early.isPresent()) {
      return new Prospect.Unavailable(early.get());
    }
    Optional<Held> open = operations.openOf(request.resource());
    boolean supersedes = open.isPresent() && supersedes(request, open.get());
    if (open.isPresent() && !supersedes) {
      return new Prospect.Refused(Blocking.refusal(request, open.get()));
    }
    return switch (admission.rehearse(request, supersedes)) {
      case Rehearsal.WouldAdmit decision -> new Prospect.Acceptable(decision);
      case Rehearsal.WouldRefuse refused -> new Prospect.Refused(refused.refusal());
    };
  }

  /** Why not every node could carry it out: an upgrade is under way, or was taken back. */
  private Optional<String> tooEarly(OperationRequest request) {
    Set<String> nodes = liveness.nodesWithout(request.input().needs());
    return nodes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s is not known to every node while an upgrade is under way (not to %s)"
                .formatted(request.kind().word(), String.join(", ", nodes)));
  }

  private boolean supersedes(OperationRequest request, Held held) {
    return mayHandOver
        && OperationKind.find(held.kind()).filter(request.kind()::supersedes).isPresent();
  }

  @Override
  public Optional<OperationState> awaitEnd(OperationId operation, Duration atMost) {
    Pace pace = new Pace(atMost);
    while (true) {
      Optional<Held> row = operations.find(operation);
      if (row.isPresent() && row.get().ended()) {
        return Optional.of(row.get().state());
      }
      if (!pace.pause()) {
        return Optional.empty();
      }
    }
  }

  @Override
  public Cancellation cancel(OperationId operation) {
    Optional<Held> row = operations.find(operation);
    if (row.isEmpty() || row.get().state() == OperationState.ABANDONED) {
      return new Cancellation.NotFound();
    }
    if (row.get().ended()) {
      return new Cancellation.Impossible("the operation has ended");
    }
    WorkflowStub stub = engine.client().newUntypedWorkflowStub(row.get().workflowId());
    UpdateOptions<String> options =
        UpdateOptions.newBuilder(String.class)
            .setUpdateName("cancel")
            .setWaitForStage(WorkflowUpdateStage.COMPLETED)
            .build();
    try {
      String impossible =
          calls.answered(
              engine.settings().admissionTimeout(), () -> stub.startUpdate(options, operation));
      return impossible == null
          ? new Cancellation.Accepted()
          : new Cancellation.Impossible(impossible);
    } catch (WorkflowNotFoundException closed) {
      return new Cancellation.Unavailable("the operation is being taken up again");
    } catch (Exception failure) {
      return new Cancellation.Unavailable(
          "the engine did not answer in time; the operation tells whether it is cancelled");
    }
  }

  /** ALREADY_EXISTS is only a hint: the open operation's row decides, if there is one. */
  private Optional<Submission> besides(OperationRequest request, Pace pace) {
    Optional<Held> open = operations.openOf(request.resource());
    if (open.isEmpty()) {
      Optional<Submission> gone = ifGone(request);
      if (gone.isEmpty()) {
        leftRuns.endSettledHolder(request);
      }
      return gone;
    }
    Held held = open.get();
    if (held.id().equals(request.operation())) {
      return Optional.of(accepted(held));
    }
    Optional<Submission> known = knownKey(request);
    if (known.isPresent()) {
      return known;
    }
    if (supersedes(request, held)) {
      try {
        return Optional.of(answer(request, send(request, "supersede", pace)));
      } catch (AlreadyExists closing) {
        return Optional.empty();
      } catch (NotRegistered | Silence silence) {
        return Optional.of(afterSilence(request, "the engine did not answer in time"));
      }
    }
    return Optional.of(new Submission.Refused(Blocking.refusal(request, held)));
  }

  /**
   * Ids are never used again, so what is gone is refused without a run: only one of many requests
   * at once can have the run that refuses, and the others would wait for it until their deadline.
   */
  private Optional<Submission> ifGone(OperationRequest request) {
    return switch (admission.rehearse(request, false)) {
      case Rehearsal.WouldRefuse(Refusal refusal) when refusal.code() == ErrorCode.NOT_FOUND ->
          // It may be this very request that took it away, or a twin with the same key.
          operations
              .find(request.operation())
              .map(this::accepted)
              .or(() -> knownKey(request))
              .or(() -> Optional.of(new Submission.Refused(refusal)));
      case Rehearsal.WouldRefuse unused -> Optional.empty();
      case Rehearsal.WouldAdmit unused -> Optional.empty();
    };
  }

  private Submission answer(OperationRequest request, Sent sent) {
    Admittance admittance = sent.answer();
    return switch (admittance) {
      case Admittance.Admitted admitted ->
          new Submission.Accepted(admitted.operation(), admitted.row(), admitted.ended());
      case Admittance.Refused refused -> refused(request, refused.refusal(), sent.took());
      case Admittance.Repeated repeated -> new Submission.Repeated(repeated.operation());
      case Admittance.Ended ignored -> afterSilence(request, "admission was not decided in time");
    };
  }

  /**
   * A refusal that took so long that the engine may have given its admission to a second worker is
   * made final by a tombstone: the first one may wake up and admit what was refused.
   */
  private Submission refused(OperationRequest request, Refusal refusal, Duration took) {
    if (took.compareTo(ONE_WORKER) < 0) {
      return new Submission.Refused(refusal);
    }
    Submission instead = afterSilence(request, "admission was given to a second worker");
    return instead instanceof Submission.Unavailable ? new Submission.Refused(refusal) : instead;
  }

  /** Whoever commits first decides: the tombstone here, or the operation's row in admit. */
  private Submission afterSilence(OperationRequest request, String reason) {
    if (!databaseAnswers.getAsBoolean()) {
      return new Submission.Unknown(request.operation(), reason);
    }
    try {
      if (admission.abandon(request)) {
        leftRuns.endOwnRun(request);
        return new Submission.Unavailable(reason);
      }
      return operations
          .find(request.operation())
          .map(this::accepted)
          .orElseGet(() -> new Submission.Unknown(request.operation(), reason));
    } catch (RuntimeException failure) {
      LOG.atWarn()
          .addKeyValue("operation", request.operation())
          .setCause(failure)
          .log("tombstone not written");
      return new Submission.Unknown(request.operation(), reason);
    }
  }

  private Submission accepted(Held held) {
    String answer = held.answer();
    if (answer == null) {
      return new Submission.Unavailable("the request was given up before");
    }
    try {
      return new Submission.Accepted(
          held.id(), answers.readValue(answer, AnswerRow.class), held.ended());
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException("an operation's answer cannot be read", failure);
    }
  }

  private Optional<Submission> knownKey(OperationRequest request) {
    String key = request.idempotencyKey();
    if (key == null) {
      return Optional.empty();
    }
    return admission
        .lookUpKey(request.projectId(), key)
        .flatMap(
            known ->
                known.requestHash().equals(request.requestHash())
                    ? known.operation().map(Submission.Repeated::new)
                    : Optional.of(
                        new Submission.Refused(
                            new Refusal(
                                ErrorCode.IDEMPOTENCY_MISMATCH,
                                422,
                                "The Idempotency-Key was used before with another request.",
                                null))));
  }

  /** What admission answered, and how long that took. */
  private record Sent(Admittance answer, Duration took) {}

  private Sent send(OperationRequest request, String update, Pace pace)
      throws AlreadyExists, NotRegistered, Silence {
    boolean handOver = update.equals("supersede");
    WorkflowStub stub =
        engine.client().newUntypedWorkflowStub(request.kind().word(), options(request, handOver));
    UpdateOptions<Admittance> options =
        UpdateOptions.newBuilder(Admittance.class)
            .setUpdateName(update)
            // Not the operation's alone: a request that waits is sent again when what was in its
            // way has ended, and the engine would say again what it said in the run that is closed.
            .setUpdateId(request.operation() + "/" + UUID.randomUUID())
            .setWaitForStage(WorkflowUpdateStage.COMPLETED)
            .build();
    Object[] updateArguments = handOver ? new Object[] {request} : new Object[0];
    long begin = timing.nanoTime().getAsLong();
    try {
      Admittance answer =
          calls.answered(
              pace.left(),
              () ->
                  stub.startUpdateWithStart(
                      options, updateArguments, new Object[] {Start.admit(request)}));
      return new Sent(answer, Duration.ofNanos(timing.nanoTime().getAsLong() - begin));
    } catch (Exception failure) {
      Status.Code code = statusOf(failure);
      if (code == Status.Code.ALREADY_EXISTS) {
        throw new AlreadyExists();
      }
      if (code == Status.Code.INVALID_ARGUMENT || code == Status.Code.NOT_FOUND) {
        LOG.atWarn()
            .addKeyValue("operation", request.operation())
            .setCause(failure)
            .log("start refused");
        throw new NotRegistered();
      }
      LOG.atInfo()
          .addKeyValue("operation", request.operation())
          .addKeyValue("status", code)
          .log("admission outcome unknown");
      throw new Silence();
    }
  }

  private static WorkflowOptions options(OperationRequest request, boolean handOver) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(request.resource().workflowId())
        .setTaskQueue(TaskQueues.ENGINE)
        .setWorkflowTaskTimeout(Timeouts.WORKFLOW_TASK)
        .setWorkflowIdConflictPolicy(
            handOver
                ? WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING
                : WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setTypedSearchAttributes(Labels.atStart(request))
        .setPriority(Fairness.of(request.projectId()))
        .setStaticSummary(request.kind().word() + " " + request.resource())
        .build();
  }

  private boolean register() {
    try {
      engine.register();
      return true;
    } catch (StatusRuntimeException failure) {
      LOG.atWarn().setCause(failure).log("registration failed");
      return false;
    }
  }

  private static Status.Code statusOf(Throwable failure) {
    return Status.fromThrowable(failure).getCode();
  }

  private static final class AlreadyExists extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static final class NotRegistered extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static final class Silence extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
