package io.clinker.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.chaos.Cases.Case;
import io.clinker.chaos.TcpProxy.Condition;
import io.clinker.load.Api;
import io.clinker.load.Verbs;
import io.clinker.load.Verbs.Wanted;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Workers that have lost their turn and do not know it: cut off from database and engine while they
 * still reach the storage, frozen, or with a wrong clock. Whatever they do when they go on must
 * change nothing.
 */
final class CutOffCases {
  private static final Duration REACHED = Duration.ofSeconds(60);
  private static final Duration ENDED = Duration.ofSeconds(120);
  private static final Duration REFUSED = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration WATCHED = Duration.ofSeconds(12);
  private static final Duration MOVED = Duration.ofSeconds(5);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

  private final Scratch scratch;
  private final FaultFiles faults;
  private final Verbs verbs;
  private final Stage stage;
  private final String project;
  private final Duration pause;

  /**
   * @param pause how long a frozen node stays so at least
   */
  CutOffCases(
      Scratch scratch,
      FaultFiles faults,
      Verbs verbs,
      Stage stage,
      String project,
      Duration pause) {
    this.scratch = scratch;
    this.pause = pause;
    this.faults = faults;
    this.verbs = verbs;
    this.stage = stage;
    this.project = project;
  }

  /** What is done to the node that holds the step, and what ends it. */
  private interface Cut {
    void begin(int node) throws IOException;

    void end(int node) throws IOException;
  }

  List<Case> all() {
    List<Case> cases = new ArrayList<>();
    Cut isolated = network(Condition.CUT, Condition.CUT);
    for (Play play :
        List.of(
            Play.CREATE_FROM_VOLUME,
            Play.REVERT,
            Play.EXTEND,
            Play.SNAPSHOT,
            Play.SNAPSHOT_DELETE)) {
      cases.add(
          new Case(
              "D-1",
              play.word() + ", its node cut off from database and engine, not from storage",
              () -> outlived(play, isolated)));
    }
    for (Play play : List.of(Play.CREATE_FROM_VOLUME, Play.CREATE_FROM_SNAPSHOT, Play.REVERT)) {
      cases.add(
          new Case(
              "D-2",
              play.word() + ", its node frozen before the call for longer than its lease",
              () -> outlived(play, frozen())));
      cases.add(
          new Case(
              "D-2",
              play.word() + ", its node frozen after the call for longer than its lease",
              () -> outlived(play, frozen(), Held.AFTER)));
    }
    cases.add(
        new Case(
            "D-3",
            "volume-create from volume, its node sends and hears nothing",
            () ->
                outlived(
                    Play.CREATE_FROM_VOLUME,
                    network(Condition.REPLIES_STAND, Condition.REPLIES_STAND))));
    cases.add(
        new Case(
            "D-3",
            "volume-create from volume, its node receives and cannot send",
            () ->
                outlived(
                    Play.CREATE_FROM_VOLUME,
                    network(Condition.REQUESTS_STAND, Condition.REQUESTS_STAND))));
    cases.add(new Case("D-4", "a clock ten minutes ahead", () -> skewed(TEN_MINUTES)));
    cases.add(new Case("D-4", "a clock ten minutes behind", () -> skewed(TEN_MINUTES.negated())));
    cases.add(new Case("D-5", "a clock jumps an hour ahead and back in a step", this::jumps));
    cases.add(
        new Case(
            "D-10",
            "volume-delete, its node frozen between the look at its turn and the call",
            () -> outlived(Play.DELETE, frozen())));
    return cases;
  }

  /** Where a step is held: what it does when it goes on is a late call, or a late word of one. */
  private enum Held {
    BEFORE,
    AFTER
  }

  private List<String> outlived(Play play, Cut cut) throws IOException {
    return outlived(play, cut, Held.BEFORE);
  }

  /**
   * A step is held at its call; its node is cut off, another ends the operation, and the step goes
   * on where nobody can tell it that its turn is over.
   */
  private List<String> outlived(Play play, Cut cut, Held held) throws IOException {
    List<String> problems = new ArrayList<>();
    Stage.Ready ready = stage.prepare(play);
    String step = play == Play.DELETE ? "delete-volume" : step(play);
    String where =
        switch (held) {
          case BEFORE -> ":before";
          case AFTER -> ":after";
        };
    faults.arm(play.workflow() + "/" + step + where, false);
    Thread asking = Thread.ofVirtual().start(ready.ask());
    long pid =
        faults
            .awaitReached(REACHED)
            .orElseThrow(() -> new IllegalStateException("the step was not reached"));
    int node = numberOf(pid);
    long cutAt = System.nanoTime();
    long refusedBefore = scratch.nodes().get(node).staleTokensRefused();
    cut.begin(node);
    boolean ended =
        Waiting.until(() -> !asking.isAlive() && scratch.open() == 0, ENDED, Duration.ofMillis(50));
    if (!ended) {
      problems.add("no other node ended the operation");
    }
    StorageState before = StorageState.of(scratch.folder().backend());
    faults.release();
    if (scratch.nodes().get(node).isPaused()) {
      Waiting.sleep(pause.minusNanos(System.nanoTime() - cutAt));
      cut.end(node);
    }
    boolean refused =
        held == Held.AFTER
            || Waiting.until(
                () -> scratch.nodes().get(node).staleTokensRefused() > refusedBefore,
                REFUSED,
                LOOK);
    if (held == Held.AFTER) {
      Waiting.sleep(MOVED);
    }
    Set<String> changed = StorageState.of(scratch.folder().backend()).changedSince(before);
    cut.end(node);
    if (!refused) {
      problems.add("the storage did not refuse the stale token");
    }
    if (!changed.isEmpty()) {
      problems.add("changed by the stale step: " + changed);
    }
    scratch.nodes().get(node).awaitReady();
    ready.strike().run();
    return problems;
  }

  private static String step(Play play) {
    return play.forward().stream()
        .filter(step -> !step.equals("admit") && !step.equals("settle"))
        .findFirst()
        .orElseThrow();
  }

  private Cut network(Condition database, Condition engine) {
    return new Cut() {
      @Override
      public void begin(int node) {
        scratch.surroundings(node).database().set(database);
        scratch.surroundings(node).engine().set(engine);
      }

      @Override
      public void end(int node) {
        scratch.surroundings(node).database().set(Condition.GOOD);
        scratch.surroundings(node).engine().set(Condition.GOOD);
      }
    };
  }

  private Cut frozen() {
    return new Cut() {
      @Override
      public void begin(int node) throws IOException {
        scratch.nodes().get(node).pause();
      }

      @Override
      public void end(int node) throws IOException {
        if (scratch.nodes().get(node).isPaused()) {
          scratch.nodes().get(node).goOn();
        }
      }
    };
  }

  /** A wrong clock declares nobody dead and harms no operation. */
  private List<String> skewed(Duration offset) throws IOException {
    scratch.surroundings(0).clock().set(offset);
    try {
      awaitClock(0, offset);
      List<String> problems = new ArrayList<>();
      Thread working = Thread.ofVirtual().start(() -> problems.addAll(lives()));
      problems.addAll(wronglyDown(WATCHED));
      join(working);
      return problems;
    } finally {
      scratch.surroundings(0).clock().set(Duration.ZERO);
      awaitClock(0, Duration.ZERO);
    }
  }

  private List<String> jumps() throws IOException {
    Stage.Ready ready = stage.prepare(Play.CREATE);
    faults.arm("volume-create/create-volume:before", false);
    Thread asking = Thread.ofVirtual().start(ready.ask());
    long pid =
        faults
            .awaitReached(REACHED)
            .orElseThrow(() -> new IllegalStateException("the step was not reached"));
    int node = numberOf(pid);
    SkewedClock clock = scratch.surroundings(node).clock();
    List<String> problems = new ArrayList<>();
    try {
      for (Duration offset : List.of(HOUR, HOUR.negated(), Duration.ZERO)) {
        clock.set(offset);
        awaitClock(node, offset);
        problems.addAll(wronglyDown(WATCHED.dividedBy(2)));
      }
      faults.release();
      if (!Waiting.until(() -> !asking.isAlive() && scratch.open() == 0, ENDED, LOOK)) {
        problems.add("the operation did not end");
      }
    } finally {
      clock.set(Duration.ZERO);
    }
    ready.strike().run();
    return problems;
  }

  /** A few lives of volumes; what did not come out as it should. */
  private List<String> lives() {
    List<String> problems = new ArrayList<>();
    for (int turn = 0; turn < 3; turn++) {
      String volume = verbs.createVolume(Wanted.blank(1)).orElse("");
      if (!verbs.awaitRest("volume/" + volume, ENDED).equals("available")) {
        problems.add("a create did not succeed");
        continue;
      }
      if (!verbs.extend(volume, 2).accepted()
          || !verbs.awaitRest("volume/" + volume, ENDED).equals("available")
          || !verbs.deleteVolume(volume, false).accepted()
          || !verbs.awaitRest("volume/" + volume, ENDED).equals("gone")) {
        problems.add("an extend or a delete did not succeed");
      }
    }
    return problems;
  }

  /** Every node tells all others up as long as their counters move. */
  private List<String> wronglyDown(Duration length) {
    Set<String> problems = new TreeSet<>();
    Map<String, Long> counters = new HashMap<>();
    long lastStill = System.nanoTime();
    Map<String, Long> movedAt = new HashMap<>();
    long end = System.nanoTime() + length.toNanos();
    while (System.nanoTime() < end) {
      long now = System.nanoTime();
      beats()
          .forEach(
              (who, counter) -> {
                Long before = counters.put(who, counter);
                if (before == null || !before.equals(counter)) {
                  movedAt.put(who, now);
                }
              });
      if (movedAt.values().stream().anyMatch(at -> now - at > MOVED.toNanos())) {
        // Somebody really stands still, on a machine that is too busy: nothing can be said.
        lastStill = now;
      }
      for (ScratchNode node : scratch.nodes()) {
        for (JsonNode service : services(node)) {
          if (service.path("state").asText().equals("down") && now - lastStill > MOVED.toNanos()) {
            problems.add(
                "%s takes %s for down".formatted(node.name(), service.path("host").asText()));
          }
        }
      }
      Waiting.sleep(LOOK);
    }
    return List.copyOf(problems);
  }

  private Map<String, Long> beats() {
    Map<String, Long> beats = new HashMap<>();
    scratch
        .jdbi()
        .useHandle(
            handle ->
                handle
                    .createQuery(
                        "select concat('node ', name) as who, heartbeat from node where name <> 'node-0'"
                            + " union all select concat(backend, ' at ', node), heartbeat"
                            + " from backend_node where node <> 'node-0'")
                    .reduceRows(
                        beats,
                        (map, row) -> {
                          map.put(
                              row.getColumn("who", String.class),
                              row.getColumn("heartbeat", Long.class));
                          return map;
                        }));
    return beats;
  }

  private JsonNode services(ScratchNode node) {
    try (Api api = new Api(List.of(node.api()), project, ENDED)) {
      return api.send("GET", "/os-services?binary=cinder-volume", null, null)
          .body()
          .path("services");
    }
  }

  /** The node itself tells its time: answers carry it. */
  private void awaitClock(int node, Duration offset) {
    ScratchNode one = scratch.nodes().get(node);
    boolean shown =
        Waiting.until(
            () -> one.clockOffset().minus(offset).abs().compareTo(Duration.ofMinutes(1)) < 0,
            Duration.ofSeconds(30),
            LOOK);
    if (!shown) {
      throw new IllegalStateException(
          "the clock of %s is %s off, not %s".formatted(one.name(), one.clockOffset(), offset));
    }
  }

  private int numberOf(long pid) {
    for (int number = 0; number < scratch.nodes().size(); number++) {
      if (scratch.nodes().get(number).is(pid)) {
        return number;
      }
    }
    throw new IllegalStateException("no node is process " + pid);
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
