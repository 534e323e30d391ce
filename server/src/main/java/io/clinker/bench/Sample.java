package io.clinker.bench;

import java.util.Arrays;

/** Measured times of one kind; adding is for one thread. */
final class Sample {
  private long[] nanos = new long[1024];
  private int count;

  void add(long elapsed) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = elapsed;
  }

  void addAll(Sample other) {
    for (int index = 0; index < other.count; index++) {
      add(other.nanos[index]);
    }
  }

  int count() {
    return count;
  }

  /** Milliseconds below which this part of the measured times lies. */
  double percentile(double part) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[(int) Math.min(count - 1L, Math.round(part * (count - 1)))] / 1e6;
  }

  @Override
  public String toString() {
    return "p50 %.1f ms, p99 %.1f ms (%d)".formatted(percentile(0.5), percentile(0.99), count);
  }
}
