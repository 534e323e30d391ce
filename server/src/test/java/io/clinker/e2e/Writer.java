package io.clinker.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.export.QemuIo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A client that writes block after block, each with a pattern of its own, and counts what was sent
 * and what was acknowledged.
 */
final class Writer implements AutoCloseable {
  static final int BLOCK = 4096;

  /** So many blocks have the same pattern, to be read at once. */
  private static final int RUN = 64;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final QemuIo.Running client;
  private final Thread thread;
  private volatile int issued;
  private volatile int acknowledged;
  private volatile boolean stopped;
  private volatile boolean failed;

  Writer(QemuIo client) {
    this.client = client.start();
    this.thread = Thread.ofPlatform().name("writer").daemon().start(this::run);
  }

  private void run() {
    try {
      while (!stopped) {
        int number = issued;
        issued = number + 1;
        client.send("write -P %d %d %d".formatted(pattern(number), offset(number), BLOCK));
        long end = System.nanoTime() + PATIENCE.toNanos();
        long nextLook = System.nanoTime() + BETWEEN_LOOKS.toNanos();
        while (client.writes() <= number) {
          long now = System.nanoTime();
          if (now > end) {
            failed = true;
            return;
          }
          // All that it has said is long after a while, and processors are few.
          if (now > nextLook) {
            if (client.text().contains("ailed")) {
              failed = true;
              return;
            }
            nextLook = now + BETWEEN_LOOKS.toNanos();
          }
          Thread.sleep(1);
        }
        acknowledged = number + 1;
      }
    } catch (InterruptedException ended) {
      failed = true;
    }
  }

  static int pattern(int number) {
    return 1 + number / RUN % 250;
  }

  static long offset(int number) {
    return (long) number * BLOCK;
  }

  /** How many writes were sent. */
  int issued() {
    return issued;
  }

  /** How many writes were acknowledged; they are the first ones. */
  int acknowledged() {
    return acknowledged;
  }

  boolean hasFailed() {
    return failed;
  }

  /** Waits for so many more writes. */
  void awaitMore(int count) throws InterruptedException {
    int wanted = acknowledged + count;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (acknowledged < wanted) {
      assertThat(failed).as(this::said).isFalse();
      assertThat(System.nanoTime()).as(this::said).isLessThan(end);
      Thread.sleep(5);
    }
  }

  /** Waits until a write has failed. */
  void awaitFailure() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!failed) {
      assertThat(System.nanoTime()).as(this::said).isLessThan(end);
      Thread.sleep(5);
    }
  }

  /** Stops writing and leaves; no write may have failed. */
  void finish() throws InterruptedException {
    stopped = true;
    thread.join();
    assertThat(failed).as(this::said).isFalse();
    QemuIo.Outcome outcome = client.finish();
    assertThat(outcome.clean()).as(outcome.text()).isTrue();
  }

  String said() {
    String text = client.text();
    return "%d writes sent, %d acknowledged: ...%s"
        .formatted(issued, acknowledged, text.substring(Math.max(0, text.length() - 500)));
  }

  /** The commands that read these blocks as they were written. */
  static List<String> reads(int from, int to) {
    List<String> commands = new ArrayList<>();
    for (int number = from; number < to; ) {
      int end = Math.min(to, (number / RUN + 1) * RUN);
      commands.add(
          "read -P %d %d %d".formatted(pattern(number), offset(number), (end - number) * BLOCK));
      number = end;
    }
    return commands;
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    client.kill();
  }
}
