package io.clinker.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How an installation that is to be hit is made.
 *
 * @param nodes how many
 * @param nodeOptions what their JVMs are started with
 * @param change of the configuration that the launcher writes; its last section are the backends
 *     and stays so
 * @param exposed whether each node has networks and a clock of its own, which can be hit
 * @param rehearsed whether one node lives before the others, unless that was done for this build
 */
public record ScratchSetup(
    int nodes,
    List<String> nodeOptions,
    UnaryOperator<String> change,
    boolean exposed,
    boolean rehearsed) {

  private static final String BACKENDS = "\nbackends:";

  /** Nodes over one file backend in the folder. */
  public static ScratchSetup of(int nodes) {
    return new ScratchSetup(nodes, List.of(), UnaryOperator.identity(), false, true);
  }

  /**
   * The backends of this file, which has the section {@code backends} and nothing else; null leaves
   * those that there are.
   */
  ScratchSetup over(@Nullable Path backends) {
    return backends == null
        ? this
        : changed(
            written -> written.substring(0, written.indexOf(BACKENDS) + 1) + section(backends));
  }

  /** A file backend that promises a thousand times what it has: for empty volumes. */
  ScratchSetup ample() {
    return changed(
        written ->
            written.replace("driver: file\n", "driver: file\n    overSubscriptionRatio: 1000\n"));
  }

  /** Rows and storage are compared so often that one can wait for what is found. */
  ScratchSetup comparing() {
    return changed(written -> "findings: {pace: 3s, passes: 1}\n" + written);
  }

  ScratchSetup with(List<String> options) {
    return new ScratchSetup(nodes, options, change, exposed, rehearsed);
  }

  /** The configuration is changed like this as well. */
  public ScratchSetup changed(UnaryOperator<String> further) {
    return new ScratchSetup(
        nodes, nodeOptions, written -> further.apply(change.apply(written)), exposed, rehearsed);
  }

  ScratchSetup exposing() {
    return new ScratchSetup(nodes, nodeOptions, change, true, rehearsed);
  }

  /** For nodes that cannot be asked as one without Keystone can, or are asked little. */
  public ScratchSetup unrehearsed() {
    return new ScratchSetup(nodes, nodeOptions, change, exposed, false);
  }

  private static String section(Path backends) {
    try {
      return Files.readString(backends).stripTrailing() + "\n";
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
