package io.clinker.node;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that a node does again and again, each kind on a thread of its own, so that one that hangs
 * delays no other. A round that fails is logged once per cause and tried again.
 */
final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final List<Thread> threads = new java.util.concurrent.CopyOnWriteArrayList<>();
  private final CountDownLatch stop = new CountDownLatch(1);

  /** Does this now and then every {@code pause} after it was done. */
  void every(Duration pause, String what, Runnable round) {
    begin(Duration.ZERO, pause, what, round);
  }

  /**
   * The same, but for the first time after a random part of the pause: for what is dear and can
   * wait. A node has enough to do when it starts, and many may start at once.
   */
  void everyFromLater(Duration pause, String what, Runnable round) {
    begin(
        Duration.ofMillis(ThreadLocalRandom.current().nextLong(pause.toMillis())),
        pause,
        what,
        round);
  }

  private void begin(Duration first, Duration pause, String what, Runnable round) {
    // A call of a file system that hangs keeps the processor's thread of a virtual one.
    threads.add(
        Thread.ofPlatform()
            .daemon()
            .name(what)
            .start(
                () -> {
                  String lastFailure = "";
                  if (stopped(first)) {
                    return;
                  }
                  do {
                    try {
                      round.run();
                      lastFailure = "";
                    } catch (RuntimeException failure) {
                      String cause = String.valueOf(failure.getMessage());
                      if (!cause.equals(lastFailure)) {
                        LOG.atWarn()
                            .addKeyValue("what", what)
                            .setCause(failure)
                            .log("round failed");
                        lastFailure = cause;
                      }
                    }
                  } while (!stopped(pause));
                }));
  }

  private boolean stopped(Duration pause) {
    try {
      return stop.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      return true;
    }
  }

  @Override
  public void close() {
    stop.countDown();
    threads.forEach(Thread::interrupt);
  }
}
