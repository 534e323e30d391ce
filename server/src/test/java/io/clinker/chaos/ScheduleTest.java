package io.clinker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.chaos.Schedule.Planned;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static final List<FaultKind> ALL = List.of(FaultKind.values());
  private static final Duration LENGTH = Duration.ofMinutes(5);

  @Test
  void theSameSeedGivesTheSameSchedule() {
    assertThat(Schedule.random(7, LENGTH, 3, ALL)).isEqualTo(Schedule.random(7, LENGTH, 3, ALL));
    assertThat(Schedule.random(7, LENGTH, 3, ALL)).isNotEqualTo(Schedule.random(8, LENGTH, 3, ALL));
  }

  @Test
  void everyKindStrikesInFiveMinutes() {
    for (long seed = 0; seed < 50; seed++) {
      assertThat(Schedule.random(seed, LENGTH, 3, ALL).faults())
          .as("seed %d", seed)
          .extracting(Planned::kind)
          .contains(FaultKind.values());
    }
  }

  @Test
  void aPartHasOneFaultAtATimeAndAllEndInTime() {
    for (long seed = 0; seed < 50; seed++) {
      Map<String, Duration> ends = new HashMap<>();
      for (Planned fault : Schedule.random(seed, LENGTH, 3, ALL).faults()) {
        assertThat(fault.at())
            .as("seed %d: %s", seed, fault)
            .isGreaterThan(ends.getOrDefault(fault.target(), Duration.ZERO));
        ends.put(fault.target(), fault.at().plus(fault.length()));
        assertThat(fault.at().plus(fault.length())).isLessThan(LENGTH);
      }
    }
  }

  @Test
  void kindsAreFoundByTheirWords() {
    assertThat(Arrays.stream(FaultKind.values()).map(FaultKind::word).map(FaultKind::of))
        .containsExactly(FaultKind.values());
  }
}
