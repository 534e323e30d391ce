package io.clinker.export.nbd;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.export.host.PrivatePaths;
import io.clinker.export.host.ProcFs;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The nodes and exports of one daemon, during one conversation. Every node and export has a name
 * that was never used before, so a command that comes late finds nothing under the name it knew:
 *
 * <ul>
 *   <li>{@code v-INODE-NONCE}: an image; the file's own number tells which, whatever its path now
 *   <li>{@code f-INODE-NONCE}: the file of that image
 *   <li>{@code a-ATTACHMENT-NONCE}: an attachment's filter over the image; made by reading the
 *       attachment's guard
 *   <li>{@code e-NONCE-ATTACHMENT}: the export of that filter; its NBD name is the attachment's id,
 *       of which the server takes only one
 *   <li>{@code t-NONCE}: the target of a copy
 *   <li>{@code s-NONCE}: a map over a raw target that keeps it sparse
 * </ul>
 */
final class BlockGraph {
  private static final String IMAGE = "v";
  private static final String FILE = "f";
  private static final int NONCE = 8;
  private static final int CUT_TURNS = 1500;

  private final Qmp qmp;

  BlockGraph(Qmp qmp) {
    this.qmp = qmp;
  }

  /** One export as the daemon lists it. */
  record Export(String id, String node, AttachmentId attachment) {}

  /** The exports, those being deleted included. */
  List<Export> exports() throws IOException {
    List<Export> exports = new ArrayList<>();
    for (JsonNode entry : qmp.execute("query-block-exports")) {
      String id = entry.path("id").asText();
      exports.add(
          new Export(
              id,
              entry.path("node-name").asText(),
              new AttachmentId(id.substring("e-".length() + NONCE + 1))));
    }
    return exports;
  }

  /** Names and file names of the nodes we named. */
  Map<String, String> nodes() throws IOException {
    Map<String, String> nodes = new LinkedHashMap<>();
    for (JsonNode entry : qmp.execute("query-named-block-nodes", Map.of("flat", true))) {
      String name = entry.path("node-name").asText();
      if (!name.startsWith("#")) {
        nodes.put(name, entry.path("file").asText());
      }
    }
    return nodes;
  }

  /** The images that are open. */
  List<String> images() throws IOException {
    return nodes().keySet().stream().filter(name -> name.startsWith("v-")).toList();
  }

  /** The open node of this image. */
  Optional<String> image(String inode) throws IOException {
    return images().stream().filter(name -> name.startsWith("v-" + inode + "-")).findFirst();
  }

  /**
   * Opens an image; flushes of clients reach the disk, discards the file.
   *
   * <p>The file is a node of its own. As a part of the image's node it would be opened again <i>by
   * its path</i> when an overlay comes over it (it becomes read-only then), and by that path there
   * may be another file by now: clients would read the wrong bytes, without any error.
   */
  String openImage(Path image, String format, boolean overlay) throws IOException {
    String name = "-" + ImageFile.inode(image) + "-" + nonce();
    Map<String, Object> cache = Map.of("direct", false, "no-flush", false);
    Map<String, Object> file = new LinkedHashMap<>();
    file.put("driver", "file");
    file.put("node-name", FILE + name);
    file.put("filename", image.toString());
    file.put("locking", "on");
    file.put("discard", "unmap");
    file.put("cache", cache);
    qmp.execute("blockdev-add", file);
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("driver", format);
    arguments.put("node-name", IMAGE + name);
    arguments.put("file", FILE + name);
    arguments.put("discard", "unmap");
    arguments.put("detect-zeroes", "off");
    arguments.put("cache", cache);
    if (overlay) {
      // The switch puts the present image under it; the file's own reference is for later opens.
      arguments.put("backing", null);
    }
    try {
      qmp.execute("blockdev-add", arguments);
    } catch (QmpException refused) {
      remove(FILE + name);
      throw refused;
    }
    return IMAGE + name;
  }

  /** Makes an attachment's filter and export over an image. */
  void addExport(String image, AttachmentId attachment, Path guard, boolean readOnly)
      throws IOException {
    String filter = filterPrefix(attachment) + nonce();
    qmp.execute(
        "blockdev-add",
        Map.of(
            "driver",
            "blkdebug",
            "node-name",
            filter,
            "config",
            guard.toString(),
            "image",
            image,
            "discard",
            "unmap"));
    try {
      qmp.execute(
          "block-export-add",
          Map.of(
              "type",
              "nbd",
              "id",
              "e-" + nonce() + "-" + attachment.value(),
              "name",
              attachment.value(),
              "node-name",
              filter,
              "writable",
              !readOnly));
    } catch (QmpException refused) {
      remove(filter);
      throw refused;
    }
  }

  /** Cuts these exports with their connections and waits until the daemon has let go of them. */
  void cut(List<Export> exports) throws IOException {
    for (Export export : exports) {
      try {
        qmp.execute("block-export-del", Map.of("id", export.id(), "mode", "hard"));
      } catch (QmpException alreadyGone) {
        if (!alreadyGone.says("is not found") && !alreadyGone.says("already shutting down")) {
          throw alreadyGone;
        }
      }
    }
    List<String> ids = exports.stream().map(Export::id).toList();
    for (int turn = 0; turn < CUT_TURNS; turn++) {
      if (exports().stream().noneMatch(export -> ids.contains(export.id()))) {
        for (Export export : exports) {
          remove(export.node());
        }
        return;
      }
      ProcFs.pause(10);
    }
    throw new ClinkerException(
        ErrorCode.OUTCOME_UNKNOWN, "the NBD daemon has not let go of an export in time");
  }

  /** Removes an attachment's filters that no export uses. */
  void removeFilters(AttachmentId attachment) throws IOException {
    for (String name : nodes().keySet()) {
      if (name.startsWith(filterPrefix(attachment))) {
        remove(name);
      }
    }
  }

  /** Closes all images, as far as nothing uses them; true if none is open any more. */
  boolean closeImages() throws IOException {
    List<String> open = images();
    int before;
    do {
      before = open.size();
      // An overlay keeps what lies under it open: several passes.
      for (String name : open) {
        remove(name);
      }
      open = images();
    } while (!open.isEmpty() && open.size() < before);
    for (String name : nodes().keySet()) {
      if (name.startsWith(FILE + "-")) {
        remove(name);
      }
    }
    return open.isEmpty();
  }

  /** Removes a node; false if something uses it. Absent is success. */
  boolean remove(String node) throws IOException {
    try {
      qmp.execute("blockdev-del", Map.of("node-name", node));
      if (node.startsWith(IMAGE + "-")) {
        remove(FILE + node.substring(IMAGE.length()));
      }
      return true;
    } catch (QmpException refused) {
      return refused.says("Failed to find node");
    }
  }

  static String nonce() {
    return "%08x".formatted(ThreadLocalRandom.current().nextInt());
  }

  private static String filterPrefix(AttachmentId attachment) {
    return "a-" + PrivatePaths.digest(attachment.value()).substring(0, 16) + "-";
  }
}
