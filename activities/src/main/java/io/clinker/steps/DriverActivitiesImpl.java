package io.clinker.steps;

import io.clinker.driver.Driver;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.StepContext;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.Token;
import io.clinker.model.VolumeId;
import io.clinker.operations.StepRecord;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.Priority;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls the driver of one backend for the steps of one lane. */
public final class DriverActivitiesImpl implements DriverActivities {
  private static final Logger LOG = LoggerFactory.getLogger(DriverActivitiesImpl.class);
  private static final Duration HAND_OVER = Duration.ofMillis(50);

  private final BackendCalls calls;
  private final Lane lane;
  private final Place place;
  private final Connections connections;
  private final StepJournal journal;
  private final StepMetrics metrics;
  private final FaultPoints faults;
  private final ScheduledExecutorService beats;

  /** Where the steps are done. */
  public record Place(String node, String host) {}

  public DriverActivitiesImpl(
      BackendCalls calls,
      Lane lane,
      Place place,
      Connections connections,
      StepJournal journal,
      StepMetrics metrics,
      FaultPoints faults,
      ScheduledExecutorService beats) {
    this.calls = calls;
    this.lane = lane;
    this.place = place;
    this.connections = connections;
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
        (driver, context) -> driver.createVolume(context, volume, size, source));
  }

  @Override
  public StepRecord deleteVolume(Ticket ticket, VolumeId volume) {
    return done(ticket, "delete-volume", (driver, context) -> driver.deleteVolume(context, volume));
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
        (driver, context) -> driver.createSnapshot(context, snapshot, volume));
  }

  @Override
  public StepRecord deleteSnapshot(Ticket ticket, SnapshotId snapshot, VolumeId volume) {
    return done(
        ticket,
        "delete-snapshot",
        (driver, context) -> driver.deleteSnapshot(context, snapshot, volume));
  }

  @Override
  public StepRecord connect(Ticket ticket, AttachmentId attachment) {
    return step(
        ticket,
        "connect",
        (driver, context) -> {
          Long fence = ticket.fences().get(attachment.ref());
          if (fence == null) {
            throw new ClinkerException(
                ErrorCode.INTERNAL, "the ticket has no fence for the attachment");
          }
          var connection = driver.connect(context, connections.request(attachment));
          connections.store(
              attachment,
              ticket.operation(),
              fence,
              connection,
              driver.description().hostBound() ? place.host() : null);
          return "done";
        });
  }

  @Override
  public StepRecord disconnect(Ticket ticket, AttachmentId attachment, VolumeId volume) {
    return done(
        ticket, "disconnect", (driver, context) -> driver.disconnect(context, attachment, volume));
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
          calls.call(
              new BackendCalls.Asking(lane, project(activity), running),
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
      throw failed(ticket, name, attempt, error);
    } catch (RuntimeException error) {
      throw failed(ticket, name, attempt, ActivityErrors.internal(error));
    }
  }

  private ApplicationFailure failed(
      Ticket ticket, String name, int attempt, ClinkerException error) {
    metrics.stepFailed(ticket.backend(), name, error.code());
    LOG.atWarn()
        .addKeyValue("operation", ticket.operation())
        .addKeyValue("step", name)
        .addKeyValue("attempt", attempt)
        .addKeyValue("code", error.code())
        .setCause(error)
        .log("step failed");
    if (error.code().repeatable()) {
      journal.waiting(
          ticket.operation(),
          ticket.run(),
          name + " on " + ticket.backend() + ": " + error.getMessage());
    }
    return ActivityErrors.failure(error);
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
