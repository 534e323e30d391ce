package io.clinker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private final AtomicLong seconds = new AtomicLong();
  private final AtomicBoolean others = new AtomicBoolean(true);
  private final Breaker breaker =
      new Breaker(others::get, () -> TimeUnit.SECONDS.toNanos(seconds.get()));

  @Test
  @Shows("E-6")
  void aProbeOpensAndClosesIt() {
    assertThat(breaker.openBecause()).isEmpty();

    breaker.probeFailed("no path");
    assertThat(breaker.openBecause()).contains("no path");

    breaker.probeSucceeded();
    assertThat(breaker.openBecause()).isEmpty();
  }

  @Test
  void callsThatFailOneAfterAnotherOpenItForAWhile() {
    fail(4);
    assertThat(breaker.openBecause()).isEmpty();
    fail(1);
    assertThat(breaker.openBecause()).contains("lost");

    seconds.addAndGet(9);
    breaker.probeSucceeded();
    assertThat(breaker.openBecause()).isPresent();
    seconds.addAndGet(1);
    breaker.probeSucceeded();
    assertThat(breaker.openBecause()).isEmpty();
  }

  @Test
  void theNextFailureOpensItAgainForTwiceAsLong() {
    fail(5);
    seconds.addAndGet(10);
    breaker.probeSucceeded();

    fail(1);
    assertThat(breaker.openBecause()).isPresent();
    seconds.addAndGet(19);
    breaker.probeSucceeded();
    assertThat(breaker.openBecause()).isPresent();
    seconds.addAndGet(1);
    breaker.probeSucceeded();
    assertThat(breaker.openBecause()).isEmpty();

    breaker.callSucceeded();
    fail(4);
    assertThat(breaker.openBecause()).isEmpty();
  }

  @Test
  void aSuccessBetweenFailuresKeepsItClosed() {
    for (int count = 0; count < 20; count++) {
      fail(4);
      breaker.callSucceeded();
    }

    assertThat(breaker.openBecause()).isEmpty();
  }

  @Test
  void failedCallsDoNotOpenItWhereNobodyElseServes() {
    others.set(false);

    fail(50);

    assertThat(breaker.openBecause()).isEmpty();
  }

  @Test
  void aProbeThatFailsKeepsItOpenLongerThanCallsWould() {
    fail(5);
    breaker.probeFailed("no path");
    seconds.addAndGet(100);
    assertThat(breaker.openBecause()).contains("no path");

    breaker.probeSucceeded();
    assertThat(breaker.openBecause()).isEmpty();
  }

  private void fail(int times) {
    for (int count = 0; count < times; count++) {
      breaker.callFailed("lost");
    }
  }
}
