package io.clinker.load;

import io.clinker.load.Holding.Snap;
import io.clinker.load.Verbs.Wanted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What a client does with its volumes and snapshots, each act to its end. Used by one thread. */
final class VolumeActs {
  private final Verbs verbs;
  private final Recorder recorder;
  private final Random random;
  private final Possessions mine;
  private final @Nullable String multiattachType;

  VolumeActs(
      Verbs verbs,
      Recorder recorder,
      Random random,
      Possessions mine,
      @Nullable String multiattachType) {
    this.verbs = verbs;
    this.recorder = recorder;
    this.random = random;
    this.mine = mine;
    this.multiattachType = multiattachType;
  }

  void createBlank() {
    create(Act.CREATE_BLANK, blank());
  }

  void createFromVolume(Holding source) {
    create(Act.CREATE_FROM_VOLUME, new Wanted(source.sizeGib, null, source.volume, null));
  }

  void createFromSnapshot(Snap source) {
    create(Act.CREATE_FROM_SNAPSHOT, new Wanted(source.sizeGib(), source.id(), null, null));
  }

  void createAndDelete() {
    Optional<String> made = verbs.createVolume(blank());
    if (made.isEmpty()) {
      return;
    }
    // At once, or a moment later: the create is met at different places.
    Api.sleep(Duration.ofMillis(random.nextInt(40)));
    recorder.act(Act.CREATE_AND_DELETE, verbs.deleteVolume(made.get(), false).accepted());
    mine.awaitVolume(made.get());
  }

  void createAndCancel() {
    Optional<String> made = verbs.createVolume(blank());
    if (made.isEmpty()) {
      return;
    }
    recorder.act(Act.CREATE_AND_CANCEL, verbs.cancel("volume/" + made.get()));
    if (!mine.awaitVolume(made.get()).equals(Verbs.GONE)) {
      verbs.deleteVolume(made.get(), false);
      mine.awaitVolume(made.get());
    }
  }

  void delete(Act act, Holding one, boolean cascade) {
    boolean accepted = verbs.deleteVolume(one.volume, cascade).accepted();
    recorder.act(act, accepted);
    if (accepted) {
      one.snapshots.forEach(snapshot -> verbs.status("snapshot/" + snapshot.id()));
    }
    if (mine.awaitVolume(one.volume).equals(Verbs.GONE)) {
      one.snapshots.forEach(snapshot -> verbs.status("snapshot/" + snapshot.id()));
      mine.forget(one);
    } else {
      mine.refresh(one);
    }
  }

  void extend(Act act, Holding one, boolean thenCancel) {
    boolean accepted = verbs.extend(one.volume, one.sizeGib + 1).accepted();
    boolean cancelled = thenCancel && accepted && verbs.cancel("volume/" + one.volume);
    recorder.act(act, thenCancel ? cancelled : accepted);
    mine.rest(one);
    mine.refresh(one);
  }

  /** To one of these types and back. */
  void retype(Holding one, List<String> types) {
    String now = verbs.show("volume/" + one.volume).path("volume_type").asText();
    String other = types.get((types.indexOf(now) + 1) % types.size());
    recorder.act(Act.RETYPE, verbs.retype(one.volume, other).accepted());
    mine.rest(one);
  }

  void revert(Holding one, Snap newest) {
    recorder.act(Act.REVERT, verbs.revert(one.volume, newest.id()).accepted());
    mine.rest(one);
    mine.awaitSnapshot(newest.id());
  }

  void snapshot(Act act, Holding one) {
    Optional<String> made = verbs.createSnapshot(one.volume);
    recorder.act(act, made.isPresent());
    if (made.isEmpty()) {
      mine.refresh(one);
    } else if (mine.awaitSnapshot(made.get()).equals("available")) {
      one.snapshots.add(new Snap(made.get(), one.sizeGib));
    }
  }

  void deleteSnapshot(Holding one) {
    Snap snapshot = one.snapshots.get(random.nextInt(one.snapshots.size()));
    boolean accepted = verbs.deleteSnapshot(snapshot.id(), one.volume).accepted();
    recorder.act(Act.DELETE_SNAPSHOT, accepted);
    if (mine.awaitSnapshot(snapshot.id()).equals(Verbs.GONE)) {
      one.snapshots.remove(snapshot);
    }
  }

  private Wanted blank() {
    boolean several = multiattachType != null && random.nextInt(3) == 0;
    return new Wanted(1 + random.nextInt(2), null, null, several ? multiattachType : null);
  }

  private void create(Act act, Wanted wanted) {
    Optional<String> made = verbs.createVolume(wanted);
    recorder.act(act, made.isPresent());
    if (made.isEmpty()) {
      mine.refreshAll();
      return;
    }
    String id = made.get();
    String status = mine.awaitVolume(id);
    if (status.equals("available")) {
      mine.add(new Holding(id, wanted.sizeGib(), wanted.type() != null));
    } else if (!status.equals(Verbs.GONE)) {
      verbs.deleteVolume(id, true);
      mine.awaitVolume(id);
    }
  }
}
