package io.clinker.steps;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.time.Duration;

/**
 * Heartbeats of one attempt beside a call that may take longer than another node may take to notice
 * that this one is dead. Begins when it is made and ends when it is closed.
 */
final class Beats implements AutoCloseable {
  private static final Duration PACE = Duration.ofSeconds(1);

  private final Thread thread;

  Beats(ActivityExecutionContext activity) {
    thread = Thread.ofVirtual().name("beats").start(() -> beat(activity));
  }

  private static void beat(ActivityExecutionContext activity) {
    try {
      while (true) {
        Thread.sleep(PACE);
        activity.heartbeat(null);
      }
    } catch (InterruptedException | ActivityCompletionException over) {
      // Closed, or nobody waits for this attempt any more: its call ends by its own limit.
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
