package io.clinker.drivers.rbd;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverDescription;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.Inventory;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.PoolReport;
import io.clinker.driver.RestoredExports;
import io.clinker.driver.StepContext;
import io.clinker.driver.TokenRecord;
import io.clinker.driver.VolumeSource;
import io.clinker.exec.CommandRunner;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.ResourceKind;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.Token;
import io.clinker.model.VolumeId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Volumes as RBD images; see the package for how tokens are enforced. */
final class RbdDriver implements Driver {
  static final String SIGN_OFF = "sign-off";
  private static final Logger LOG = LoggerFactory.getLogger(RbdDriver.class);

  private final DriverDescription description;
  private final CommandRunner runner;
  private final Sessions sessions;
  private final Seals seals;
  private final Passage passage;
  private final VolumeSteps volumes;
  private final SnapshotSteps snapshots;
  private final ManageSteps managing;
  private final ForeignSnapshots foreignSnapshots;
  private final Hosts hosts;
  private final Housekeeping housekeeping;
  private final PausePoints pauses;

  RbdDriver(RbdOptions options, PausePoints pauses) {
    this.pauses = pauses;
    description = RbdDescription.of(options);
    runner = new CommandRunner();
    sessions = new Sessions(options, runner);
    seals = new Seals(options, pauses);
    passage = new Passage(pauses);
    hosts = new Hosts(options, pauses);
    Taking taking = new Taking(pauses);
    volumes = new VolumeSteps(hosts, taking, options, pauses);
    snapshots = new SnapshotSteps(volumes, pauses);
    managing = new ManageSteps(new ForeignImages(options), taking, volumes, hosts, pauses);
    foreignSnapshots = new ForeignSnapshots(pauses);
    housekeeping = new Housekeeping(options, hosts, seals, volumes);
  }

  @Override
  public DriverDescription description() {
    return description;
  }

  @Override
  public List<PoolReport> pools() {
    return reading(session -> List.of(housekeeping.pool(session)));
  }

  @Override
  public void seal(StepContext context, List<ResourceRef> objects) {
    Token token = context.token();
    Map<ResourceRef, Long> fences = new HashMap<>();
    objects.forEach(object -> fences.put(object, token.markFor(object).fence()));
    Token sealing =
        new Token(token.operation(), token.run(), token.step(), token.attempt(), fences);
    changing(context, sealing, work -> objects);
  }

  @Override
  public Optional<ObservedVolume> observeVolume(VolumeId volume) {
    return reading(
        session ->
            session
                .image(Image.nameOf(volume))
                .filter(image -> image.isLive(volume))
                .map(image -> VolumeSteps.observed(image, volume, mark(session, volume.ref()))));
  }

  @Override
  public Optional<ObservedSnapshot> observeSnapshot(SnapshotId snapshot) {
    return reading(
        session ->
            SnapshotSteps.find(session, snapshot)
                .map(place -> place.observed(snapshot, mark(session, snapshot.ref()))));
  }

  @Override
  public ObservedVolume createVolume(
      StepContext context, VolumeId volume, Size size, VolumeSource source) {
    return changing(context, work -> volumes.create(work, volume, size, source));
  }

  @Override
  public void deleteVolume(StepContext context, VolumeId volume) {
    acting(context, work -> volumes.delete(work, volume));
  }

  @Override
  public ObservedVolume extendVolume(StepContext context, VolumeId volume, Size size) {
    return changing(context, work -> volumes.extend(work, volume, size));
  }

  @Override
  public ObservedSnapshot createSnapshot(
      StepContext context, SnapshotId snapshot, VolumeId volume) {
    return changing(context, work -> snapshots.create(work, snapshot, volume));
  }

  @Override
  public void deleteSnapshot(StepContext context, SnapshotId snapshot, VolumeId volume) {
    acting(context, work -> snapshots.delete(work, snapshot, volume));
  }

  @Override
  public ObservedVolume revertVolume(StepContext context, VolumeId volume, SnapshotId snapshot) {
    return changing(context, work -> snapshots.revert(work, volume, snapshot));
  }

  @Override
  public ConnectionInfo connect(StepContext context, ConnectRequest request) {
    return changing(context, work -> hosts.connect(work, request));
  }

  @Override
  public void disconnect(StepContext context, AttachmentId attachment, VolumeId volume) {
    acting(context, work -> hosts.disconnect(work, attachment, volume));
  }

  /** Hosts open images themselves: there is no daemon that could be lost. */
  @Override
  public RestoredExports restoreExports(List<ExportRecord> wanted) {
    return RestoredExports.of(List.of());
  }

  @Override
  public Inventory inventory() {
    return reading(housekeeping::inventory);
  }

  @Override
  public List<ManageableObject> manageableVolumes() {
    return reading(managing::list);
  }

  @Override
  public List<ManageableObject> manageableSnapshots() {
    return reading(session -> foreignSnapshots.list(session, Housekeeping.ourImages(session)));
  }

  @Override
  public Optional<ManageableObject> findManageable(VolumeId volume, ForeignReference reference) {
    return reading(session -> managing.find(session, volume, reference));
  }

  @Override
  public ObservedVolume manageVolume(
      StepContext context, VolumeId volume, ForeignReference reference) {
    return changing(context, work -> managing.manage(work, volume, reference));
  }

  @Override
  public void giveBackVolume(StepContext context, VolumeId volume) {
    acting(context, work -> managing.giveBack(work, volume));
  }

  @Override
  public void unmanageVolume(StepContext context, VolumeId volume) {
    acting(context, work -> managing.unmanage(work, volume));
  }

  @Override
  public ObservedSnapshot manageSnapshot(
      StepContext context, SnapshotId snapshot, VolumeId volume, ForeignReference reference) {
    return changing(context, work -> foreignSnapshots.manage(work, snapshot, volume, reference));
  }

  @Override
  public void giveBackSnapshot(StepContext context, SnapshotId snapshot, VolumeId volume) {
    acting(context, work -> foreignSnapshots.giveBack(work, snapshot, volume));
  }

  @Override
  public void unmanageSnapshot(StepContext context, SnapshotId snapshot, VolumeId volume) {
    acting(context, work -> foreignSnapshots.unmanage(work, snapshot, volume));
  }

  @Override
  public Optional<TokenRecord> tokenRecord() {
    return reading(session -> Optional.of(AcceptedMarks.read(session)));
  }

  @Override
  public List<String> sweep(Duration minimumAge) {
    return reading(session -> housekeeping.sweep(session, minimumAge));
  }

  @Override
  public void close() {
    sessions.close();
    runner.close();
  }

  private <T> T reading(Function<Session, T> call) {
    try (Sessions.Lease lease = sessions.borrow()) {
      try {
        T result = call.apply(lease.session());
        lease.giveBack();
        return result;
      } catch (Refusal refusal) {
        lease.giveBack();
        throw Faults.of(refusal);
      } catch (ClinkerException failure) {
        lease.giveBack();
        throw Faults.unanswered(failure);
      }
    }
  }

  private void acting(StepContext context, Consumer<Work> act) {
    changing(
        context,
        work -> {
          act.accept(work);
          return work;
        });
  }

  private <T> T changing(StepContext context, Function<Work, T> change) {
    return changing(context, context.token(), change);
  }

  private <T> T changing(StepContext context, Token token, Function<Work, T> change) {
    try (Sessions.Lease lease = sessions.borrow()) {
      Work work = new Work(context, lease.session(), sealed(lease, token));
      lease.session().watchedBy(context::progress);
      try {
        work.sealed().forEach(note -> passage.letThrough(work.session(), note));
        finishReverts(work);
        T result = change.apply(work);
        signOff(work);
        lease.giveBack();
        return result;
      } catch (Refusal refusal) {
        throw refused(lease, work, refusal);
      } catch (ClinkerException failure) {
        signOffAfterFailure(lease, work);
        throw failure;
      }
    }
  }

  private List<SealedNote> sealed(Sessions.Lease lease, Token token) {
    try {
      return seals.sealAll(lease.session(), token);
    } catch (Refusal refusal) {
      // Between the two writes of a seal this client is named already, and may be shut out.
      throw refusal.is(Refusal.SHUT_OUT)
          ? shutOut(
              token.fences().keySet().stream()
                  .collect(Collectors.toMap(Function.identity(), token::markFor)),
              refusal)
          : Faults.of(refusal);
    } catch (ClinkerException failure) {
      if (failure.code() == ErrorCode.STALE_TOKEN && token.fences().size() == 1) {
        lease.giveBack();
      }
      throw Faults.unanswered(failure);
    }
  }

  private void finishReverts(Work work) {
    for (SealedNote note : work.sealed()) {
      if (note.object().kind() == ResourceKind.VOLUME) {
        volumes.finishRevert(work.session(), note);
      }
    }
  }

  private void signOff(Work work) {
    pauses.at(SIGN_OFF);
    work.sealed().forEach(SealedNote::signOff);
  }

  /** Nothing of the call is in the air any more, so whoever comes next has nobody to shut out. */
  private static void signOffAfterFailure(Sessions.Lease lease, Work work) {
    if (!work.session().isSound()) {
      return;
    }
    try {
      work.sealed().forEach(SealedNote::signOff);
      lease.giveBack();
    } catch (Refusal | ClinkerException failure) {
      // The session ends with the lease, and whoever comes next shuts it out.
      LOG.atDebug().setCause(failure).log("not signed off");
    }
  }

  private ClinkerException refused(Sessions.Lease lease, Work work, Refusal refusal) {
    if (!refusal.is(Refusal.SHUT_OUT)) {
      signOffAfterFailure(lease, work);
      return Faults.of(refusal);
    }
    return shutOut(
        work.sealed().stream().collect(Collectors.toMap(SealedNote::object, SealedNote::mark)),
        refusal);
  }

  /** What to say when somebody has shut this client out, by what the notes say now. */
  private ClinkerException shutOut(Map<ResourceRef, Mark> marks, Refusal refusal) {
    try (Sessions.Lease other = sessions.borrow()) {
      ClinkerException lost = Faults.of(refusal);
      for (Map.Entry<ResourceRef, Mark> own : marks.entrySet()) {
        lost = SealedNote.lost(other.session(), own.getKey(), own.getValue(), refusal);
        if (lost.code() == ErrorCode.STALE_TOKEN) {
          break;
        }
      }
      other.giveBack();
      return lost;
    } catch (Refusal alsoRefused) {
      return Faults.of(alsoRefused);
    } catch (ClinkerException lost) {
      return Faults.unanswered(lost);
    }
  }

  private static @Nullable Mark mark(Session session, ResourceRef object) {
    return session
        .readNote(Space.of(object.kind()), object.id())
        .map(stored -> stored.note().parsedMark())
        .orElse(null);
  }
}
