package io.clinker.steps;

import io.clinker.driver.Driver;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.StepContext;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.Token;
import io.clinker.model.VolumeId;
import io.clinker.operations.Lane;
import io.clinker.operations.ManageableQuery;
import io.clinker.operations.OperationKind;
import io.clinker.operations.StepRecord;
import io.clinker.store.ObservationStore.Held;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.Priority;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the driver of one backend for the steps of one lane. */
public final class DriverActivitiesImpl implements DriverActivities {
  private static final Logger LOG = LoggerFactory.getLogger(DriverActivitiesImpl.class);
  private static final Duration HAND_OVER = Duration.ofMillis(50);

  /** The workflows of which a delete is the undo of a create. */
  private static final Set<String> MAKERS =
      Set.of(
          OperationKind.VOLUME_CREATE.word(),
          OperationKind.SNAPSHOT_CREATE.word(),
          OperationKind.GROUP_CREATE_FROM_SOURCE.word(),
          OperationKind.GROUP_SNAPSHOT_CREATE.word());

  /** The state of an undo that found somebody else's object. */
  private static final String LEFT_ALONE = "left alone";

  private final Place place;
  private final Exporting exporting;
  private final StorageRecords records;
  private final Managing managing;
  private final StepJournal journal;
  private final StepMetrics metrics;
  private final FaultPoints faults;
  private final ScheduledExecutorService beats;

  /** Where the steps are done, and through which calls to the backend. */
  public record Place(String node, String host, BackendCalls calls, Lane lane) {}

  public DriverActivitiesImpl(
      Place place,
      Connections connections,
      StorageRecords records,
      StepJournal journal,
      StepMetrics metrics,
      FaultPoints faults,
      ScheduledExecutorService beats) {
    this.place = place;
    this.exporting = new Exporting(connections, place.host());
    this.records = records;
    this.managing = new Managing(records);
    this.journal = journal;
    this.metrics = metrics;
    this.faults = faults;
    this.beats = beats;
  }

  @FunctionalInterface
  private interface Effect {
    void on(Driver driver, StepContext context);
  }

  /** What a call found is the state of its step. */
  @FunctionalInterface
  private interface Call {
    String on(Driver driver, StepContext context);
  }

  @Override
  public StepRecord createVolume(Ticket ticket, VolumeId volume, Size size, VolumeSource source) {
    return done(
        ticket,
        "create-volume",
        (driver, context) -> {
          requireNotAnothers(
              ticket, volume.ref(), () -> driver.observeVolume(volume).map(ObservedVolume::mark));
          driver.createVolume(context, volume, size, source);
        });
  }

  @Override
  public StepRecord deleteVolume(Ticket ticket, VolumeId volume) {
    boolean undoesCreate = undoesCreate();
    return step(
        ticket,
        "delete-volume",
        (driver, context) ->
            undoesCreate
                    && StorageRecords.isAnothers(
                        driver.observeVolume(volume).map(ObservedVolume::mark), ticket.operation())
                ? LEFT_ALONE
                : done(() -> driver.deleteVolume(context, volume)));
  }

  @Override
  public StepRecord extendVolume(Ticket ticket, VolumeId volume, Size size) {
    return done(
        ticket, "extend-volume", (driver, context) -> driver.extendVolume(context, volume, size));
  }

  @Override
  public StepRecord revertVolume(Ticket ticket, VolumeId volume, SnapshotId snapshot) {
    return done(
        ticket,
        "revert-volume",
        (driver, context) -> driver.revertVolume(context, volume, snapshot));
  }

  @Override
  public StepRecord createSnapshot(Ticket ticket, SnapshotId snapshot, VolumeId volume) {
    return done(
        ticket,
        "create-snapshot",
        (driver, context) -> {
          requireNotAnothers(
              ticket,
              snapshot.ref(),
              () -> driver.observeSnapshot(snapshot).map(ObservedSnapshot::mark));
          driver.createSnapshot(context, snapshot, volume);
        });
  }

  @Override
  public StepRecord deleteSnapshot(Ticket ticket, SnapshotId snapshot, VolumeId volume) {
    boolean undoesCreate = undoesCreate();
    return step(
        ticket,
        "delete-snapshot",
        (driver, context) ->
            undoesCreate
                    && StorageRecords.isAnothers(
                        driver.observeSnapshot(snapshot).map(ObservedSnapshot::mark),
                        ticket.operation())
                ? LEFT_ALONE
                : done(() -> driver.deleteSnapshot(context, snapshot, volume)));
  }

  @Override
  public StepRecord connect(Ticket ticket, AttachmentId attachment) {
    Duration elsewhere = nextTry();
    return done(
        ticket,
        "connect",
        (driver, context) -> exporting.connect(driver, context, attachment, elsewhere));
  }

  @Override
  public StepRecord disconnect(Ticket ticket, AttachmentId attachment, VolumeId volume) {
    Duration elsewhere = nextTry();
    return done(
        ticket,
        "disconnect",
        (driver, context) -> exporting.disconnect(driver, context, attachment, volume, elsewhere));
  }

  /** When another node is asked for the step that this one leaves. */
  private static Duration nextTry() {
    return RetryTimes.next(Activity.getExecutionContext().getInfo()).orElse(HAND_OVER);
  }

  @Override
  public StepRecord findSize(Ticket ticket, VolumeId volume, Size size) {
    return step(
        ticket,
        "find-size",
        (driver, context) -> {
          driver.seal(context, List.copyOf(ticket.fences().keySet()));
          Size found = driver.observeVolume(volume).map(ObservedVolume::size).orElse(new Size(0));
          return found.compareTo(size) >= 0 ? ALREADY : NOT_YET;
        });
  }

  @Override
  public StepRecord adoptVolume(Ticket ticket, VolumeId volume, Size size) {
    return done(
        ticket,
        "adopt-volume",
        (driver, context) -> Adopting.volume(driver, context, ticket, volume, size));
  }

  @Override
  public StepRecord adoptSnapshot(Ticket ticket, SnapshotId snapshot, VolumeId volume, Size size) {
    return done(
        ticket,
        "adopt-snapshot",
        (driver, context) -> Adopting.snapshot(driver, context, ticket, snapshot, volume, size));
  }

  @Override
  public StepRecord findManageable(Ticket ticket, VolumeId volume, ForeignReference reference) {
    return done(
        ticket,
        "find-manageable",
        (driver, context) -> managing.find(driver, context, ticket, volume, reference));
  }

  @Override
  public StepRecord manageVolume(Ticket ticket, VolumeId volume, ForeignReference reference) {
    return done(
        ticket,
        "manage-volume",
        (driver, context) -> managing.manage(driver, context, ticket, volume, reference));
  }

  @Override
  public StepRecord giveBackVolume(Ticket ticket, VolumeId volume) {
    return done(
        ticket, "give-back-volume", (driver, context) -> driver.giveBackVolume(context, volume));
  }

  @Override
  public StepRecord unmanageVolume(Ticket ticket, VolumeId volume) {
    return done(
        ticket, "unmanage-volume", (driver, context) -> driver.unmanageVolume(context, volume));
  }

  @Override
  public StepRecord manageSnapshot(
      Ticket ticket,
      SnapshotId snapshot,
      VolumeId volume,
      ForeignReference reference,
      Size atMost) {
    return done(
        ticket,
        "manage-snapshot",
        (driver, context) -> {
          ObservedSnapshot held = driver.manageSnapshot(context, snapshot, volume, reference);
          managing.keep(ticket, held, atMost);
        });
  }

  @Override
  public StepRecord giveBackSnapshot(Ticket ticket, SnapshotId snapshot, VolumeId volume) {
    return done(
        ticket,
        "give-back-snapshot",
        (driver, context) -> driver.giveBackSnapshot(context, snapshot, volume));
  }

  @Override
  public StepRecord unmanageSnapshot(Ticket ticket, SnapshotId snapshot, VolumeId volume) {
    return done(
        ticket,
        "unmanage-snapshot",
        (driver, context) -> driver.unmanageSnapshot(context, snapshot, volume));
  }

  @Override
  public StepRecord findObject(Ticket ticket, ResourceRef object) {
    return step(
        ticket,
        "find-object",
        (driver, context) -> Managing.isThere(driver, context, object) ? THERE : GONE);
  }

  @Override
  public List<ManageableObject> listManageable(ManageableQuery query) {
    try {
      return query.page(Managing.list(place.calls().driver(), query.kind()));
    } catch (ClinkerException error) {
      throw ActivityErrors.failure(error);
    }
  }

  @Override
  public StepRecord readVolume(
      Ticket ticket, VolumeId volume, List<SnapshotId> snapshots, boolean mustExist) {
    return done(
        ticket,
        "read-volume",
        (driver, context) -> {
          driver.seal(context, List.copyOf(ticket.fences().keySet()));
          Optional<Size> size = Adopting.wholeSize(driver, context, volume);
          List<SnapshotId> there =
              snapshots.stream().filter(one -> driver.observeSnapshot(one).isPresent()).toList();
          records.keep(ticket, new Held(size.map(Size::bytes).orElse(null), there));
          if (mustExist && size.isEmpty()) {
            throw Adopting.missing(ticket, volume.ref());
          }
        });
  }

  @Override
  public StepRecord readSnapshot(Ticket ticket, SnapshotId snapshot, boolean mustExist) {
    return done(
        ticket,
        "read-snapshot",
        (driver, context) -> {
          driver.seal(context, List.copyOf(ticket.fences().keySet()));
          Optional<Size> size = driver.observeSnapshot(snapshot).map(ObservedSnapshot::size);
          context.observed(size.isPresent() ? "present" : "absent");
          records.keep(ticket, new Held(size.map(Size::bytes).orElse(null), List.of()));
          if (mustExist && size.isEmpty()) {
            throw Adopting.missing(ticket, snapshot.ref());
          }
        });
  }

  /**
   * A run that takes over a create finds what the create has made, or nothing. What bears another's
   * mark was made over by an operation that the database has forgotten: it is not this one's.
   */
  private static void requireNotAnothers(
      Ticket ticket, ResourceRef object, Supplier<Optional<Mark>> mark) {
    if (ticket.run() > 1 && StorageRecords.isAnothers(mark.get(), ticket.operation())) {
      throw new ClinkerException(
          ErrorCode.OBJECT_MISMATCH,
          "the object bears the mark of another operation",
          Map.of("backend", ticket.backend(), "object", object.toString()));
    }
  }

  /** Whether this delete undoes a create, which must only remove what the create has made. */
  private static boolean undoesCreate() {
    @Nullable String workflow = Activity.getExecutionContext().getInfo().getWorkflowType();
    // An activity that no workflow has started undoes nothing.
    return workflow != null && MAKERS.contains(workflow);
  }

  private static String done(Runnable effect) {
    effect.run();
    return "done";
  }

  @Override
  public StepRecord seal(Ticket ticket) {
    List<ResourceRef> objects = List.copyOf(ticket.fences().keySet());
    return done(ticket, "seal", (driver, context) -> driver.seal(context, objects));
  }

  private StepRecord done(Ticket ticket, String name, Effect effect) {
    return step(
        ticket,
        name,
        (driver, context) -> {
          effect.on(driver, context);
          return "done";
        });
  }

  private StepRecord step(Ticket ticket, String name, Call call) {
    ActivityExecutionContext activity = Activity.getExecutionContext();
    int attempt = activity.getInfo().getAttempt();
    String point = activity.getInfo().getWorkflowType() + "/" + name;
    Token token =
        new Token(ticket.operation(), ticket.run(), ticket.step(), attempt, ticket.fences());
    RunningStep running = new RunningStep(activity, token, name, place.node(), journal, beats);
    try (running) {
      faults.reach(point + ":before");
      String state =
          place
              .calls()
              .call(
                  new BackendCalls.Asking(place.lane(), project(activity), running),
                  driver -> call.on(driver, running));
      faults.reach(point + ":after");
      Instant endedAt = Instant.now();
      if (attempt > 1) {
        journal.goingOn(ticket.operation(), ticket.run());
      }
      metrics.stepDone(ticket.backend(), name, Duration.between(running.startedAt(), endedAt));
      return new StepRecord(
          ticket.step(),
          name,
          state,
          attempt,
          place.node(),
          running.observed(),
          null,
          running.startedAt(),
          endedAt);
    } catch (GivenBackException back) {
      throw givenBack(ticket, name, attempt, back);
    } catch (ClinkerException error) {
      if (error.code() == ErrorCode.CANCELLED && running.isHandedOver()) {
        throw givenBack(ticket, name, attempt, handedOver());
      }
      throw failed(ticket, name, activity.getInfo(), error);
    } catch (RuntimeException error) {
      throw failed(ticket, name, activity.getInfo(), ActivityErrors.internal(error));
    }
  }

  private ApplicationFailure failed(
      Ticket ticket, String name, ActivityInfo activity, ClinkerException error) {
    metrics.stepFailed(ticket.backend(), name, error.code());
    records.refused(ticket, error);
    LOG.atWarn()
        .addKeyValue("operation", ticket.operation())
        .addKeyValue("step", name)
        .addKeyValue("attempt", activity.getAttempt())
        .addKeyValue("code", error.code())
        .setCause(error)
        .log("step failed");
    if (error.code().repeatable()) {
      journal.waiting(
          ticket.operation(),
          ticket.run(),
          name + " on " + ticket.backend() + ": " + error.getMessage());
    }
    return ActivityErrors.failure(error, activity);
  }

  private ApplicationFailure givenBack(
      Ticket ticket, String name, int attempt, GivenBackException back) {
    metrics.givenBack(ticket.backend(), name);
    LOG.atInfo()
        .addKeyValue("operation", ticket.operation())
        .addKeyValue("step", name)
        .addKeyValue("attempt", attempt)
        .addKeyValue("reason", back.reason())
        .log("step given back");
    journal.waiting(
        ticket.operation(), ticket.run(), name + " at " + place.node() + ": " + back.reason());
    return ActivityErrors.later(new ClinkerException(back.code(), back.reason()), back.delay());
  }

  private static GivenBackException handedOver() {
    return new GivenBackException(
        ErrorCode.BACKEND_UNAVAILABLE, "handed over to another node", HAND_OVER);
  }

  /** The project that the engine shares its queues out by; null if the engine does not tell. */
  private static @Nullable String project(ActivityExecutionContext activity) {
    Priority priority = activity.getInfo().getPriority();
    return priority == null ? null : priority.getFairnessKey();
  }
}
