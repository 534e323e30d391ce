package io.clinker.api.http;

/** A version of the API, {@code 3.27} for instance. */
public record Microversion(int major, int minor) implements Comparable<Microversion> {
  public static final Microversion MINIMUM = new Microversion(3, 0);
  public static final Microversion MAXIMUM = new Microversion(3, 71);

  /** Whether the service speaks it. */
  public boolean supported() {
    return compareTo(MINIMUM) >= 0 && compareTo(MAXIMUM) <= 0;
  }

  @Override
  public int compareTo(Microversion other) {
    return major != other.major
        ? Integer.compare(major, other.major)
        : Integer.compare(minor, other.minor);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
