package io.clinker.export.nbd;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Ends a daemon that serves nothing, and never one that an attachment came to meanwhile, without a
 * lock and whoever is paused where.
 *
 * <p>Who ends it puts up a node {@code closing-N}, looks that there is no export, and then puts a
 * node {@code quitting-N} on top of {@code closing-N}; only if the daemon takes that, it is told to
 * quit. Who adds an export does so first and then takes every {@code closing} node away: if that
 * works, the other can never put {@code quitting} on top; if the node is in use, the end is decided
 * and this daemon is no longer to be used. The export came either before the look, which then sees
 * it, or after, and then its owner sees {@code closing}. The daemon does one command after another,
 * so each of these is one instant.
 */
final class IdleEnd {
  private static final String CLOSING = "closing-";

  private IdleEnd() {}

  /** Ends it if it has no export and no job; true if it was told to quit. */
  static boolean tryEnd(Qmp qmp) throws IOException {
    return tryEnd(qmp, false);
  }

  /** Ends it if it has no export, whatever it copies; true if it was told to quit. */
  static boolean tryEndWithItsJobs(Qmp qmp) throws IOException {
    return tryEnd(qmp, true);
  }

  private static boolean tryEnd(Qmp qmp, boolean withJobs) throws IOException {
    BlockGraph graph = new BlockGraph(qmp);
    String nonce = BlockGraph.nonce();
    qmp.execute(
        "blockdev-add",
        Map.of("driver", "null-co", "node-name", CLOSING + nonce, "size", 512, "read-only", true));
    boolean decided = false;
    if (graph.exports().isEmpty() && (withJobs || !busy(qmp))) {
      try {
        qmp.execute(
            "blockdev-add",
            Map.of(
                "driver",
                "raw",
                "node-name",
                "quitting-" + nonce,
                "file",
                CLOSING + nonce,
                "read-only",
                true));
        decided = true;
      } catch (QmpException somebodyCame) {
        decided = false;
      }
    }
    if (decided) {
      qmp.execute("quit");
    } else {
      graph.remove(CLOSING + nonce);
    }
    return decided;
  }

  /** Forbids all ends that are not decided; false if one is: then this daemon must not be used. */
  static boolean forbid(Qmp qmp) throws IOException {
    BlockGraph graph = new BlockGraph(qmp);
    List<String> closing = new ArrayList<>(graph.nodes().keySet());
    closing.removeIf(name -> !name.startsWith(CLOSING));
    for (String name : closing) {
      if (!graph.remove(name)) {
        return false;
      }
    }
    return true;
  }

  private static boolean busy(Qmp qmp) throws IOException {
    for (JsonNode job : qmp.execute("query-jobs")) {
      if (!job.path("status").asText().equals("concluded")) {
        return true;
      }
    }
    return false;
  }
}
