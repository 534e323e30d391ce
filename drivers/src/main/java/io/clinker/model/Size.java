package io.clinker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * An amount of storage.
 *
 * @param bytes zero or more
 */
public record Size(@JsonValue long bytes) implements Comparable<Size> {
  private static final long GIBIBYTE = 1L << 30;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Size {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size cannot be negative: " + bytes);
    }
  }

  /** This many gibibytes, the unit of the API. */
  public static Size ofGibibytes(long gibibytes) {
    return new Size(Math.multiplyExact(gibibytes, GIBIBYTE));
  }

  /** Whole gibibytes, rounded up. */
  public long gibibytes() {
    return Math.ceilDiv(bytes, GIBIBYTE);
  }

  @Override
  public int compareTo(Size other) {
    return Long.compare(bytes, other.bytes);
  }
}
