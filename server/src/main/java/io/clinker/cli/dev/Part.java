package io.clinker.cli.dev;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A process of a local installation: how it is started and how one sees that it serves. */
interface Part {
  /** Names its pid file and its log, and it in messages. */
  String name();

  /** The whole command. One argument contains the data folder's path. */
  List<String> command();

  /** Whether a process with these arguments is one that {@link #command} would start. */
  default boolean isOfThis(List<String> arguments) {
    return arguments.equals(command());
  }

  /** Variables that its process has beside those of this one. */
  default Map<String, String> environment() {
    return Map.of();
  }

  /** Its ports by the option that sets them. */
  Map<String, Integer> ports();

  /** Makes what must be there before the start; repeats do nothing. */
  void prepare() throws IOException, InterruptedException;

  /** Asks the running process, briefly: empty when it serves, else what is missing. */
  String missing();

  /** How long a start may take. */
  Duration startLimit();

  /** How many times it is started in a row when it ends before it serves. */
  default int startAttempts() {
    return 1;
  }

  /**
   * How long a process that lives may go without serving before it is ended and started anew. Zero:
   * for ever, as where it serves only if others do, or does useful work meanwhile.
   */
  default Duration unservedLimit() {
    return Duration.ZERO;
  }

  /** How long it may take to end in good order before it is killed. */
  Duration stopLimit();
}
