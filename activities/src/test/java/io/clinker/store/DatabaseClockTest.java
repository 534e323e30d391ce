package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The server's time, whatever the node's own time of day does. */
@Shows("D-5")
class DatabaseClockTest {
  private static final Instant SERVER = Instant.parse("2026-05-01T12:00:00Z");
  private static final Instant NODE = Instant.parse("2026-05-01T13:00:00Z");

  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final DatabaseClock clock = new DatabaseClock(InstantSource.fixed(NODE), nanos::get);

  private void answers(Instant time, Duration took) {
    clock.look(
        () -> {
          nanos.addAndGet(took.toNanos());
          return time;
        });
  }

  @Test
  void isThatOfTheNodeUntilTheServerWasAsked() {
    assertThat(clock.instant()).isEqualTo(NODE);
  }

  @Test
  void isThatOfTheServerFromThenOn() {
    answers(SERVER, Duration.ofMillis(2));
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());

    assertThat(clock.instant()).isEqualTo(SERVER.plusSeconds(10).plusMillis(1));
  }

  @Test
  void aSlowAnswerDoesNotReplaceAQuickOne() {
    answers(SERVER, Duration.ofMillis(2));
    answers(SERVER.plusMillis(2), Duration.ofSeconds(3));

    assertThat(clock.instant()).isEqualTo(SERVER.plusMillis(3001));
  }

  /** A connection that must be made first takes its time before the server is asked at all. */
  @Test
  void aFirstAnswerThatWasSlowIsAskedForAgain() {
    long begin = nanos.get();
    AtomicLong connecting = new AtomicLong(Duration.ofMillis(900).toNanos());

    clock.lookOften(
        () -> {
          nanos.addAndGet(connecting.getAndSet(0) + Duration.ofMillis(1).toNanos());
          Instant said = SERVER.plusNanos(nanos.get() - begin);
          nanos.addAndGet(Duration.ofMillis(1).toNanos());
          return said;
        });

    assertThat(clock.instant()).isEqualTo(SERVER.plusNanos(nanos.get() - begin));
  }

  @Test
  void aServerWhoseTimeWasChangedIsFollowed() {
    answers(SERVER, Duration.ofMillis(2));
    answers(SERVER.plusSeconds(3600), Duration.ofMillis(200));

    assertThat(clock.instant()).isEqualTo(SERVER.plusSeconds(3600).plusMillis(100));
  }
}
