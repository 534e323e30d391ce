package io.clinker.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What a client does with its groups, each act to its end. A group keeps its volumes to itself: no
 * other act is about them. Used by one thread.
 */
final class GroupActs {
  private static final int MOST_GROUPS = 2;
  private static final int MEMBERS = 2;
  private static final Duration REST = Duration.ofSeconds(90);

  /** A group that is available, with its volumes and snapshots. */
  private static final class Gathered {
    private final String group;
    private final List<String> volumes;
    private final List<String> snapshots = new ArrayList<>();

    Gathered(String group, List<String> volumes) {
      this.group = group;
      this.volumes = volumes;
    }
  }

  private final Verbs verbs;
  private final GroupVerbs groups;
  private final Recorder recorder;
  private final Random random;
  private final String groupType;
  private final List<Gathered> mine = new ArrayList<>();

  GroupActs(Verbs verbs, Recorder recorder, Random random, String groupType) {
    this.verbs = verbs;
    this.groups = new GroupVerbs(verbs);
    this.recorder = recorder;
    this.random = random;
    this.groupType = groupType;
  }

  /** Adds what can be done now. */
  void offer(Map<Act, Runnable> acts) {
    if (mine.size() < MOST_GROUPS) {
      acts.put(Act.CREATE_GROUP, this::create);
    }
    if (mine.isEmpty()) {
      return;
    }
    Gathered one = mine.get(random.nextInt(mine.size()));
    acts.put(Act.UPDATE_GROUP, () -> update(one));
    acts.put(Act.COPY_GROUP, () -> copy(Act.COPY_GROUP, one, false));
    acts.put(Act.COPY_GROUP_AND_CANCEL, () -> copy(Act.COPY_GROUP_AND_CANCEL, one, true));
    if (one.snapshots.isEmpty()) {
      acts.put(Act.SNAPSHOT_GROUP, () -> snapshot(Act.SNAPSHOT_GROUP, one, false));
      acts.put(
          Act.SNAPSHOT_GROUP_AND_CANCEL, () -> snapshot(Act.SNAPSHOT_GROUP_AND_CANCEL, one, true));
      acts.put(Act.DELETE_GROUP, () -> delete(one));
    } else {
      acts.put(Act.DELETE_GROUP_SNAPSHOT, () -> deleteSnapshot(one));
    }
  }

  private void create() {
    Optional<String> made = groups.create(groupType);
    recorder.act(Act.CREATE_GROUP, made.isPresent());
    if (made.isEmpty() || !isAvailable("group/" + made.get())) {
      return;
    }
    List<String> volumes = new ArrayList<>();
    for (int count = 0; count < MEMBERS; count++) {
      groups
          .member(made.get())
          .filter(volume -> isAvailable("volume/" + volume))
          .ifPresent(volumes::add);
    }
    if (volumes.size() == MEMBERS) {
      mine.add(new Gathered(made.get(), volumes));
    } else {
      strike(made.get());
    }
  }

  /** A volume leaves and comes back. */
  private void update(Gathered one) {
    String volume = one.volumes.getFirst();
    boolean left = groups.update(one.group, null, volume).accepted();
    recorder.act(Act.UPDATE_GROUP, left);
    if (left) {
      groups.update(one.group, volume, null);
    }
  }

  private void snapshot(Act act, Gathered one, boolean cancelled) {
    Optional<String> made = groups.snapshot(one.group);
    if (made.isEmpty()) {
      recorder.act(act, false);
      return;
    }
    String resource = "group_snapshot/" + made.get();
    recorder.act(act, !cancelled || verbs.cancel(resource));
    if (!verbs.awaitRest(resource, REST).equals(Verbs.GONE)) {
      one.snapshots.add(made.get());
    }
  }

  private void deleteSnapshot(Gathered one) {
    String snapshot = one.snapshots.getLast();
    boolean accepted = groups.deleteSnapshot(snapshot).accepted();
    recorder.act(Act.DELETE_GROUP_SNAPSHOT, accepted);
    if (verbs.awaitRest("group_snapshot/" + snapshot, REST).equals(Verbs.GONE)) {
      one.snapshots.remove(snapshot);
    }
  }

  /** The copy is looked at and goes again. */
  private void copy(Act act, Gathered one, boolean cancelled) {
    @Nullable String snapshot = one.snapshots.isEmpty() ? null : one.snapshots.getLast();
    Optional<String> made = groups.copy(snapshot, one.group);
    if (made.isEmpty()) {
      recorder.act(act, false);
      return;
    }
    String resource = "group/" + made.get();
    recorder.act(act, !cancelled || verbs.cancel(resource));
    if (!verbs.awaitRest(resource, REST).equals(Verbs.GONE)) {
      strike(made.get());
    }
  }

  private void delete(Gathered one) {
    boolean accepted = strike(one.group);
    recorder.act(Act.DELETE_GROUP, accepted);
    if (accepted) {
      mine.remove(one);
    }
  }

  private boolean strike(String group) {
    boolean accepted = groups.delete(group).accepted();
    verbs.awaitRest("group/" + group, REST);
    return accepted;
  }

  private boolean isAvailable(String resource) {
    return verbs.awaitRest(resource, REST).equals("available");
  }
}
