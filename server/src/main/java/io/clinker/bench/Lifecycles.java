package io.clinker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Runs create, available, delete, gone again and again with some clients. */
final class Lifecycles {
  private Lifecycles() {}

  /** What was measured. */
  record Result(int clients, double perSecond, Sample accept, Sample done) {
    @Override
    public String toString() {
      return "%d clients: %.1f lifecycles/s, accept %s, available %s"
          .formatted(clients, perSecond, accept, done);
    }
  }

  /** One lifecycle; adds the time to the accepting answer and to the end of the create. */
  interface Lifecycle {
    void run(Sample accept, Sample done);
  }

  static Result measure(int clients, Duration time, Supplier<Lifecycle> maker) {
    List<Thread> threads = new ArrayList<>();
    List<Sample> accepts = new ArrayList<>();
    List<Sample> dones = new ArrayList<>();
    List<Throwable> failures = new ArrayList<>();
    long start = System.nanoTime();
    long end = start + time.toNanos();
    for (int client = 0; client < clients; client++) {
      Sample accept = new Sample();
      Sample done = new Sample();
      accepts.add(accept);
      dones.add(done);
      Lifecycle lifecycle = maker.get();
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      while (System.nanoTime() < end) {
                        lifecycle.run(accept, done);
                      }
                    } catch (RuntimeException failure) {
                      failures.add(failure);
                    }
                  }));
    }
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!failures.isEmpty()) {
      throw new IllegalStateException("a client failed", failures.getFirst());
    }
    Sample accept = new Sample();
    accepts.forEach(accept::addAll);
    Sample done = new Sample();
    dones.forEach(done::addAll);
    return new Result(clients, done.count() / seconds, accept, done);
  }

  /**
   * The lifecycle of a blank volume of 1 GiB over the API. Every look at the status costs the
   * service as much as any other read, and what it costs is not available to lifecycles: so the
   * client looks first when the end is due by what it saw before, then again and again.
   *
   * @param pollMillis the pause between two looks
   */
  static Lifecycle ofVolumes(ApiClient api, long pollMillis) {
    Due available = new Due(pollMillis);
    Due gone = new Due(pollMillis);
    return (accept, done) -> {
      long start = System.nanoTime();
      JsonNode created = api.expect(202, "POST", "/volumes", "{\"volume\":{\"size\":1}}");
      accept.add(System.nanoTime() - start);
      String path = "/volumes/" + created.path("volume").path("id").asText();
      available.await(() -> isAvailable(api, path));
      done.add(System.nanoTime() - start);
      api.expect(202, "DELETE", path, null);
      gone.await(() -> api.call("GET", path, null).status() == 404);
    };
  }

  private static boolean isAvailable(ApiClient api, String path) {
    String status = api.expect(200, "GET", path, null).path("volume").path("status").asText();
    if (status.startsWith("error")) {
      throw new IllegalStateException("a volume ended in " + status);
    }
    return status.equals("available");
  }

  /** Waits for an end that took about as long before; for one thread. */
  private static final class Due {
    private final long pollNanos;
    private long usualNanos;

    Due(long pollMillis) {
      this.pollNanos = TimeUnit.MILLISECONDS.toNanos(pollMillis);
    }

    void await(BooleanSupplier ended) {
      long start = System.nanoTime();
      // A little early, so that an end that comes sooner than usual is seen and the usual follows.
      long pause = usualNanos * 3 / 4;
      do {
        pause(pause);
        pause = pollNanos;
      } while (!ended.getAsBoolean());
      usualNanos = (3 * usualNanos + System.nanoTime() - start) / 4;
    }

    private static void pause(long nanos) {
      try {
        TimeUnit.NANOSECONDS.sleep(nanos);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
