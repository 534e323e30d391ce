package io.clinker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.store.testing.TestDatabase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/**
 * Short schedules of operations and faults, each from a seed of its own: always the same 60, or
 * 3000 new ones with {@code -Dclinker.full=true}. The property {@code clinker.simulation.seed}
 * gives one again, with {@code clinker.simulation.schedules} after it.
 */
class SimulationTest {
  private static final boolean FULL = Boolean.getBoolean("clinker.full");
  private static final int SCHEDULES =
      Integer.getInteger("clinker.simulation.schedules", FULL ? 3000 : 60);
  private static final long SEED =
      Long.getLong("clinker.simulation.seed", FULL ? System.nanoTime() & 0xffffff : 1);

  @AutoClose private final TestDatabase database = TestDatabase.createEmpty();
  private final StringWriter said = new StringWriter();

  private Simulation simulation(Simulation.Settings settings, Flaws flaws) {
    return new Simulation(
        settings, lane -> database.dataSource(), flaws, new PrintWriter(said, true));
  }

  @Test
  @Shows({"D-2", "E-13", "W-3", "W-4"})
  void noScheduleBreaksAnInvariant() {
    Simulation simulation =
        simulation(new Simulation.Settings(SEED, SCHEDULES, 1, 3), Flaws.none());

    boolean held = simulation.run();

    System.out.println(said);
    assertThat(held).as(said.toString()).isTrue();
    if (FULL) {
      assertThat(simulation.tally().effects().keySet())
          .as("every kind of mishap was met")
          .containsAll(Arrays.asList(Effect.values()));
    }
  }

  @Test
  void aSeedGivesTheSameScheduleAgain() {
    assertThat(Draw.schedule(7)).isEqualTo(Draw.schedule(7)).isNotEqualTo(Draw.schedule(8));
  }

  @Test
  void anArrayThatIgnoresTheOrderOfTokensIsFound() {
    Flaws ignorant =
        new Flaws(
            array -> array.faults().add(FaultRule.always(new Fault.IgnoreMarks())),
            UnaryOperator.identity());

    boolean held = simulation(new Simulation.Settings(1, 200, 1, 1), ignorant).run();

    assertThat(held).as(said.toString()).isFalse();
    assertThat(said.toString()).contains("I8: ", "accepted");
  }
}
