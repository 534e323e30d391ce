package io.clinker.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code clinker drain}: takes a node, or all nodes' calls of a backend, out of work. */
@Command(
    name = "drain",
    description = {
      "Orders a node to take no new work, or every node to call a backend no more, and waits until",
      "nothing is left: calls end, or go on at another node from their checkpoint, in the time given.",
      "Exits with 0 when nothing is left, with 1 when it was not so in time.",
      "Where callers are known by Keystone, OS_TOKEN holds a token of an administrator."
    },
    mixinStandardHelpOptions = true)
final class DrainCommand implements Callable<Integer> {
  /** After the deadline calls are told to stop, and reported a moment later. */
  private static final Duration LAST_STOPS = Duration.ofSeconds(15);

  private static final Duration LOOK = Duration.ofMillis(500);

  @Mixin private final DrainTarget target = new DrainTarget();

  @Option(
      names = "--deadline",
      paramLabel = "SECONDS",
      description = "How long what runs may go on where it is (${DEFAULT-VALUE}).")
  private int deadline = 60;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Shown with the node.")
  private @Nullable String reason;

  @Option(
      names = "--force",
      description = "Drains the node even if it is the last one with its role.")
  private boolean force;

  @Option(names = "--no-wait", description = "Gives the order and returns.")
  private boolean noWait;

  @Override
  public Integer call() throws Exception {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("deadline_seconds", deadline);
    if (!target.isBackend()) {
      order.put("force", force);
      if (reason != null) {
        order.put("reason", reason);
      }
    }
    try (DrainTarget.Remote remote = target.open()) {
      DrainTarget.State state = remote.order("drain", order);
      target.say(state);
      if (noWait) {
        return 0;
      }
      long end = System.nanoTime() + Duration.ofSeconds(deadline).plus(LAST_STOPS).toNanos();
      while (!state.isDrained() && System.nanoTime() < end) {
        Thread.sleep(LOOK);
        DrainTarget.State now = remote.state();
        if (!now.equals(state)) {
          target.say(now);
        }
        state = now;
      }
      return state.isDrained() ? 0 : 1;
    }
  }
}
