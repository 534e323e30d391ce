package io.clinker.chaos;

import io.clinker.cli.dev.FreePorts;
import io.clinker.cli.dev.Installation;
import io.clinker.cli.dev.StartCache;
import io.clinker.load.Api;
import io.clinker.load.Recorder;
import io.clinker.load.Verbs;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node that lives once, does what nodes do, and leaves behind what its JVM learned, so that the
 * nodes after it start sooner.
 */
final class Rehearsal {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PROJECT = "c1a05c1a";
  private static final String NODE = "node-0";

  /** Together they need most of what a node has. */
  private static final List<Play> PLAYS =
      List.of(
          Play.CREATE_FROM_VOLUME,
          Play.CREATE_FROM_SNAPSHOT,
          Play.EXTEND,
          Play.REVERT,
          Play.UPDATE,
          Play.SNAPSHOT_IN_USE,
          Play.RETYPE,
          Play.GROUP_COPY,
          Play.GROUP_SNAPSHOT,
          Play.DETACH);

  private final Scratch scratch;
  private final Installation installation;
  private final PrintWriter out;
  private volatile @Nullable ScratchNode living;

  Rehearsal(Scratch scratch, Installation installation, PrintWriter out) {
    this.scratch = scratch;
    this.installation = installation;
    this.out = out;
  }

  /** Makes the cache. If it cannot be made, it says why: nodes start as they would have anyway. */
  void keep(StartCache cache, Path configuration) {
    try (StartCache.Draft draft = cache.draft()) {
      ScratchNode node = node(configuration, draft.keep());
      living = node;
      node.start();
      try {
        node.awaitReady();
        play(node);
      } finally {
        node.end();
      }
      if (isWhole(draft)) {
        draft.publish();
      } else {
        out.println("what the first node learned was not kept, see its log");
      }
    } catch (IOException | IllegalStateException failed) {
      out.println("what the first node learned was not kept: " + failed.getMessage());
    }
    out.flush();
  }

  /** Kills the node, if there is one. May be used from any thread. */
  void stop() {
    ScratchNode node = living;
    if (node != null && node.isAlive()) {
      node.kill();
    }
  }

  /** A JVM that was killed while it wrote leaves a part. */
  private boolean isWhole(StartCache.Draft draft) throws IOException {
    List<String> command = new ArrayList<>(installation.nodeCommand(draft.insist()));
    command.add("--version");
    ChildProcess trial = ChildProcess.start(command, log());
    return trial.succeeds(PATIENCE);
  }

  private Path log() {
    return scratch.folder().logs().resolve(NODE + ".out");
  }

  private ScratchNode node(Path configuration, String keep) throws IOException {
    List<Integer> ports = FreePorts.of(2);
    List<String> command = new ArrayList<>(installation.nodeCommand(List.of(keep)));
    command.addAll(List.of("run", configuration.toString()));
    return new ScratchNode(NODE, ports.get(0), ports.get(1), log(), command, Map.of());
  }

  private void play(ScratchNode node) throws IOException {
    try (Recorder recorder = new Recorder(scratch.folder().root().resolve("rehearsal.jsonl"));
        Api api = new Api(List.of(node.api()), PROJECT)) {
      Stage stage = new Stage(new Verbs(api, recorder, PATIENCE), new Orphans(scratch.jdbi(), api));
      PLAYS.forEach(stage::rehearse);
    }
  }
}
