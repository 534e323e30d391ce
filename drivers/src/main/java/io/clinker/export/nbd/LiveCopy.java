package io.clinker.export.nbd;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.exec.Command;
import io.clinker.exec.CommandResult;
import io.clinker.exec.CommandRunner;
import io.clinker.export.Exporter.Progress;
import io.clinker.export.host.ProcFs;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Copies an image as it is at one instant, by a backup job of the daemon that serves it. The job
 * dies with the daemon; the target is then worthless and removed.
 */
final class LiveCopy {
  private static final int LOOK_EVERY_MILLISECONDS = 50;

  /** The names of targets, and of the filters over them, in the graph of the daemon. */
  private static final String TARGET = "t-";

  private static final String SPARSE = "s-";

  /** The names of maps in the directory of the daemon. */
  private static final String MAP = "copy-";

  private static final String MAP_END = ".map";

  /** A younger map may belong to a copy that has not opened it yet. */
  private static final Duration YOUNGEST_LEFTOVER = Duration.ofMinutes(10);

  private final QsdDaemon daemon;
  private final CommandRunner runner;
  private final String name = BlockGraph.nonce();

  LiveCopy(QsdDaemon daemon, CommandRunner runner) {
    this.daemon = daemon;
    this.runner = runner;
  }

  /** Runs to the end; removes the target when it does not succeed. */
  void run(String image, long size, Path target, String format, Progress progress) {
    boolean whole = false;
    try {
      createTarget(target, format, size);
      start(image, target, format, size);
      await(progress);
      whole = true;
    } catch (QmpException refused) {
      throw new ClinkerException(
          refused.says("No space left") ? ErrorCode.BACKEND_FULL : ErrorCode.BACKEND_BUSY,
          "the NBD daemon refused the copy",
          Map.of("reason", String.valueOf(refused.getMessage())),
          refused);
    } catch (IOException gone) {
      throw new ClinkerException(
          ErrorCode.BACKEND_UNAVAILABLE,
          "the NBD daemon ended while it copied",
          Map.of("volume", daemon.volume().value()),
          gone);
    } finally {
      release();
      remove(map());
      if (!whole) {
        remove(target);
      }
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException left) {
      // Private to the attempt: removed with its directory.
    }
  }

  /**
   * Ends the jobs and closes the targets of copies whose target file is gone, and removes the maps
   * that no copy uses any more.
   */
  static void removeAbandoned(QsdDaemon daemon, Qmp qmp) throws IOException {
    BlockGraph graph = new BlockGraph(qmp);
    for (Map.Entry<String, String> node : graph.nodes().entrySet()) {
      if (node.getKey().startsWith(TARGET) && !Files.exists(Path.of(node.getValue()))) {
        end(qmp, node.getKey().substring(TARGET.length()));
      }
    }
    Instant limit = Instant.now().minus(YOUNGEST_LEFTOVER);
    try (DirectoryStream<Path> maps = Files.newDirectoryStream(daemon.run(), MAP + "*" + MAP_END)) {
      for (Path map : maps) {
        String file = map.getFileName().toString();
        String copy = file.substring(MAP.length(), file.length() - MAP_END.length());
        boolean old = Files.getLastModifiedTime(map).toInstant().isBefore(limit);
        if (old && !new BlockGraph(qmp).nodes().containsKey(SPARSE + copy)) {
          remove(map);
        }
      }
    }
  }

  private void createTarget(Path target, String format, long size) throws IOException {
    Files.deleteIfExists(target);
    if (format.equals("raw")) {
      try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
        file.setLength(size);
      }
      return;
    }
    CommandResult created =
        runner.run(
            Command.brief(
                "qemu-img", "create", "-q", "-f", format, target.toString(), String.valueOf(size)));
    if (!created.succeeded()) {
      throw new QmpException("qemu-img create", created.err().strip());
    }
  }

  private void start(String image, Path target, String format, long size) throws IOException {
    try (Qmp qmp = daemon.talk()) {
      removeAbandoned(daemon, qmp);
      String node = openTarget(qmp, target, format, size);
      // Writes that were acknowledged before this command are in the copy, later ones are not.
      qmp.execute(
          "blockdev-backup",
          Map.of(
              "job-id",
              "c-" + name,
              "device",
              image,
              "target",
              node,
              "sync",
              "full",
              "auto-dismiss",
              false));
    }
  }

  /** Opens the target; returns the node that the job writes to. */
  private String openTarget(Qmp qmp, Path target, String format, long size) throws IOException {
    if (!format.equals("raw")) {
      qmp.execute(
          "blockdev-add",
          Map.of(
              "driver",
              format,
              "node-name",
              TARGET + name,
              "discard",
              "unmap",
              "file",
              Map.of("driver", "file", "filename", target.toString(), "discard", "unmap")));
      return TARGET + name;
    }
    // The job says "write zeros" for every hole, which would take the space of the whole volume.
    // A map that puts each cluster at its own place in the target keeps zeros to itself.
    createMap(target, size);
    qmp.execute(
        "blockdev-add",
        Map.of(
            "driver",
            "qcow2",
            "node-name",
            SPARSE + name,
            "discard",
            "unmap",
            "detect-zeroes",
            "unmap",
            "file",
            Map.of("driver", "file", "filename", map().toString()),
            "data-file",
            Map.of(
                "driver",
                "file",
                "node-name",
                TARGET + name,
                "filename",
                target.toString(),
                "discard",
                "unmap")));
    return SPARSE + name;
  }

  /** Where the map is while the job runs; it goes with the daemon's directory at the latest. */
  private Path map() {
    return daemon.run().resolve(MAP + name + MAP_END);
  }

  private void createMap(Path target, long size) throws IOException {
    CommandResult created =
        runner.run(
            Command.brief(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-o",
                "data_file=" + target.toString().replace(",", ",,") + ",data_file_raw=off",
                map().toString(),
                String.valueOf(size)));
    if (!created.succeeded()) {
      throw new QmpException("qemu-img create", created.err().strip());
    }
  }

  private void await(Progress progress) throws IOException {
    while (true) {
      JsonNode job;
      try (Qmp qmp = daemon.talk()) {
        job = job(qmp, name);
      }
      if (job == null) {
        throw new IOException("the copy is gone");
      }
      long total = Math.max(1, job.path("total-progress").asLong());
      long done = Math.min(total, job.path("current-progress").asLong());
      if (job.path("status").asText().equals("concluded")) {
        if (job.has("error")) {
          throw new QmpException("blockdev-backup", job.path("error").asText());
        }
        progress.at(total, total);
        return;
      }
      progress.at(done, total);
      ProcFs.pause(LOOK_EVERY_MILLISECONDS);
    }
  }

  private void release() {
    try (Qmp qmp = daemon.talk()) {
      end(qmp, name);
      IdleEnd.tryEnd(qmp);
    } catch (IOException gone) {
      // With the daemon went the job and the node.
    }
  }

  private static void end(Qmp qmp, String name) throws IOException {
    for (int turn = 0; turn < 500; turn++) {
      JsonNode job = job(qmp, name);
      if (job == null) {
        break;
      }
      String command =
          job.path("status").asText().equals("concluded") ? "job-dismiss" : "job-cancel";
      try {
        qmp.execute(command, Map.of("id", "c-" + name));
      } catch (QmpException changedMeanwhile) {
        // Its state moved on between the look and the command.
      }
      if (turn > 0) {
        ProcFs.pause(10);
      }
    }
    BlockGraph graph = new BlockGraph(qmp);
    graph.remove(SPARSE + name);
    graph.remove(TARGET + name);
  }

  private static @Nullable JsonNode job(Qmp qmp, String name) throws IOException {
    for (JsonNode job : qmp.execute("query-jobs")) {
      if (job.path("id").asText().equals("c-" + name)) {
        return job;
      }
    }
    return null;
  }
}
