package io.clinker.export.iscsi;

import io.clinker.exec.Command;
import io.clinker.exec.CommandResult;
import io.clinker.exec.CommandRunner;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Talks to one tgtd by its command line tool. Every error is exit code 22 with only a text to tell
 * them apart (107: no daemon), so callers look at the state before and after instead.
 *
 * <p>The password of an account is an argument of the tool, which takes it no other way: it can be
 * seen in the process list of this host for the some 10 ms of that call.
 */
final class TgtAdmin {
  /** One daemon per IPC socket: the number could be any, but must be the same for both sides. */
  static final String CONTROL = "1";

  private static final String VARIABLE = "TGT_IPC_SOCKET";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** Room for the listing of some 50,000 targets. */
  private static final int KEPT = 64 << 20;

  private static final int NO_DAEMON = 107;
  private static final int NO_TOOL = 127;

  private final Path socket;
  private final CommandRunner runner;

  TgtAdmin(Path socket, CommandRunner runner) {
    this.socket = socket;
    this.runner = runner;
  }

  Map<String, String> environment() {
    return Map.of(VARIABLE, socket.toString());
  }

  /**
   * The targets; empty if no daemon answers.
   *
   * @throws ClinkerException BACKEND_UNAVAILABLE if they are too many to be listed: one that is not
   *     seen must not be taken for one that is not there
   */
  Optional<List<Target>> targets() {
    CommandResult outcome = call("show", "target");
    if (outcome.succeeded()) {
      return Optional.of(Target.parse(outcome.wholeOut()));
    }
    if (outcome.exit() == NO_DAEMON || outcome.err().contains("tgt daemon")) {
      return Optional.empty();
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_UNAVAILABLE,
        outcome.exit() == NO_TOOL
            ? "tgtadm could not be started; is it installed?"
            : "the iSCSI daemon does not tell its targets",
        outcome.facts());
  }

  /** What the daemon listens on, one "address:port" each; empty if none answers. */
  List<String> portals() {
    CommandResult outcome = call("show", "portal");
    if (!outcome.succeeded()) {
      return List.of();
    }
    return outcome
        .wholeOut()
        .lines()
        .filter(line -> line.startsWith("Portal: "))
        .map(line -> line.substring("Portal: ".length()).replaceFirst(",\\d+$", ""))
        .toList();
  }

  /** Calls the tool; true if it took the command. What that means, the next look tells. */
  boolean change(String operation, String mode, String... arguments) {
    return call(operation, mode, arguments).succeeded();
  }

  private CommandResult call(String operation, String mode, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", VARIABLE + "=" + socket));
    command.addAll(
        List.of("tgtadm", "-C", CONTROL, "--lld", "iscsi", "--op", operation, "--mode", mode));
    command.addAll(List.of(arguments));
    return runner.run(new Command(command, LIMIT, false).keeping(KEPT));
  }
}
