package io.clinker.load;

import io.clinker.load.Holding.Attached;
import io.clinker.load.Holding.Snap;
import io.clinker.load.Holding.Stage;
import io.clinker.load.Verbs.Wanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client: chooses an act, does it, waits for it as clients do, and goes on. Acts that have been
 * accepted seldom are chosen more often, so that each gets its share. Used by one thread.
 */
final class Client implements Runnable {
  private static final Duration REST = Duration.ofSeconds(90);
  private static final int MOST_VOLUMES = 6;
  private static final int MOST_SNAPSHOTS = 3;
  static final int LARGEST_GIB = 4;

  private final int number;
  private final Verbs verbs;
  private final Recorder recorder;
  private final Random random;
  private final Surroundings surroundings;
  private final List<Holding> mine = new ArrayList<>();

  /**
   * What clients share.
   *
   * @param multiattachType the type whose volumes may be attached twice
   * @param withExports whether hosts are connected
   * @param others volumes of all clients, to be meddled with
   * @param goesOn whether to do another act
   */
  record Surroundings(
      @Nullable String multiattachType,
      boolean withExports,
      Meddling others,
      BooleanSupplier goesOn) {}

  Client(int number, Verbs verbs, Recorder recorder, Random random, Surroundings surroundings) {
    this.number = number;
    this.verbs = verbs;
    this.recorder = recorder;
    this.random = random;
    this.surroundings = surroundings;
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
    if (mine.size() < MOST_VOLUMES) {
      acts.put(Act.CREATE_BLANK, () -> create(Act.CREATE_BLANK, blank()));
      acts.put(Act.CREATE_AND_DELETE, this::createAndDelete);
      acts.put(Act.CREATE_AND_CANCEL, this::createAndCancel);
      pick(mine.stream().filter(Client::isWhole).toList())
          .ifPresent(
              one ->
                  acts.put(
                      Act.CREATE_FROM_VOLUME,
                      () ->
                          create(
                              Act.CREATE_FROM_VOLUME,
                              new Wanted(one.sizeGib, null, one.volume, null))));
    }
    pick(mine.stream().filter(Client::isWhole).toList())
        .filter(one -> one.snapshots.size() < MOST_SNAPSHOTS)
        .ifPresent(one -> onAny(acts, one));
    pick(mine.stream().filter(Holding::isFree).toList()).ifPresent(one -> onFree(acts, one));
    pick(mine.stream().filter(one -> !one.snapshots.isEmpty()).toList())
        .ifPresent(one -> onSnapshots(acts, one));
    pick(mine.stream().filter(Holding::isInUse).toList())
        .ifPresent(
            one -> {
              if (one.sizeGib < LARGEST_GIB) {
                acts.put(Act.EXTEND_IN_USE, () -> extend(Act.EXTEND_IN_USE, one, false));
              }
            });
    pick(mine.stream().filter(one -> !one.isFree()).toList())
        .ifPresent(one -> onAttached(acts, one));
    acts.put(Act.MEDDLE, () -> done(Act.MEDDLE, surroundings.others().meddle(verbs, random)));
    return acts;
  }

  private void onAny(Map<Act, Runnable> acts, Holding one) {
    Act act = one.isInUse() ? Act.SNAPSHOT_IN_USE : Act.SNAPSHOT;
    acts.put(
        act,
        () -> {
          Optional<String> made = verbs.createSnapshot(one.volume);
          done(act, made.isPresent());
          if (made.isEmpty()) {
            refresh(one);
          } else if (verbs.awaitRest("snapshot/" + made.get(), REST).equals("available")) {
            one.snapshots.add(new Snap(made.get(), one.sizeGib));
          }
        });
  }

  private void onFree(Map<Act, Runnable> acts, Holding one) {
    if (one.snapshots.isEmpty() && mine.size() > 2) {
      acts.put(Act.DELETE, () -> delete(Act.DELETE, one, false));
    } else if (mine.size() > 2) {
      acts.put(Act.DELETE_CASCADE, () -> delete(Act.DELETE_CASCADE, one, true));
    }
    if (one.sizeGib < LARGEST_GIB) {
      acts.put(Act.EXTEND, () -> extend(Act.EXTEND, one, false));
      acts.put(Act.EXTEND_AND_CANCEL, () -> extend(Act.EXTEND_AND_CANCEL, one, true));
    }
    if (surroundings.withExports()) {
      acts.put(Act.RESERVE, () -> attach(Act.RESERVE, one, false, false));
      acts.put(Act.CONNECT, () -> attach(Act.CONNECT, one, true, false));
      acts.put(Act.CONNECT_AND_CANCEL, () -> attach(Act.CONNECT_AND_CANCEL, one, true, true));
    }
  }

  private void onSnapshots(Map<Act, Runnable> acts, Holding one) {
    Snap newest = one.snapshots.getLast();
    acts.put(
        Act.CREATE_FROM_SNAPSHOT,
        () -> {
          if (mine.size() < MOST_VOLUMES) {
            create(Act.CREATE_FROM_SNAPSHOT, new Wanted(newest.sizeGib(), newest.id(), null, null));
          } else {
            deleteSnapshot(one);
          }
        });
    acts.put(Act.DELETE_SNAPSHOT, () -> deleteSnapshot(one));
    if (one.isFree() && newest.sizeGib() == one.sizeGib) {
      acts.put(
          Act.REVERT,
          () -> {
            boolean accepted = verbs.revert(one.volume, newest.id()).accepted();
            done(Act.REVERT, accepted);
            rest(one);
            verbs.awaitRest("snapshot/" + newest.id(), REST);
          });
    }
  }

  private void onAttached(Map<Act, Runnable> acts, Holding one) {
    Attached attached = one.attachments.get(random.nextInt(one.attachments.size()));
    acts.put(Act.DETACH, () -> detach(one, attached));
    switch (attached.stage()) {
      case RESERVED ->
          acts.put(
              Act.UPDATE,
              () -> {
                boolean accepted =
                    verbs.updateAttachment(attached.id(), one.volume, connector()).accepted();
                done(Act.UPDATE, accepted);
                if (accepted) {
                  one.advance(attached, Stage.CONNECTED);
                } else {
                  refresh(one);
                }
              });
      case CONNECTED ->
          acts.put(
              Act.COMPLETE,
              () -> {
                boolean accepted = verbs.completeAttachment(attached.id(), one.volume).accepted();
                done(Act.COMPLETE, accepted);
                if (accepted) {
                  one.advance(attached, Stage.ATTACHED);
                  verbs.status("volume/" + one.volume);
                } else {
                  refresh(one);
                }
              });
      case ATTACHED -> {
        if (one.multiattach && one.attachments.size() < 2) {
          acts.put(Act.CONNECT, () -> attach(Act.CONNECT, one, true, false));
        }
      }
    }
  }

  private Wanted blank() {
    String type = surroundings.multiattachType();
    boolean several = type != null && random.nextInt(3) == 0;
    return new Wanted(1 + random.nextInt(2), null, null, several ? type : null);
  }

  private Optional<Holding> create(Act act, Wanted wanted) {
    Optional<String> made = verbs.createVolume(wanted);
    done(act, made.isPresent());
    if (made.isEmpty()) {
      mine.forEach(this::look);
      forgetGone();
      return Optional.empty();
    }
    String id = made.get();
    String status = verbs.awaitRest("volume/" + id, REST);
    if (status.equals("available")) {
      Holding holding = new Holding(id, wanted.sizeGib(), wanted.type() != null);
      mine.add(holding);
      surroundings.others().add(id);
      return Optional.of(holding);
    }
    if (!status.equals(Verbs.GONE)) {
      verbs.deleteVolume(id, true);
      verbs.awaitRest("volume/" + id, REST);
    }
    return Optional.empty();
  }

  private void createAndDelete() {
    Optional<String> made = verbs.createVolume(blank());
    if (made.isEmpty()) {
      return;
    }
    // At once, or a moment later: the create is met at different places.
    Api.sleep(Duration.ofMillis(random.nextInt(40)));
    done(Act.CREATE_AND_DELETE, verbs.deleteVolume(made.get(), false).accepted());
    verbs.awaitRest("volume/" + made.get(), REST);
  }

  private void createAndCancel() {
    Optional<String> made = verbs.createVolume(blank());
    if (made.isEmpty()) {
      return;
    }
    done(Act.CREATE_AND_CANCEL, verbs.cancel("volume/" + made.get()));
    String status = verbs.awaitRest("volume/" + made.get(), REST);
    if (!status.equals(Verbs.GONE)) {
      verbs.deleteVolume(made.get(), false);
      verbs.awaitRest("volume/" + made.get(), REST);
    }
  }

  private void delete(Act act, Holding one, boolean cascade) {
    boolean accepted = verbs.deleteVolume(one.volume, cascade).accepted();
    done(act, accepted);
    if (accepted) {
      one.snapshots.forEach(snapshot -> verbs.status("snapshot/" + snapshot.id()));
    }
    if (verbs.awaitRest("volume/" + one.volume, REST).equals(Verbs.GONE)) {
      one.snapshots.forEach(snapshot -> verbs.status("snapshot/" + snapshot.id()));
      forget(one);
    } else {
      refresh(one);
    }
  }

  private void extend(Act act, Holding one, boolean thenCancel) {
    int size = one.sizeGib + 1;
    boolean accepted = verbs.extend(one.volume, size).accepted();
    boolean cancelled = thenCancel && accepted && verbs.cancel("volume/" + one.volume);
    done(act, thenCancel ? cancelled : accepted);
    rest(one);
    refresh(one);
  }

  private void deleteSnapshot(Holding one) {
    Snap snapshot = one.snapshots.get(random.nextInt(one.snapshots.size()));
    boolean accepted = verbs.deleteSnapshot(snapshot.id(), one.volume).accepted();
    done(Act.DELETE_SNAPSHOT, accepted);
    if (verbs.awaitRest("snapshot/" + snapshot.id(), REST).equals(Verbs.GONE)) {
      one.snapshots.remove(snapshot);
    }
  }

  private void attach(Act act, Holding one, boolean connect, boolean thenCancel) {
    Map<String, Object> connector = connect ? connector() : null;
    String instance = UUID.randomUUID().toString();
    Thread canceller =
        thenCancel ? Thread.ofVirtual().start(() -> cancelAttachment(one.volume)) : null;
    Optional<String> made = verbs.createAttachment(one.volume, instance, connector);
    done(act, made.isPresent());
    made.ifPresent(
        id -> one.attachments.add(new Attached(id, connect ? Stage.CONNECTED : Stage.RESERVED)));
    if (canceller != null) {
      try {
        canceller.join();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
    }
    if (made.isEmpty() || thenCancel) {
      refresh(one);
    } else {
      verbs.status("volume/" + one.volume);
    }
  }

  /** The attachment's id is not known yet: its operation is found through the volume. */
  private void cancelAttachment(String volume) {
    Api.sleep(Duration.ofMillis(20 + random.nextInt(60)));
    verbs.attachmentsOf(volume).forEach(id -> verbs.cancel("attachment/" + id));
  }

  private void detach(Holding one, Attached attached) {
    boolean accepted = verbs.deleteAttachment(attached.id(), one.volume).accepted();
    done(Act.DETACH, accepted);
    if (accepted) {
      one.attachments.remove(attached);
      verbs.status("volume/" + one.volume);
    } else {
      refresh(one);
    }
  }

  private void rest(Holding one) {
    if (verbs.awaitRest("volume/" + one.volume, REST).equals(Verbs.GONE)) {
      forget(one);
    }
  }

  /** After something unexpected: others may have changed what is there. */
  private void refresh(Holding one) {
    look(one);
    forgetGone();
  }

  private void look(Holding one) {
    if (verbs.awaitRest("volume/" + one.volume, REST).equals(Verbs.GONE)) {
      one.sizeGib = 0;
      return;
    }
    one.sizeGib = verbs.show("volume/" + one.volume).path("size").asInt(one.sizeGib);
    one.snapshots.removeIf(
        snapshot -> !verbs.awaitRest("snapshot/" + snapshot.id(), REST).equals("available"));
    List<String> present = verbs.attachmentsOf(one.volume);
    one.attachments.removeIf(attached -> !present.contains(attached.id()));
    for (String id : present) {
      if (one.attachments.stream().noneMatch(attached -> attached.id().equals(id))) {
        verbs.deleteAttachment(id, one.volume);
      }
    }
  }

  private void forgetGone() {
    mine.stream().filter(one -> one.sizeGib == 0).toList().forEach(this::forget);
  }

  private void forget(Holding one) {
    mine.remove(one);
    surroundings.others().remove(one.volume);
  }

  private void done(Act act, boolean accepted) {
    recorder.count("act " + act);
    if (!accepted) {
      recorder.count("act " + act + " refused");
    }
  }

  private Map<String, Object> connector() {
    return Map.of(
        "host",
        "load-" + number,
        "ip",
        "127.0.0.1",
        "initiator",
        "iqn.2016-04.org.example:load-" + number,
        "multipath",
        false,
        "platform",
        "x86_64",
        "os_type",
        "linux");
  }

  /** Half attached, it can be no source. */
  private static boolean isWhole(Holding one) {
    return one.isFree() || one.isInUse();
  }

  private <T> Optional<T> pick(List<T> list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(random.nextInt(list.size())));
  }
}
