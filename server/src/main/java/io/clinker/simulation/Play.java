package io.clinker.simulation;

import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory.BackendContext;
import io.clinker.driver.SerialSection;
import io.clinker.drivers.simulator.SimulatorArray;
import io.clinker.drivers.simulator.SimulatorFactory;
import io.clinker.drivers.simulator.SimulatorPool;
import io.clinker.drivers.simulator.TokenOrder;
import io.clinker.model.Size;
import io.clinker.oracle.Backends;
import io.clinker.oracle.Oracle;
import io.clinker.oracle.UsageReport;
import io.clinker.oracle.Verdict;
import io.clinker.steps.BackendCalls;
import io.clinker.store.OpenOperations.Held;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plays one schedule in a world: makes its moves, heals everything, and asks the oracle. */
final class Play implements AutoCloseable {
  /** Of real time: what has not ended then never will. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final Duration LOOK = Duration.ofMillis(1);
  private static final Duration BETWEEN_RESTARTS = Duration.ofMillis(25);
  private static final String POOL = "pool";

  private final World world;
  private final Schedule schedule;
  private final Strikes strikes = new Strikes();
  private final SimulatorArray array;
  private final Witness witness;
  private final Clients clients;
  private final Driver outsider;
  private final List<BackendCalls> calls = new ArrayList<>();

  Play(World world, Schedule schedule, Flaws flaws) {
    this.world = world;
    this.schedule = schedule;
    this.array =
        new SimulatorArray(
            List.of(new SimulatorPool(POOL, Size.ofGibibytes(schedule.setting().poolGib()), true)));
    this.witness = new Witness(world.ground().jdbi());
    this.clients = new Clients(world.gateway(), witness, PATIENCE);
    this.outsider = driver("oracle");
    flaws.array().accept(array);
  }

  /** What became of it. */
  Played play() {
    world.ground().prepare(schedule.setting(), World.BACKEND, outsider);
    world.nodes().forEach(node -> calls.add(node.use(driver(node.name()))));
    world.begin(strikes, array, schedule.setting().leap());
    for (Move move : schedule.moves()) {
      witness.tell(move.toString());
      make(move);
      strikes.release();
    }
    heal();
    witness.look();
    Verdict verdict =
        new Oracle(
                world.ground().rows(),
                new Backends(
                    List.of(new Backends.Backend(World.BACKEND, outsider, this::tokens)), "oracle"),
                UsageReport::none)
            .check(true, witness.history());
    return new Played(
        schedule, verdict, world.ground().rows().all().operations(), strikes, array.log(), witness);
  }

  private Backends.Tokens tokens() {
    var log = array.log();
    return new Backends.Tokens(
        TokenOrder.violations(log).stream().map(Object::toString).toList(), log.size());
  }

  private Driver driver(String node) {
    return new SimulatorFactory(Map.of(World.BACKEND, array))
        .create(
            new BackendContext(World.BACKEND, node),
            Map.of(
                "array",
                World.BACKEND,
                "pool",
                POOL,
                "capacity",
                schedule.setting().poolGib(),
                "serialSections",
                schedule.setting().copiesTakeTurns()
                    ? List.of(SerialSection.COPY_OF_ONE_VOLUME.name())
                    : List.of()));
  }

  private void make(Move move) {
    switch (move) {
      case Move.Ask ask -> {
        clients.ask(ask.requests());
        witness.look();
      }
      case Move.Repeat repeat -> {
        clients.repeat(repeat.request());
        witness.look();
      }
      case Move.AwaitEnds ignored -> {
        awaitEnds();
        witness.look();
      }
      case Move.Cancel cancel -> {
        clients.cancel(cancel.request());
        witness.look();
      }
      case Move.LoseRun lose -> loseRun(lose.request());
      case Move.Disturb disturb -> array.faults().add(disturb.rule());
      case Move.Strike strike -> strikes.arm(strike);
      case Move.Thaw ignored -> world.nodes().forEach(node -> node.line().thaw());
    }
  }

  private void loseRun(int request) {
    Optional<Held> held = clients.operation(request).flatMap(world.ground().operations()::find);
    if (held.isPresent() && !held.get().ended()) {
      boolean lost = world.loseRun(held.get().workflowId(), held.get().engineRunId());
      witness.tell(lost ? "  the run is lost" : "  the run has closed");
      world.restart();
    }
  }

  private void heal() {
    witness.tell("heal");
    array.faults().clear();
    strikes.clear();
    world.nodes().forEach(node -> node.line().heal());
    long end = System.nanoTime() + PATIENCE.toNanos();
    do {
      awaitEnds();
      // Late calls of attempts whose turn is over.
      while (!world.isQuiet() && System.nanoTime() < end) {
        pause();
      }
    } while (isOpen() && System.nanoTime() < end);
    witness.tell("healed");
  }

  /** Until no operation is open any more; those without a run are restarted meanwhile. */
  private void awaitEnds() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long restart = System.nanoTime() + BETWEEN_RESTARTS.toNanos();
    while (world.tasks() > 0 || isOpen()) {
      if (System.nanoTime() > end) {
        witness.tell("  not all have ended");
        return;
      }
      if (System.nanoTime() > restart) {
        world.restart();
        restart = System.nanoTime() + BETWEEN_RESTARTS.toNanos();
      }
      pause();
    }
  }

  private boolean isOpen() {
    return !world.ground().operations().openOlderThan(Duration.ZERO, 1, null).isEmpty();
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped", stopped);
    }
  }

  @Override
  public void close() {
    array.close();
    clients.close();
    calls.forEach(BackendCalls::close);
  }
}
