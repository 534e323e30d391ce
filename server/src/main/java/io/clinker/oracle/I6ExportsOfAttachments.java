package io.clinker.oracle;

import io.clinker.driver.Inventory;
import io.clinker.driver.ObservedExport;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** I6: exports and attachments with a connection are the same pairs. */
final class I6ExportsOfAttachments implements Invariant {
  /** The storage refused in the middle of a detach: the export may be there or not. */
  private static final String HALF_DETACHED = "error_detaching";

  @Override
  public String id() {
    return "I6";
  }

  @Override
  public String title() {
    return "exports equal attachment rows, pair by pair";
  }

  @Override
  public void check(Evidence evidence, Found found) {
    Map<String, String> backendOf = new HashMap<>();
    for (Rows.Volume row : evidence.rows().volumes()) {
      String backend = row.backend();
      if (backend != null) {
        backendOf.put(row.id(), backend);
      }
    }
    Map<String, Rows.Attachment> connected =
        evidence.rows().attachments().stream()
            .filter(Rows.Attachment::connected)
            .collect(Collectors.toMap(Rows.Attachment::id, row -> row));
    int[] counts = new int[3];
    for (BackendEvidence backend : evidence.backends()) {
      Inventory inventory = backend.inventory();
      if (inventory == null) {
        continue;
      }
      Map<String, ObservedExport> exports = new HashMap<>();
      inventory.exports().forEach(export -> exports.put(export.attachment().value(), export));
      exports.forEach(
          (id, export) -> {
            counts[0]++;
            if (isBusy(evidence, id, export.volume().value())) {
              counts[1]++;
            } else {
              compare(backend, export, connected.get(id), found);
            }
          });
      for (Rows.Attachment row : connected.values()) {
        if (!backend.name().equals(backendOf.get(row.volumeId()))
            || exports.containsKey(row.id())
            || row.status().equals(HALF_DETACHED)) {
          continue;
        }
        String host = row.exportHost();
        if (backend.hostBound() && host != null && !host.equals(backend.host())) {
          counts[2]++;
        } else if (isBusy(evidence, row.id(), row.volumeId())) {
          counts[1]++;
        } else {
          found.violation(
              "attachment %s of volume %s is '%s' with a connection, but backend %s exports nothing for it",
              row.id(), row.volumeId(), row.status(), backend.name());
        }
      }
    }
    found.figures(
        "%d exports, %d attachments with a connection, %d held by operations left out, %d on other hosts",
        counts[0], connected.size(), counts[1], counts[2]);
  }

  private static boolean isBusy(Evidence evidence, String attachment, String volume) {
    return evidence.isBusy(attachment) || evidence.isBusy(volume);
  }

  private static void compare(
      BackendEvidence backend, ObservedExport export, Rows.@Nullable Attachment row, Found found) {
    String id = export.attachment().value();
    if (row == null) {
      found.violation(
          "backend %s exports volume %s for attachment %s, which has no live row with a connection",
          backend.name(), export.volume(), id);
      return;
    }
    if (!row.volumeId().equals(export.volume().value())) {
      found.violation(
          "attachment %s is of volume %s in its row, but exports volume %s",
          id, row.volumeId(), export.volume());
    }
    String host = row.exportHost();
    if (backend.hostBound() && host != null && !host.equals(backend.host())) {
      found.violation(
          "attachment %s is served by host %s in its row, but by host %s on backend %s",
          id, host, backend.host(), backend.name());
    }
    if (row.protocol() != null && !row.protocol().equalsIgnoreCase(export.protocol().word())) {
      found.violation(
          "attachment %s speaks %s in its row, but %s on backend %s",
          id, row.protocol(), export.protocol().word(), backend.name());
    }
  }
}
