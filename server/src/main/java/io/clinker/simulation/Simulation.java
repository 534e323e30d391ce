package io.clinker.simulation;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import javax.sql.DataSource;

/**
 * Plays many schedules, each drawn from its own seed, and asks the oracle after each. A schedule
 * that broke an invariant is printed with its seed and all that is known of it.
 */
public final class Simulation {
  /** An engine keeps every history and slows down with each: then a new one is made. */
  private static final int SCHEDULES_OF_A_WORLD = 100;

  private final Settings settings;
  private final IntFunction<DataSource> databases;
  private final Flaws flaws;
  private final PrintWriter out;
  private final Tally tally = new Tally();
  private final AtomicLong next;

  /**
   * What is simulated.
   *
   * @param seed of the first schedule; the next has the next number
   * @param lanes schedules that are played at once
   * @param mostBroken no more are played when so many have broken an invariant
   */
  public record Settings(long seed, int schedules, int lanes, int mostBroken) {}

  /**
   * @param databases an empty database for each lane
   * @param out for the report
   */
  public Simulation(Settings settings, IntFunction<DataSource> databases, PrintWriter out) {
    this(settings, databases, Flaws.none(), out);
  }

  Simulation(Settings settings, IntFunction<DataSource> databases, Flaws flaws, PrintWriter out) {
    this.settings = settings;
    this.databases = databases;
    this.flaws = flaws;
    this.out = out;
    this.next = new AtomicLong(settings.seed());
  }

  /** Whether the engine it plays on is there: its library is no part of a service. */
  public static boolean isPossible() {
    try {
      Class.forName("io.temporal.testserver.TestServer");
      return true;
    } catch (ClassNotFoundException absent) {
      return false;
    }
  }

  /** Plays all of them; true if every invariant held after each. */
  public boolean run() {
    long begin = System.nanoTime();
    out.printf(
        "%d schedules from seed %d on, %d at once%n",
        settings.schedules(), settings.seed(), settings.lanes());
    out.flush();
    try (Quiet ignored = new Quiet();
        ExecutorService lanes = Executors.newFixedThreadPool(settings.lanes())) {
      List<Future<?>> all = new ArrayList<>();
      for (int lane = 0; lane < settings.lanes(); lane++) {
        DataSource database = databases.apply(lane);
        all.add(lanes.submit(() -> playAll(database)));
      }
      all.forEach(Simulation::await);
    }
    out.print(tally.text(Duration.ofNanos(System.nanoTime() - begin)));
    out.flush();
    return tally.broken() == 0 && tally.schedules() >= settings.schedules();
  }

  /** What was counted. */
  Tally tally() {
    return tally;
  }

  private void playAll(DataSource database) {
    Ground ground = new Ground(database, flaws.admission());
    while (goesOn()) {
      try (World world = new World(ground)) {
        for (int played = 0; played < SCHEDULES_OF_A_WORLD && goesOn(); played++) {
          play(world, next.getAndIncrement());
        }
        tally.skipped(world.skipped());
      }
    }
  }

  private boolean goesOn() {
    return next.get() < settings.seed() + settings.schedules()
        && tally.broken() < settings.mostBroken();
  }

  private void play(World world, long seed) {
    Schedule schedule = Draw.schedule(seed);
    try (Play play = new Play(world, schedule, flaws)) {
      Played played = play.play();
      tally.add(played);
      if (!played.verdict().holds()) {
        out.println(new Autopsy(world).text(played));
        out.flush();
      }
    } catch (RuntimeException failure) {
      throw new IllegalStateException("seed " + seed + " was not played to its end", failure);
    }
  }

  private static void await(Future<?> lane) {
    try {
      lane.get();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stopped);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a lane broke off", failed);
    }
  }
}
