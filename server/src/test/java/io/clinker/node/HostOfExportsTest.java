package io.clinker.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clinker.admission.Admission.Turn;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverDescription;
import io.clinker.driver.DriverFactory.BackendContext;
import io.clinker.driver.VolumeSource;
import io.clinker.drivers.simulator.SimulatorArray;
import io.clinker.drivers.simulator.SimulatorDriver;
import io.clinker.drivers.simulator.SimulatorOptions;
import io.clinker.drivers.simulator.SimulatorPool;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.AttachmentInput.DeleteAttachment;
import io.clinker.operations.Lane;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.steps.BackendCalls;
import io.clinker.steps.Connections;
import io.clinker.steps.DriverActivities;
import io.clinker.steps.DriverActivities.Ticket;
import io.clinker.steps.DriverActivitiesImpl;
import io.clinker.steps.FaultPoints;
import io.clinker.steps.StepJournal;
import io.clinker.steps.StepMetrics;
import io.clinker.steps.StorageRecords;
import io.clinker.store.AttachmentRow;
import io.clinker.store.testing.Rig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two hosts serve one storage, and daemons of a host serve its exports: what one host has begun to
 * export is gone on with and taken back there, though any node may get the step.
 */
class HostOfExportsTest {
  private static final String BACKEND = "shared";
  private static final Map<String, Object> CONNECTOR =
      Map.of("host", "h", "ip", "127.0.0.1", "initiator", "iqn.1993-08.org.debian:01:h");

  @AutoClose private final Rig rig = new Rig();

  @AutoClose
  private final SimulatorArray array =
      new SimulatorArray(List.of(new SimulatorPool("pool", Size.ofGibibytes(100), true)));

  @AutoClose("shutdownNow")
  private final ScheduledExecutorService beats = Executors.newScheduledThreadPool(1);

  private final Host a = new Host("host-a");
  private final Host b = new Host("host-b");

  @AutoClose private final TestActivityEnvironment nodesOfA = a.environment;
  @AutoClose private final TestActivityEnvironment nodesOfB = b.environment;
  @AutoClose private final BackendCalls callsOfA = a.slots;
  @AutoClose private final BackendCalls callsOfB = b.slots;

  private final VolumeId volume = VolumeId.random();
  private final AttachmentId attachment = AttachmentId.random();

  /** A node on a host, with a driver whose exports are the host's. */
  private final class Host {
    private final String name;
    private final List<String> exports = new CopyOnWriteArrayList<>();
    private final TestActivityEnvironment environment = Activities.environment();
    private final BackendCalls slots;
    private final DriverActivities steps;
    private boolean diesAfterConnect;
    private boolean cannotExport;

    Host(String name) {
      this.name = name;
      this.slots = Activities.calls(BACKEND, bound());
      this.steps = Activities.steps(environment);
    }

    private Driver bound() {
      Driver real =
          new SimulatorDriver(
              array, new BackendContext(BACKEND, name), SimulatorOptions.defaults());
      return (Driver)
          Proxy.newProxyInstance(
              Driver.class.getClassLoader(),
              new Class<?>[] {Driver.class},
              (proxy, method, arguments) -> {
                Object result;
                if (cannotExport && method.getName().equals("connect")) {
                  throw new ClinkerException(ErrorCode.BACKEND_UNAVAILABLE, "no port is free");
                }
                try {
                  result = method.invoke(real, arguments);
                } catch (InvocationTargetException thrown) {
                  throw thrown.getCause() == null ? thrown : thrown.getCause();
                }
                return switch (method.getName()) {
                  case "description" -> hostBound((DriverDescription) result);
                  case "connect" -> connected(result);
                  case "disconnect" -> {
                    exports.remove(String.valueOf(arguments[1]));
                    yield result;
                  }
                  default -> result;
                };
              });
    }

    private Object connected(Object result) {
      exports.add(attachment.value());
      if (diesAfterConnect) {
        throw new IllegalStateException("dead");
      }
      return result;
    }

    private static DriverDescription hostBound(DriverDescription of) {
      return new DriverDescription(
          of.driver(),
          of.vendor(),
          of.version(),
          of.capabilities(),
          of.serialSections(),
          of.fenceMechanism(),
          of.defaultProtocol(),
          of.protocols(),
          of.maximumConcurrency(),
          true);
    }

    private void begin() {
      Jdbi jdbi = rig.database().jdbi();
      environment.registerActivitiesImplementations(
          new DriverActivitiesImpl(
              new DriverActivitiesImpl.Place(name + "-node", name, slots, Lane.PROMPT),
              new Connections(jdbi),
              new StorageRecords(jdbi),
              new StepJournal(jdbi),
              new StepMetrics(new SimpleMeterRegistry(), List.of()),
              FaultPoints.NONE,
              beats));
    }
  }

  @BeforeEach
  void aVolume() {
    rig.backend(BACKEND, 100);
    a.begin();
    b.begin();
    Admitted made = rig.accepted(Rig.blank(volume, 1));
    a.steps.createVolume(
        ticket(made, 1, made.fences()), volume, Size.ofGibibytes(1), new VolumeSource.Blank());
    rig.succeed(made);
  }

  private static Ticket ticket(Admitted admitted, int step, Map<ResourceRef, Long> fences) {
    return new Ticket(BACKEND, admitted.operation(), admitted.run(), step, fences);
  }

  private Admitted attaching(AttachmentId id) {
    return rig.accepted(new CreateAttachment(id, volume, "server", null, CONNECTOR));
  }

  private AttachmentRow row(AttachmentId id) {
    return rig.database()
        .read(handle -> rig.stores().attachments().find(handle, id, null))
        .orElseThrow();
  }

  private static void assertGivenBack(ThrowingCallable step, String host) {
    assertThatThrownBy(step)
        .rootCause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> {
              assertThat(failure.getType()).isEqualTo(ErrorCode.BACKEND_UNAVAILABLE.name());
              assertThat(failure.isNonRetryable()).isFalse();
              assertThat(failure.getNextRetryDelay()).isNotNull();
              assertThat(failure.getOriginalMessage()).contains("belongs to host " + host);
            });
  }

  @Test
  void whatAHostHasBegunIsGoneOnWithThere() {
    Admitted attaching = attaching(attachment);
    Ticket ticket = ticket(attaching, 1, attaching.fences());
    a.diesAfterConnect = true;
    assertThatThrownBy(() -> a.steps.connect(ticket, attachment)).isNotNull();
    assertThat(row(attachment).exportHost()).isEqualTo("host-a");
    assertThat(row(attachment).connectionInfo()).isNull();

    assertGivenBack(() -> b.steps.connect(ticket, attachment), "host-a");
    assertThat(b.exports).isEmpty();
    assertThat(rig.row(attaching.operation()).state()).isEqualTo(OperationState.WAITING);
    assertThat(rig.row(attaching.operation()).waitingReason()).contains("host-a");

    a.diesAfterConnect = false;
    a.steps.connect(ticket, attachment);
    assertThat(row(attachment).connectionInfo()).isNotEmpty();
    assertThat(row(attachment).exportHost()).isEqualTo("host-a");
  }

  @Test
  void aHostThatCannotExportLetsAnotherTry() {
    Admitted attaching = attaching(attachment);
    Ticket ticket = ticket(attaching, 1, attaching.fences());
    a.cannotExport = true;
    assertThatThrownBy(() -> a.steps.connect(ticket, attachment)).isNotNull();
    assertThat(row(attachment).exportHost()).isNull();

    b.steps.connect(ticket, attachment);
    assertThat(row(attachment).exportHost()).isEqualTo("host-b");
    assertThat(b.exports).containsExactly(attachment.value());
  }

  @Test
  void whatAHostHasExportedIsTakenBackThere() {
    Admitted attaching = attaching(attachment);
    a.steps.connect(ticket(attaching, 1, attaching.fences()), attachment);
    Outcome cancelled = new Outcome.Cancelled();
    Turn turn = rig.admission().beginCleaning(attaching.operation(), attaching.run(), cancelled);
    assertThat(turn).isInstanceOf(Turn.Yours.class);
    Ticket undo = ticket(attaching, 2, ((Turn.Yours) turn).fences());

    assertGivenBack(() -> b.steps.disconnect(undo, attachment, volume), "host-a");
    assertThat(a.exports).containsExactly(attachment.value());

    a.steps.disconnect(undo, attachment, volume);
    assertThat(a.exports).isEmpty();
    rig.settle(attaching, cancelled);
  }

  @Test
  void whatNoHostHasBegunIsTakenBackAnywhereAndNotBegunAfterwards() {
    Admitted attaching = attaching(attachment);
    Turn turn =
        rig.admission()
            .beginCleaning(attaching.operation(), attaching.run(), new Outcome.Cancelled());
    b.steps.disconnect(ticket(attaching, 2, ((Turn.Yours) turn).fences()), attachment, volume);

    assertThatThrownBy(() -> a.steps.connect(ticket(attaching, 1, attaching.fences()), attachment))
        .rootCause()
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> assertThat(failure.getType()).isEqualTo(ErrorCode.STALE_TOKEN.name()));
    assertThat(a.exports).isEmpty();
    assertThat(row(attachment).exportHost()).isNull();
  }

  @Test
  void aDeleteWhileItIsAttachingGoesToTheHostThatHasBegun() {
    Admitted attaching = attaching(attachment);
    a.diesAfterConnect = true;
    assertThatThrownBy(() -> a.steps.connect(ticket(attaching, 1, attaching.fences()), attachment))
        .isNotNull();

    OperationRequest delete = Rig.request(new DeleteAttachment(attachment));

    assertThat(rig.admission().supersede(delete, Rig.run(delete)))
        .isInstanceOfSatisfying(
            Admitted.class,
            admitted ->
                assertThat(admitted.plan())
                    .isEqualTo(new Plan.Disconnect(attachment, volume, BACKEND, "host-a")));
  }

  /** Two exports of one volume on two hosts would each have a cache of their own. */
  @Test
  void allExportsOfAVolumeAreOfOneHost() {
    rig.test().run("update volume set multiattach = true where id = '%s'".formatted(volume));
    AttachmentId second = AttachmentId.random();
    Admitted first = attaching(attachment);
    List<Admitted> both = new ArrayList<>(List.of(first, attaching(second)));
    assertThat(both)
        .extracting(Admitted::plan)
        .allSatisfy(plan -> assertThat(((Plan.Connect) plan).exportHost()).isNull());
    a.steps.connect(ticket(first, 1, first.fences()), attachment);

    Ticket ofSecond = ticket(both.get(1), 1, both.get(1).fences());
    assertGivenBack(() -> b.steps.connect(ofSecond, second), "host-a");
    assertThat(row(second).exportHost()).isNull();
    a.steps.connect(ofSecond, second);
    assertThat(row(second).exportHost()).isEqualTo("host-a");
  }
}
