package io.clinker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory.BackendContext;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.VolumeSource;
import io.clinker.drivers.simulator.SimulatorArray;
import io.clinker.drivers.simulator.SimulatorDriver;
import io.clinker.drivers.simulator.SimulatorOptions;
import io.clinker.drivers.simulator.SimulatorPool;
import io.clinker.findings.StorageReconciler;
import io.clinker.model.AttachmentId;
import io.clinker.model.ResourceKind;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.Lane;
import io.clinker.operations.ManageableQuery;
import io.clinker.steps.BackendCalls;
import io.clinker.steps.Connections;
import io.clinker.steps.DriverActivities;
import io.clinker.steps.DriverActivities.Ticket;
import io.clinker.steps.DriverActivitiesImpl;
import io.clinker.steps.FaultPoints;
import io.clinker.steps.StepJournal;
import io.clinker.steps.StepMetrics;
import io.clinker.steps.StorageRecords;
import io.clinker.store.testing.Rig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.failure.ActivityFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A call to a backend may take hours: while one runs, whoever waits for it holds no connection to
 * the database, and so no transaction and no row.
 */
class NoTransactionDuringCallsTest {
  private static final String BACKEND = "sim";
  private static final Size GIB = Size.ofGibibytes(1);
  private static final Set<String> ASK_NOTHING = Set.of("description", "close", "toString");

  @AutoClose private final Rig rig = new Rig();

  @AutoClose
  private final SimulatorArray array =
      new SimulatorArray(List.of(new SimulatorPool("pool", Size.ofGibibytes(100), true)));

  @AutoClose("shutdownNow")
  private final ScheduledExecutorService beats = Executors.newScheduledThreadPool(1);

  @AutoClose private final TestActivityEnvironment environment = Activities.environment();

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<String> inTransactions = new CopyOnWriteArrayList<>();
  private final Driver driver = watched();

  @AutoClose private final BackendCalls slots = Activities.calls(BACKEND, driver);

  private final DriverActivities steps = Activities.steps(environment);

  /** Notes of each call whether any connection of the pool is in use. */
  private Driver watched() {
    Driver real =
        new SimulatorDriver(
            array, new BackendContext(BACKEND, "node-1"), SimulatorOptions.defaults());
    return (Driver)
        Proxy.newProxyInstance(
            Driver.class.getClassLoader(),
            new Class<?>[] {Driver.class},
            (proxy, method, arguments) -> {
              if (!ASK_NOTHING.contains(method.getName())) {
                calls.add(method.getName());
                if (connectionsInUse() > 0) {
                  inTransactions.add(method.getName());
                }
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException thrown) {
                throw thrown.getCause() == null ? thrown : thrown.getCause();
              }
            });
  }

  private int connectionsInUse() {
    return ((org.apache.tomcat.jdbc.pool.DataSource) rig.test().dataSource()).getActive();
  }

  @BeforeEach
  void begin() {
    rig.backend(BACKEND, 100);
    Jdbi jdbi = rig.database().jdbi();
    environment.registerActivitiesImplementations(
        new DriverActivitiesImpl(
            new DriverActivitiesImpl.Place("node-1", "host", slots, Lane.PROMPT),
            new Connections(jdbi),
            new StorageRecords(jdbi),
            // What it notes beside a call that takes long is a statement for itself.
            new StepJournal(Jdbi.create(rig.test().url())),
            new StepMetrics(new SimpleMeterRegistry(), List.of()),
            FaultPoints.NONE,
            beats));
  }

  @Test
  @Shows("L-7")
  void noStepHoldsAConnectionWhileItCallsTheBackend() {
    VolumeId volume = rig.volume(1);
    SnapshotId snapshot = rig.snapshot(volume);
    AttachmentId attachment = AttachmentId.random();
    rig.done(
        new CreateAttachment(
            attachment,
            volume,
            "server",
            null,
            Map.of("host", "h", "ip", "127.0.0.1", "initiator", "iqn.1993-08.org.debian:01:h")));
    Admitted open = rig.accepted(Rig.blank(1));
    Map<ResourceRef, Long> fences =
        Map.of(volume.ref(), 50L, snapshot.ref(), 50L, attachment.ref(), 50L);
    int[] count = {0};
    Map<String, Consumer<DriverActivities>> every =
        every(
            volume,
            snapshot,
            attachment,
            () -> new Ticket(BACKEND, open.operation(), open.run(), ++count[0], fences));

    every.forEach(
        (name, step) -> {
          calls.clear();
          String ended = "succeeded";
          try {
            step.accept(steps);
          } catch (ActivityFailure refused) {
            // Whether the backend does it is another matter.
            ended = String.valueOf(refused.getCause());
          }
          assertThat(calls).as("calls of %s, which %s", name, ended).isNotEmpty();
        });

    assertThat(inTransactions).isEmpty();
    assertThat(every.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(DriverActivities.class.getMethods()).map(Method::getName).toList());
  }

  private static Map<String, Consumer<DriverActivities>> every(
      VolumeId volume, SnapshotId snapshot, AttachmentId attachment, Supplier<Ticket> ticket) {
    ForeignReference foreign = ForeignReference.named("foreign");
    Map<String, Consumer<DriverActivities>> every = new LinkedHashMap<>();
    every.put(
        "createVolume", to -> to.createVolume(ticket.get(), volume, GIB, new VolumeSource.Blank()));
    every.put("findSize", to -> to.findSize(ticket.get(), volume, GIB));
    every.put("extendVolume", to -> to.extendVolume(ticket.get(), volume, Size.ofGibibytes(2)));
    every.put("createSnapshot", to -> to.createSnapshot(ticket.get(), snapshot, volume));
    every.put("readVolume", to -> to.readVolume(ticket.get(), volume, List.of(snapshot), true));
    every.put("readSnapshot", to -> to.readSnapshot(ticket.get(), snapshot, true));
    every.put("revertVolume", to -> to.revertVolume(ticket.get(), volume, snapshot));
    every.put("connect", to -> to.connect(ticket.get(), attachment));
    every.put("disconnect", to -> to.disconnect(ticket.get(), attachment, volume));
    every.put("findObject", to -> to.findObject(ticket.get(), volume.ref()));
    every.put("adoptVolume", to -> to.adoptVolume(ticket.get(), volume, Size.ofGibibytes(3)));
    every.put("adoptSnapshot", to -> to.adoptSnapshot(ticket.get(), snapshot, volume, GIB));
    every.put("findManageable", to -> to.findManageable(ticket.get(), volume, foreign));
    every.put("manageVolume", to -> to.manageVolume(ticket.get(), volume, foreign));
    every.put("giveBackVolume", to -> to.giveBackVolume(ticket.get(), volume));
    every.put(
        "manageSnapshot", to -> to.manageSnapshot(ticket.get(), snapshot, volume, foreign, GIB));
    every.put("giveBackSnapshot", to -> to.giveBackSnapshot(ticket.get(), snapshot, volume));
    every.put("unmanageSnapshot", to -> to.unmanageSnapshot(ticket.get(), snapshot, volume));
    every.put("unmanageVolume", to -> to.unmanageVolume(ticket.get(), volume));
    every.put(
        "listManageable",
        to -> to.listManageable(new ManageableQuery(ResourceKind.VOLUME, null, 10, 0, List.of())));
    every.put("deleteSnapshot", to -> to.deleteSnapshot(ticket.get(), snapshot, volume));
    every.put("deleteVolume", to -> to.deleteVolume(ticket.get(), volume));
    every.put("seal", to -> to.seal(ticket.get()));
    return every;
  }

  /** Orphans, and rows without objects: each is looked at by itself before it is believed. */
  @Test
  @Shows("L-7")
  void noComparisonHoldsAConnectionWhileItAsksTheBackend() {
    rig.volume(1);
    Admitted orphan = rig.accepted(Rig.blank(1));
    VolumeId made = new VolumeId(rig.row(orphan.operation()).resource().id());
    steps.createVolume(
        new Ticket(BACKEND, orphan.operation(), 1, 1, Map.of(made.ref(), 1L)),
        made,
        GIB,
        new VolumeSource.Blank());
    rig.succeed(orphan);
    rig.test().run("delete from volume where id = '%s'".formatted(made));
    StorageReconciler reconciler =
        new StorageReconciler(
            new StorageReconciler.Place("node-1", "host", BACKEND),
            driver,
            rig.database(),
            rig.stores(),
            new StorageReconciler.Settings(Duration.ZERO, 1));
    calls.clear();

    for (int pass = 0; pass < 4; pass++) {
      assertThat(reconciler.round()).isTrue();
    }

    assertThat(calls).contains("inventory", "observeVolume");
    assertThat(inTransactions).isEmpty();
  }

  @Test
  void aCallInATransactionIsSeen() {
    rig.database().inTransaction(handle -> driver.pools().size());

    assertThat(inTransactions).containsExactly("pools");
  }
}
