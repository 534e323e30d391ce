package io.clinker.node;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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
    threads.add(
        Thread.ofVirtual()
            .name(what)
            .start(
                () -> {
                  String lastFailure = "";
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
