package io.clinker.drivers.simulator;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverDescription;
import io.clinker.driver.DriverFactory;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.FenceMechanism;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.Inventory;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.PoolReport;
import io.clinker.driver.RestoredExports;
import io.clinker.driver.StepContext;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Drives a simulated array, in this process or in another. A call that is given up, because its
 * time limit passed or its step was cancelled, may still take effect later, as with a real array;
 * the fence is what stops it.
 */
public final class SimulatorDriver implements Driver {
  static final String NAME = "simulator";

  /** So often a waiting call tells that it lives. */
  private static final long TICK_MILLIS = 50;

  private final ArrayLink link;
  private final DriverFactory.BackendContext context;
  private final SimulatorOptions options;

  /** A driver for an array in this process. */
  public SimulatorDriver(
      SimulatorArray array, DriverFactory.BackendContext context, SimulatorOptions options) {
    this(new LocalLink(array), context, options);
  }

  SimulatorDriver(ArrayLink link, DriverFactory.BackendContext context, SimulatorOptions options) {
    this.link = link;
    this.context = context;
    this.options = options;
  }

  @Override
  public DriverDescription description() {
    return new DriverDescription(
        NAME,
        "Clinker",
        "1",
        options.capabilities(),
        options.serialSections(),
        FenceMechanism.OWNER_PROCESS,
        options.protocols().getFirst(),
        new LinkedHashSet<>(options.protocols()),
        options.maximumConcurrency(),
        false);
  }

  @Override
  public List<PoolReport> pools() {
    return expect(ArrayReply.OfPools.class, ask(new ArrayCall.ListPools())).pools();
  }

  @Override
  public void seal(StepContext step, List<ResourceRef> objects) {
    change(step, new ArrayCall.Seal(objects));
  }

  @Override
  public Optional<ObservedVolume> observeVolume(VolumeId volume) {
    return Optional.ofNullable(
        expect(ArrayReply.OfVolume.class, ask(new ArrayCall.ObserveVolume(volume))).volume());
  }

  @Override
  public Optional<ObservedSnapshot> observeSnapshot(SnapshotId snapshot) {
    return Optional.ofNullable(
        expect(ArrayReply.OfSnapshot.class, ask(new ArrayCall.ObserveSnapshot(snapshot)))
            .snapshot());
  }

  @Override
  public ObservedVolume createVolume(
      StepContext step, VolumeId volume, Size size, VolumeSource source) {
    return volume(change(step, new ArrayCall.CreateVolume(volume, size, source)));
  }

  @Override
  public void deleteVolume(StepContext step, VolumeId volume) {
    change(step, new ArrayCall.DeleteVolume(volume));
  }

  @Override
  public ObservedVolume extendVolume(StepContext step, VolumeId volume, Size size) {
    return volume(change(step, new ArrayCall.ExtendVolume(volume, size)));
  }

  @Override
  public ObservedSnapshot createSnapshot(StepContext step, SnapshotId snapshot, VolumeId volume) {
    return snapshot(change(step, new ArrayCall.CreateSnapshot(snapshot, volume)));
  }

  @Override
  public void deleteSnapshot(StepContext step, SnapshotId snapshot, VolumeId volume) {
    change(step, new ArrayCall.DeleteSnapshot(snapshot, volume));
  }

  @Override
  public ObservedVolume revertVolume(StepContext step, VolumeId volume, SnapshotId snapshot) {
    return volume(change(step, new ArrayCall.RevertVolume(volume, snapshot)));
  }

  @Override
  public ConnectionInfo connect(StepContext step, ConnectRequest request) {
    if (!options.protocols().contains(request.protocol())) {
      throw new ClinkerException(
          ErrorCode.NOT_SUPPORTED,
          "The backend does not serve this protocol",
          Map.of("protocol", request.protocol().word()));
    }
    return expect(ArrayReply.OfExport.class, change(step, new ArrayCall.Connect(request)))
        .connection();
  }

  @Override
  public void disconnect(StepContext step, AttachmentId attachment, VolumeId volume) {
    change(step, new ArrayCall.Disconnect(attachment, volume));
  }

  @Override
  public RestoredExports restoreExports(List<ExportRecord> wanted) {
    return RestoredExports.of(
        expect(ArrayReply.Restored.class, ask(new ArrayCall.RestoreExports(wanted))).exports());
  }

  @Override
  public List<ManageableObject> manageableVolumes() {
    return expect(ArrayReply.OfManageable.class, ask(new ArrayCall.ManageableVolumes())).objects();
  }

  @Override
  public List<ManageableObject> manageableSnapshots() {
    return expect(ArrayReply.OfManageable.class, ask(new ArrayCall.ManageableSnapshots()))
        .objects();
  }

  @Override
  public Optional<ManageableObject> findManageable(VolumeId volume, ForeignReference reference) {
    ArrayReply reply = ask(new ArrayCall.FindManageable(volume, reference));
    return expect(ArrayReply.OfManageable.class, reply).objects().stream().findFirst();
  }

  @Override
  public ObservedVolume manageVolume(
      StepContext step, VolumeId volume, ForeignReference reference) {
    return volume(change(step, new ArrayCall.ManageVolume(volume, reference)));
  }

  @Override
  public void giveBackVolume(StepContext step, VolumeId volume) {
    change(step, new ArrayCall.GiveBackVolume(volume));
  }

  @Override
  public void unmanageVolume(StepContext step, VolumeId volume) {
    change(step, new ArrayCall.UnmanageVolume(volume));
  }

  @Override
  public ObservedSnapshot manageSnapshot(
      StepContext step, SnapshotId snapshot, VolumeId volume, ForeignReference reference) {
    return snapshot(change(step, new ArrayCall.ManageSnapshot(snapshot, volume, reference)));
  }

  @Override
  public void giveBackSnapshot(StepContext step, SnapshotId snapshot, VolumeId volume) {
    change(step, new ArrayCall.GiveBackSnapshot(snapshot, volume));
  }

  @Override
  public void unmanageSnapshot(StepContext step, SnapshotId snapshot, VolumeId volume) {
    change(step, new ArrayCall.UnmanageSnapshot(snapshot, volume));
  }

  @Override
  public Inventory inventory() {
    return expect(ArrayReply.OfAll.class, ask(new ArrayCall.ListAll())).inventory();
  }

  @Override
  public List<String> sweep(Duration minimumAge) {
    ArrayReply reply = ask(new ArrayCall.Sweep(minimumAge.toMillis()));
    return expect(ArrayReply.Swept.class, reply).halves().stream()
        .map(ArrayState::nameOfHalf)
        .toList();
  }

  @Override
  public void close() {
    link.close();
  }

  private ObservedVolume volume(ArrayReply reply) {
    ObservedVolume volume = expect(ArrayReply.OfVolume.class, reply).volume();
    if (volume == null) {
      throw senseless(reply);
    }
    return volume;
  }

  private ObservedSnapshot snapshot(ArrayReply reply) {
    ObservedSnapshot snapshot = expect(ArrayReply.OfSnapshot.class, reply).snapshot();
    if (snapshot == null) {
      throw senseless(reply);
    }
    return snapshot;
  }

  private ArrayReply change(StepContext step, ArrayCall.Change call) {
    ArrayAnswer answer = exchange(call, step);
    step.observed(answer.observed());
    return answer.reply();
  }

  private ArrayReply ask(ArrayCall.Unfenced call) {
    try {
      return exchange(call, null).reply();
    } catch (ClinkerException e) {
      if (e.code() == ErrorCode.OUTCOME_UNKNOWN) {
        // Nothing that a repeat would not bear can have happened.
        throw new ClinkerException(
            ErrorCode.BACKEND_UNAVAILABLE, "The array gave no answer", e.facts(), e);
      }
      throw e;
    }
  }

  private ArrayAnswer exchange(ArrayCall call, @Nullable StepContext step) {
    long total = Math.max(1, options.timeLimit().toMillis());
    if (step != null) {
      step.progress(0, total);
    }
    ArrayRequest request =
        new ArrayRequest(
            context.host(),
            options.pool(),
            options.capabilities(),
            options.serialSections(),
            call,
            step == null ? null : step.token());
    CompletableFuture<ArrayAnswer> pending = link.send(request);
    boolean answered = false;
    try {
      long start = System.nanoTime();
      while (true) {
        long spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        try {
          ArrayAnswer answer =
              pending.get(Math.clamp(total - spent, 1, TICK_MILLIS), TimeUnit.MILLISECONDS);
          answered = true;
          return answer;
        } catch (TimeoutException e) {
          if (spent >= total) {
            throw unknown("The array did not answer in time", e);
          }
          if (step != null) {
            step.progress(spent, total);
          }
        }
      }
    } catch (ExecutionException e) {
      answered = true;
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unknown("The wait for the array was interrupted", e);
    } finally {
      if (!answered) {
        pending.cancel(true);
      }
    }
  }

  private ClinkerException failure(Throwable cause) {
    if (cause instanceof ClinkerException said) {
      ArrayJson.Failure failure = ArrayJson.Failure.of(said);
      return new ClinkerException(failure.code(), failure.message(), failure.facts(), said);
    }
    return new ClinkerException(
        ErrorCode.INTERNAL, "The array failed in a way that it should not", Map.of(), cause);
  }

  private ClinkerException unknown(String message, Throwable cause) {
    return new ClinkerException(
        ErrorCode.OUTCOME_UNKNOWN, message, Map.of("backend", context.backend()), cause);
  }

  private static <R extends ArrayReply> R expect(Class<R> kind, ArrayReply reply) {
    if (!kind.isInstance(reply)) {
      throw senseless(reply);
    }
    return kind.cast(reply);
  }

  private static ClinkerException senseless(ArrayReply reply) {
    return new ClinkerException(
        ErrorCode.INTERNAL,
        "The array's reply does not fit the call",
        Map.of("reply", reply.getClass().getSimpleName()));
  }
}
