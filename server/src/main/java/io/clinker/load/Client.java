package io.clinker.load;

import io.clinker.load.Holding.Attached;
import io.clinker.load.Holding.Snap;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client: chooses an act, does it, waits for it as clients do, and goes on. Acts that have been
 * accepted seldom are chosen more often, so that each gets its share. Used by one thread.
 */
final class Client implements Runnable {
  private static final int MOST_VOLUMES = 6;
  private static final int MOST_SNAPSHOTS = 3;
  static final int LARGEST_GIB = 4;

  private final Verbs verbs;
  private final Recorder recorder;
  private final Random random;
  private final Surroundings surroundings;
  private final Possessions mine;
  private final VolumeActs volumes;
  private final AttachmentActs attachments;
  private final GroupActs groups;

  /**
   * What clients share.
   *
   * @param multiattachType the type whose volumes may be attached twice
   * @param groupType the type of groups
   * @param plainTypes types that differ in nothing but their names; empty: volumes keep their type
   * @param scope whether hosts are connected and groups made
   * @param others volumes of all clients, to be meddled with
   * @param goesOn whether to do another act
   */
  record Surroundings(
      @Nullable String multiattachType,
      String groupType,
      List<String> plainTypes,
      Load.Scope scope,
      Meddling others,
      BooleanSupplier goesOn) {}

  Client(int number, Verbs verbs, Recorder recorder, Random random, Surroundings surroundings) {
    this.verbs = verbs;
    this.recorder = recorder;
    this.random = random;
    this.surroundings = surroundings;
    this.mine = new Possessions(verbs, surroundings.others(), random);
    this.volumes = new VolumeActs(verbs, recorder, random, mine, surroundings.multiattachType());
    this.attachments = new AttachmentActs(verbs, recorder, random, mine, "load-" + number);
    this.groups = new GroupActs(verbs, recorder, random, surroundings.groupType());
  }

  @Override
  public void run() {
    try {
      while (surroundings.goesOn().getAsBoolean()) {
        Map<Act, Runnable> possible = possible();
        Act act = choose(possible);
        Runnable body = possible.get(act);
        if (body != null) {
          body.run();
        }
      }
    } catch (Api.Stopped stopped) {
      recorder.count("clients stopped in the middle");
    }
  }

  private Act choose(Map<Act, Runnable> possible) {
    double total = 0;
    Map<Act, Double> weights = new EnumMap<>(Act.class);
    for (Act act : possible.keySet()) {
      // The share of a kind counts more than that of one way to do it.
      double ofKind = 3 + recorder.counted(act.kind().word() + " ACCEPTED");
      double weight = 1 / (ofKind * ofKind * (3 + recorder.counted("act " + act)));
      weights.put(act, weight);
      total += weight;
    }
    double drawn = random.nextDouble() * total;
    Act last = Act.CREATE_BLANK;
    for (Map.Entry<Act, Double> weight : weights.entrySet()) {
      last = weight.getKey();
      drawn -= weight.getValue();
      if (drawn <= 0) {
        break;
      }
    }
    return last;
  }

  private Map<Act, Runnable> possible() {
    Map<Act, Runnable> acts = new EnumMap<>(Act.class);
    if (mine.count() < MOST_VOLUMES) {
      acts.put(Act.CREATE_BLANK, volumes::createBlank);
      acts.put(Act.CREATE_AND_DELETE, volumes::createAndDelete);
      acts.put(Act.CREATE_AND_CANCEL, volumes::createAndCancel);
      mine.any(Client::isWhole)
          .ifPresent(one -> acts.put(Act.CREATE_FROM_VOLUME, () -> volumes.createFromVolume(one)));
    }
    mine.any(one -> isWhole(one) && one.snapshots.size() < MOST_SNAPSHOTS)
        .ifPresent(
            one -> {
              Act act = one.isInUse() ? Act.SNAPSHOT_IN_USE : Act.SNAPSHOT;
              acts.put(act, () -> volumes.snapshot(act, one));
            });
    if (!surroundings.plainTypes().isEmpty()) {
      mine.any(one -> isWhole(one) && !one.multiattach)
          .ifPresent(
              one -> acts.put(Act.RETYPE, () -> volumes.retype(one, surroundings.plainTypes())));
    }
    mine.any(Holding::isFree).ifPresent(one -> onFree(acts, one));
    mine.any(one -> !one.snapshots.isEmpty()).ifPresent(one -> onSnapshots(acts, one));
    mine.any(Client::isRevertible)
        .ifPresent(one -> acts.put(Act.REVERT, () -> volumes.revert(one, one.snapshots.getLast())));
    mine.any(one -> one.isInUse() && one.sizeGib < LARGEST_GIB)
        .ifPresent(
            one ->
                acts.put(Act.EXTEND_IN_USE, () -> volumes.extend(Act.EXTEND_IN_USE, one, false)));
    mine.any(one -> !one.isFree()).ifPresent(one -> onAttached(acts, one));
    if (surroundings.scope().groups()) {
      groups.offer(acts);
    }
    acts.put(
        Act.MEDDLE, () -> recorder.act(Act.MEDDLE, surroundings.others().meddle(verbs, random)));
    return acts;
  }

  private void onFree(Map<Act, Runnable> acts, Holding one) {
    if (one.snapshots.isEmpty() && mine.count() > 2) {
      acts.put(Act.DELETE, () -> volumes.delete(Act.DELETE, one, false));
    } else if (mine.count() > 2) {
      acts.put(Act.DELETE_CASCADE, () -> volumes.delete(Act.DELETE_CASCADE, one, true));
    }
    if (one.sizeGib < LARGEST_GIB) {
      acts.put(Act.EXTEND, () -> volumes.extend(Act.EXTEND, one, false));
      acts.put(Act.EXTEND_AND_CANCEL, () -> volumes.extend(Act.EXTEND_AND_CANCEL, one, true));
    }
    if (surroundings.scope().exports()) {
      acts.put(Act.RESERVE, () -> attachments.reserve(one));
      acts.put(Act.CONNECT, () -> attachments.connect(one));
      acts.put(Act.CONNECT_AND_CANCEL, () -> attachments.connectAndCancel(one));
      acts.put(Act.INITIALIZE, () -> attachments.initialize(one));
    }
  }

  private void onSnapshots(Map<Act, Runnable> acts, Holding one) {
    Snap newest = one.snapshots.getLast();
    if (mine.count() < MOST_VOLUMES) {
      acts.put(Act.CREATE_FROM_SNAPSHOT, () -> volumes.createFromSnapshot(newest));
    }
    acts.put(Act.DELETE_SNAPSHOT, () -> volumes.deleteSnapshot(one));
  }

  private void onAttached(Map<Act, Runnable> acts, Holding one) {
    Attached attached = one.attachments.get(random.nextInt(one.attachments.size()));
    acts.put(Act.DETACH, () -> attachments.detach(one, attached));
    switch (attached.stage()) {
      case RESERVED -> acts.put(Act.UPDATE, () -> attachments.update(one, attached));
      case CONNECTED -> {
        acts.put(Act.COMPLETE, () -> attachments.complete(one, attached));
        if (one.attachments.size() == 1) {
          acts.put(Act.ATTACH, () -> attachments.attachByHost(one, attached));
          acts.put(Act.TERMINATE, () -> attachments.terminate(one));
        }
      }
      case ATTACHED -> {
        if (one.attachments.size() == 1) {
          acts.put(Act.TERMINATE, () -> attachments.terminate(one));
        }
        if (one.multiattach && one.attachments.size() < 2) {
          acts.put(Act.CONNECT, () -> attachments.connect(one));
        }
      }
    }
  }

  private static boolean isRevertible(Holding one) {
    return one.isFree()
        && !one.snapshots.isEmpty()
        && one.snapshots.getLast().sizeGib() == one.sizeGib;
  }

  /** Half attached, it can be no source. */
  private static boolean isWhole(Holding one) {
    return one.isFree() || one.isInUse();
  }
}
