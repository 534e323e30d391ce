package io.clinker.conformance;

import io.clinker.chaos.ScratchNode;
import io.clinker.chaos.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Kills nodes by turns, at a pace, each of which is started again at once. */
final class NodeKills implements AutoCloseable {
  /** How Tempest's client says that nobody answered to the end. */
  private static final List<String> BROKEN =
      List.of("ProtocolError", "Connection aborted", "RemoteDisconnected", "MaxRetryError");

  private final List<ScratchNode> nodes;
  private final Duration pace;
  private final AtomicInteger count = new AtomicInteger();
  private volatile boolean stopped;
  private @Nullable Thread thread;

  /**
   * @param pace zero: none is killed
   */
  NodeKills(List<ScratchNode> nodes, Duration pace) {
    this.nodes = List.copyOf(nodes);
    this.pace = pace;
  }

  /** Begins with it. */
  void start() {
    if (!pace.isZero()) {
      thread = Thread.ofPlatform().daemon().name("kills").start(this::killByTurns);
    }
  }

  private void killByTurns() {
    long next = System.nanoTime() + pace.toNanos();
    while (!stopped) {
      Waiting.sleep(Duration.ofMillis(100));
      if (System.nanoTime() - next >= 0) {
        next = System.nanoTime() + pace.toNanos();
        killNext();
      }
    }
  }

  private void killNext() {
    ScratchNode victim = nodes.get(count.getAndIncrement() % nodes.size());
    // The other one is back by then: what dies is a node, not the service.
    nodes.forEach(ScratchNode::awaitReady);
    victim.kill();
    try {
      victim.start();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Ends it; returns when all nodes serve. */
  void stop() {
    close();
    nodes.forEach(ScratchNode::awaitReady);
  }

  int count() {
    return count.get();
  }

  /**
   * Why the test failed, if it was its request that a killed node took with it. The client sends
   * some of them once more by itself and may be refused by what the first has begun.
   */
  static Optional<String> reason(TestResult result) {
    return Stream.of(result.text())
        .filter(text -> BROKEN.stream().anyMatch(text::contains))
        .map(text -> "its request was at a node that was killed")
        .findFirst();
  }

  @Override
  public void close() {
    stopped = true;
    Thread running = thread;
    if (running != null) {
      try {
        running.join();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
