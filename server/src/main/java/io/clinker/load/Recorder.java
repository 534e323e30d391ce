package io.clinker.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.operations.OperationKind;
import io.clinker.oracle.History;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Writes down what clients do and see, and counts. May be used from any thread. */
public final class Recorder implements AutoCloseable {
  private static final History.Line END = new History.Sight("", "", 0, 0);

  private final long zero = System.nanoTime();
  private final BlockingQueue<History.Line> queue = new LinkedBlockingQueue<>();
  private final ConcurrentMap<String, AtomicLong> counts = new ConcurrentHashMap<>();
  private final ConcurrentMap<OperationKind, AtomicLong> underway = new ConcurrentHashMap<>();
  private final Thread writer;

  public Recorder(Path file) {
    writer = Thread.ofVirtual().name("history").start(() -> write(file));
  }

  /** Microseconds of this recorder's clock. */
  public long now() {
    return (System.nanoTime() - zero) / 1000;
  }

  /** Notes a call. */
  public void call(History.Call call) {
    queue.add(call);
    count(call.kind() + " " + call.outcome().name());
  }

  /** Notes a status. */
  public void sight(History.Sight sight) {
    queue.add(sight);
  }

  /** Counts something else. */
  public void count(String what) {
    counts.computeIfAbsent(what, absent -> new AtomicLong()).incrementAndGet();
  }

  /** Counts what a client did. */
  void act(Act act, boolean accepted) {
    count("act " + act);
    if (!accepted) {
      count("act " + act + " refused");
    }
  }

  /** A call for this kind of operation is under way, until {@link #ended}. */
  void begun(OperationKind kind) {
    underway.computeIfAbsent(kind, absent -> new AtomicLong()).incrementAndGet();
  }

  void ended(OperationKind kind) {
    underway.computeIfAbsent(kind, absent -> new AtomicLong()).decrementAndGet();
  }

  /** How many calls for each kind of operation wait for their answer now. */
  public Map<OperationKind, Long> underway() {
    Map<OperationKind, Long> now = new EnumMap<>(OperationKind.class);
    underway.forEach((kind, calls) -> now.put(kind, calls.get()));
    return now;
  }

  /** How often something was counted. */
  public long counted(String what) {
    AtomicLong count = counts.get(what);
    return count == null ? 0 : count.get();
  }

  /** Everything that was counted. */
  public Map<String, Long> counts() {
    Map<String, Long> all = new TreeMap<>();
    counts.forEach((what, count) -> all.put(what, count.get()));
    return all;
  }

  private void write(Path file) {
    ObjectMapper mapper = new ObjectMapper();
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (History.Line line = queue.take(); line != END; line = queue.take()) {
        out.write(mapper.writerFor(History.Line.class).writeValueAsString(line));
        out.write('\n');
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes the rest. */
  @Override
  public void close() {
    queue.add(END);
    try {
      writer.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
