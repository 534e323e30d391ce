package io.clinker.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineCallsTest {
  @AutoClose("shutdownNow")
  private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);

  private final EngineCalls calls = new EngineCalls(Timing.real(timers));

  /** As the SDK does between two tries. */
  @Test
  void aCallThatSleepsIsOverWithItsTime() {
    assertThatThrownBy(() -> calls.within(Duration.ofMillis(50), EngineCallsTest::sleepsForEver))
        .satisfies(
            failure ->
                assertThat(Status.fromThrowable(failure).getCode())
                    .isEqualTo(Status.Code.DEADLINE_EXCEEDED));

    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whatIsAnsweredInTimeLeavesTheCallerAlone() throws Exception {
    assertThat(calls.within(Duration.ofMinutes(1), () -> "said")).isEqualTo("said");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aFailureInTimeStaysWhatItIs() {
    IllegalStateException refused = new IllegalStateException("refused");

    assertThatThrownBy(
            () ->
                calls.within(
                    Duration.ofMinutes(1),
                    () -> {
                      throw refused;
                    }))
        .isSameAs(refused);
  }

  private static String sleepsForEver() throws InterruptedException {
    new CountDownLatch(1).await();
    return "never";
  }
}
