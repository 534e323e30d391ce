package io.clinker.chaos;

import static io.clinker.drivers.simulator.FaultPoint.AFTER;
import static io.clinker.drivers.simulator.FaultPoint.BEFORE;
import static io.clinker.drivers.simulator.FaultPoint.MIDDLE;

import io.clinker.chaos.Schedule.Planned;
import io.clinker.chaos.TcpProxy.Condition;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.drivers.simulator.FaultTable;
import io.clinker.model.ErrorCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Does what a schedule says: each part has a thread of its own, which begins and ends the faults of
 * that part one after the other. A node that ends by itself, as one does that finds no database
 * when it starts, is started again, as a supervisor does. When {@link #run} returns, everything is
 * whole again.
 */
final class Nemesis {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration READY = Duration.ofMinutes(3);
  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Set<String> MAKING =
      Set.of("createVolume", "createSnapshot", "extendVolume", "connect");

  private final Scratch scratch;
  private final Runnable struck;
  private final PrintWriter out;
  private final long zero = System.nanoTime();
  private final AtomicInteger endedByThemselves = new AtomicInteger();
  private final ConcurrentLinkedQueue<Done> done = new ConcurrentLinkedQueue<>();

  /** A fault as it was: when it began and when it was over. */
  record Done(Planned fault, Duration began, Duration ended) {}

  /**
   * @param struck called when a fault begins, from any thread
   */
  Nemesis(Scratch scratch, Runnable struck, PrintWriter out) {
    this.scratch = scratch;
    this.struck = struck;
    this.out = out;
  }

  /** Runs the schedule to its end. */
  List<Done> run(Schedule schedule) {
    List<Thread> threads = new ArrayList<>();
    ConcurrentLinkedQueue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    for (String target : schedule.faults().stream().map(Planned::target).distinct().toList()) {
      List<Planned> of =
          schedule.faults().stream().filter(fault -> fault.target().equals(target)).toList();
      threads.add(
          Thread.ofPlatform()
              .name("nemesis-" + target)
              .start(
                  () -> {
                    try {
                      of.forEach(this::strike);
                      of.stream()
                          .filter(fault -> fault.node() >= 0)
                          .findAny()
                          .ifPresent(fault -> awaitReady(node(fault)));
                    } catch (RuntimeException failed) {
                      failures.add(failed);
                    }
                  }));
    }
    threads.forEach(Nemesis::join);
    if (!failures.isEmpty()) {
      throw failures.remove();
    }
    return List.copyOf(done);
  }

  private void strike(Planned fault) {
    awaitBegin(fault);
    Duration began = now();
    say("%6.1f s  %s: %s".formatted(seconds(began), fault.target(), fault.kind().word()));
    struck.run();
    try {
      act(fault);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    done.add(new Done(fault, began, now()));
  }

  private void awaitBegin(Planned fault) {
    if (fault.node() < 0) {
      Waiting.sleep(positive(fault.at().minus(now())));
      return;
    }
    while (now().compareTo(fault.at()) < 0) {
      startIfEnded(node(fault));
      Waiting.sleep(LOOK);
    }
  }

  private void awaitReady(ScratchNode node) {
    boolean ready =
        Waiting.until(
            () -> {
              startIfEnded(node);
              return node.isReady();
            },
            READY,
            LOOK);
    if (!ready) {
      throw new IllegalStateException("node %s does not serve again".formatted(node.name()));
    }
  }

  private void startIfEnded(ScratchNode node) {
    if (node.isAlive()) {
      return;
    }
    endedByThemselves.incrementAndGet();
    say("%6.1f s  %s has ended by itself and is started".formatted(seconds(now()), node.name()));
    try {
      node.start();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** How often a node ended by itself. */
  int endedByThemselves() {
    return endedByThemselves.get();
  }

  private void act(Planned fault) throws IOException {
    switch (fault.kind()) {
      case NODE_KILLED -> {
        node(fault).kill();
        // Half of the time it is back at once, as under a supervisor.
        Waiting.sleep(fault.amount() < 0.5 ? Duration.ZERO : fault.length());
        node(fault).start();
      }
      case NODE_PAUSED -> {
        node(fault).pause();
        Waiting.sleep(fault.length());
        node(fault).goOn();
      }
      case NODE_RESTARTED -> {
        node(fault).end();
        node(fault).start();
      }
      case NODE_ISOLATED -> {
        around(fault).database().set(Condition.CUT);
        around(fault).engine().set(Condition.CUT);
        Waiting.sleep(fault.length());
        around(fault).database().set(Condition.GOOD);
        around(fault).engine().set(Condition.GOOD);
      }
      case DATABASE_CUT -> database(fault, Condition.CUT);
      case DATABASE_REQUESTS_STAND -> database(fault, Condition.REQUESTS_STAND);
      case DATABASE_REPLIES_STAND -> database(fault, Condition.REPLIES_STAND);
      case DATABASE_RESET -> database(fault, Condition.RESET);
      case DATABASE_SLOW -> database(fault, Condition.slow(upTo(fault, 60)));
      case ENGINE_CUT -> engine(fault, Condition.CUT);
      case ENGINE_REQUESTS_STAND -> engine(fault, Condition.REQUESTS_STAND);
      case ENGINE_REPLIES_STAND -> engine(fault, Condition.REPLIES_STAND);
      case ENGINE_RESET -> engine(fault, Condition.RESET);
      case ENGINE_SLOW -> engine(fault, Condition.slow(upTo(fault, 700)));
      case CLOCK_SKEWED -> {
        Duration minutes = Duration.ofMinutes(10 + (long) (20 * fault.amount()));
        around(fault).clock().set(fault.amount() < 0.5 ? minutes : minutes.negated());
        Waiting.sleep(fault.length());
        around(fault).clock().set(Duration.ZERO);
      }
      case CLOCK_STEPPED -> {
        around(fault).clock().set(HOUR);
        Waiting.sleep(fault.length().dividedBy(2));
        around(fault).clock().set(HOUR.negated());
        Waiting.sleep(fault.length().dividedBy(2));
        around(fault).clock().set(Duration.ZERO);
      }
      case ENGINE_KILLED -> away(fault, "engine");
      case DATABASE_KILLED -> away(fault, "database");
      case ARRAY_DOWN -> array(fault, FaultRule.always(new Fault.Down()));
      case ARRAY_SLOW ->
          array(fault, often(fault, new Fault.Delay(upTo(fault, 3000).toMillis(), MIDDLE)));
      case ARRAY_BUSY -> array(fault, often(fault, new Fault.Refuse(ErrorCode.BACKEND_BUSY)));
      case ARRAY_REFUSES ->
          array(fault, often(fault, new Fault.Refuse(ErrorCode.BACKEND_REFUSED)).onCalls(MAKING));
      case ARRAY_REQUESTS_LOST -> array(fault, often(fault, new Fault.LoseReply(BEFORE)));
      case ARRAY_REPLIES_LOST ->
          array(fault, often(fault, new Fault.LoseReply(fault.amount() < 0.4 ? MIDDLE : AFTER)));
      case ARRAY_BREAKS_OFF ->
          array(fault, often(fault, new Fault.Partial(ErrorCode.BACKEND_UNAVAILABLE)));
    }
  }

  private ScratchNode node(Planned fault) {
    return scratch.nodes().get(fault.node());
  }

  private Surroundings around(Planned fault) {
    return scratch.surroundings(fault.node());
  }

  private void database(Planned fault, Condition condition) {
    during(fault, around(fault).database(), condition);
  }

  private void engine(Planned fault, Condition condition) {
    during(fault, around(fault).engine(), condition);
  }

  private static void during(Planned fault, TcpProxy network, Condition condition) {
    network.set(condition);
    Waiting.sleep(fault.length());
    network.set(Condition.GOOD);
  }

  private void away(Planned fault, String part) throws IOException {
    scratch.kill(part);
    Waiting.sleep(fault.length());
    scratch.letStart();
  }

  private void array(Planned fault, FaultRule rule) {
    FaultTable faults = scratch.arrayFaults();
    int set = faults.add(rule);
    Waiting.sleep(fault.length());
    faults.remove(set);
  }

  /** Between a fifth and four fifths of the calls. */
  private static FaultRule often(Planned fault, Fault what) {
    return FaultRule.always(what)
        .withProbability(0.2 + 0.6 * fault.amount(), Double.doubleToLongBits(fault.amount()));
  }

  private static Duration upTo(Planned fault, long milliseconds) {
    return Duration.ofMillis((long) (milliseconds * (0.1 + 0.9 * fault.amount())));
  }

  private Duration now() {
    return Duration.ofNanos(System.nanoTime() - zero);
  }

  private void say(String text) {
    out.println(text);
    out.flush();
  }

  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static Duration positive(Duration duration) {
    return duration.isNegative() ? Duration.ZERO : duration;
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
