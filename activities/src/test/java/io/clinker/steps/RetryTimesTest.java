package io.clinker.steps;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.temporal.common.RetryOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When failed steps of many operations are tried again. */
class RetryTimesTest {
  private static final RetryOptions RULES =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofMillis(200))
          .setBackoffCoefficient(2)
          .setMaximumInterval(Duration.ofSeconds(10))
          .build();

  private static List<Long> times(int attempt) {
    return IntStream.range(0, 5000)
        .mapToObj(run -> RetryTimes.next(RULES, "volume/" + run, attempt).toMillis())
        .toList();
  }

  @Test
  @Shows("W-16")
  void fiveThousandComeBackAllOverTheLaterHalfOfTheirInterval() {
    for (int attempt : List.of(1, 3, 6, 7, 40)) {
      long whole = Math.min(200L << Math.min(attempt - 1, 10), 10_000);
      List<Long> times = times(attempt);

      assertThat(times).allMatch(time -> time >= whole / 2 && time <= whole);
      assertThat(
              times.stream()
                  .collect(
                      Collectors.groupingBy(
                          time -> (time - whole / 2) * 10 / (whole / 2 + 1), Collectors.counting()))
                  .values())
          .hasSize(10)
          .allMatch(inATenth -> inATenth < 700);
    }
  }

  @Test
  void twoThatMetOnceDoNotMeetAgain() {
    List<Long> first = times(8);
    List<Long> second = times(9);
    long together =
        IntStream.range(1, first.size())
            .filter(
                run ->
                    Math.abs(first.get(run) - first.get(run - 1)) < 100
                        && Math.abs(second.get(run) - second.get(run - 1)) < 100)
            .count();

    // Of independent draws one pair in some six hundred meets twice.
    assertThat(together).isLessThan(50);
  }
}
