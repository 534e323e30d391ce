package io.clinker.load;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Several clients that do all operations in a random mix, until they are told to stop. */
public final class Load implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(45);
  private static final String MULTIATTACH = "load-multiattach";
  private static final String PLAIN = "load-plain";
  private static final String ALSO_PLAIN = "load-also-plain";

  private final Settings settings;
  private final Recorder recorder;
  private final Api api;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopping;

  /**
   * What the load is.
   *
   * @param addresses of API nodes, without a path
   * @param seed of all randomness of the clients
   */
  public record Settings(
      List<URI> addresses, String project, int clients, long seed, Scope scope) {}

  /**
   * What clients do beside the operations on volumes and snapshots.
   *
   * @param exports whether volumes are attached to hosts
   * @param groups whether there are groups; an act on one is several operations on its members
   */
  public record Scope(boolean exports, boolean groups) {
    /** Everything. */
    public static Scope all() {
      return new Scope(true, true);
    }
  }

  public Load(Settings settings, Recorder recorder) {
    this.settings = settings;
    this.recorder = recorder;
    this.api = new Api(settings.addresses(), settings.project());
  }

  /** The requests of this load, for whoever wants to make one of them alone. */
  public Verbs verbs() {
    return new Verbs(api, recorder, PATIENCE);
  }

  /** Lifts the project's limits and makes the type for several hosts. */
  public @Nullable String prepare() {
    api.change(
        "PUT",
        "/os-quota-sets/" + settings.project(),
        Map.of("quota_set", Map.of("volumes", -1, "snapshots", -1, "gigabytes", -1, "groups", -1)),
        PATIENCE);
    return hasType(MULTIATTACH, Map.of("multiattach", "<is> True")) ? MULTIATTACH : null;
  }

  /** Whether there is a type of this name, made with these extra specs. */
  private boolean hasType(String name, Map<String, String> extraSpecs) {
    Api.Answer made =
        api.change(
            "POST",
            "/types",
            Map.of("volume_type", Map.of("name", name, "extra_specs", extraSpecs)),
            PATIENCE);
    return made.accepted() || made.status() == 409;
  }

  /** Starts the clients. */
  public void start() {
    String type = prepare();
    List<String> plain =
        hasType(PLAIN, Map.of()) && hasType(ALSO_PLAIN, Map.of())
            ? List.of(PLAIN, ALSO_PLAIN)
            : List.of();
    Random seeds = new Random(settings.seed());
    Client.Surroundings surroundings =
        new Client.Surroundings(
            type,
            verbs().createGroupType(),
            plain,
            settings.scope(),
            new Meddling(),
            () -> !stopping);
    for (int number = 0; number < settings.clients(); number++) {
      Client client =
          new Client(number, verbs(), recorder, new Random(seeds.nextLong()), surroundings);
      threads.add(Thread.ofPlatform().daemon().name("load-" + number).start(client));
    }
  }

  /**
   * Lets each client end its act, and stops those that take too long.
   *
   * @return whether all ended by themselves
   */
  public boolean stop(Duration atMost) {
    stopping = true;
    long end = System.nanoTime() + atMost.toNanos();
    boolean all = true;
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
      }
      if (thread.isAlive()) {
        all = false;
        thread.interrupt();
      }
    }
    return all;
  }

  @Override
  public void close() {
    api.close();
  }
}
