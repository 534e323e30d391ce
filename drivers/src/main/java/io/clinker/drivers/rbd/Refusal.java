package io.clinker.drivers.rbd;

/**
 * What the cluster answered to a request that it did not carry out. The client is idle again and
 * may be used further, unless it was shut out.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int ABSENT = 2;
  static final int BUSY = 16;
  static final int EXISTS = 17;
  static final int HAS_SNAPSHOTS = 39;
  static final int STALE = 116;
  static final int SHUT_OUT = 108;
  static final int TIMED_OUT = 110;
  private static final int TOO_HIGH = 34;
  private static final int TOO_LOW = 75;

  private final int errno;

  Refusal(int errno, String said) {
    super(said);
    this.errno = errno;
  }

  /** The number of the error, as the system has them. */
  int errno() {
    return errno;
  }

  boolean is(int other) {
    return errno == other;
  }

  /** Whether a note was not what the caller had seen. */
  boolean isConflict() {
    return errno == EXISTS || errno == TOO_HIGH || errno == TOO_LOW || errno == ABSENT;
  }
}
