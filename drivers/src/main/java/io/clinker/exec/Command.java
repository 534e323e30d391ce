package io.clinker.exec;

import java.time.Duration;
import java.util.List;

/**
 * A host tool to run; never goes through a shell.
 *
 * @param arguments the tool's name and its arguments
 * @param limit after this time the tool is killed
 * @param endsWithParent whether the tool must die when this process dies; costs one more exec, so
 *     it is meant for what may run longer than a moment
 * @param keptCharacters how much of each of its two streams is kept; the rest is cut off
 */
public record Command(
    List<String> arguments, Duration limit, boolean endsWithParent, int keptCharacters) {
  private static final Duration MOMENT = Duration.ofSeconds(30);
  private static final int KEPT = 1 << 20;

  public Command {
    arguments = List.copyOf(arguments);
  }

  /** A tool of whose output as much is kept as of most. */
  public Command(List<String> arguments, Duration limit, boolean endsWithParent) {
    this(arguments, limit, endsWithParent, KEPT);
  }

  /** The same, of whose output this much is kept. */
  public Command keeping(int characters) {
    return new Command(arguments, limit, endsWithParent, characters);
  }

  /** A tool that answers within moments. */
  public static Command brief(String... arguments) {
    return new Command(List.of(arguments), MOMENT, false);
  }

  /** A tool that may work for long and must not outlive this process. */
  public static Command lasting(Duration limit, String... arguments) {
    return new Command(List.of(arguments), limit, true);
  }

  /** The tool's name. */
  public String tool() {
    return arguments.getFirst();
  }
}
