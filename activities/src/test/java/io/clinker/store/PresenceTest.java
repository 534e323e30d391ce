package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PresenceTest {
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final AtomicInteger questions = new AtomicInteger();

  @Test
  void anAnswerOfAMomentAgoCounts() {
    Presence presence = new Presence(this::yes, LONG, LONG);

    assertThat(presence.answered()).isTrue();
    assertThat(presence.answered()).isTrue();

    assertThat(questions).hasValue(1);
    assertThat(presence.answers()).isTrue();
    assertThat(questions).hasValue(2);
  }

  @Test
  void whoeverWasAnsweredAnswersForTheServer() {
    Presence presence = new Presence(this::no, LONG, LONG);
    presence.seen();

    assertThat(presence.answered()).isTrue();

    assertThat(questions).hasValue(0);
    assertThat(presence.answers()).isFalse();
  }

  @Test
  void afterAFailureTheServerIsAskedAgain() {
    Presence presence = new Presence(this::no, LONG, LONG);
    presence.seen();
    presence.missed();

    assertThat(presence.answered()).isFalse();
    assertThat(presence.answered()).isFalse();

    assertThat(questions).hasValue(2);
  }

  @Test
  void aQuestionThatFailsIsANo() {
    Presence presence =
        new Presence(
            () -> {
              throw new IllegalStateException("no connection");
            },
            LONG,
            LONG);

    assertThat(presence.answers()).isFalse();
  }

  @Test
  void aSilentServerIsAskedOnceAndNobodyWaitsForItLong() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch silence = new CountDownLatch(1);
    Presence presence =
        new Presence(
            () -> {
              questions.incrementAndGet();
              begun.countDown();
              try {
                silence.await();
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
              return true;
            },
            LONG,
            SHORT);
    try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
      List<Future<Boolean>> told = new ArrayList<>();
      for (int asking = 0; asking < 20; asking++) {
        told.add(pool.submit(presence::answers));
      }
      for (Future<Boolean> one : told) {
        assertThat(one.get()).isFalse();
      }
      // All may have waited in vain before the thread that asks was given a processor.
      begun.await();
      assertThat(questions).hasValue(1);
    } finally {
      silence.countDown();
    }
    while (!presence.answered()) {
      Thread.onSpinWait();
    }
    assertThat(questions).hasValue(1);
  }

  private boolean yes() {
    questions.incrementAndGet();
    return true;
  }

  private boolean no() {
    questions.incrementAndGet();
    return false;
  }
}
