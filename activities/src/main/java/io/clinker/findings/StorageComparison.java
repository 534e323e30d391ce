package io.clinker.findings;

import io.clinker.driver.Inventory;
import io.clinker.driver.ObservedExport;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.model.Mark;
import io.clinker.model.ResourceKind;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.store.FindingRow.Kind;
import io.clinker.store.HoldingsStore.Attachment;
import io.clinker.store.HoldingsStore.Open;
import io.clinker.store.HoldingsStore.Snapshot;
import io.clinker.store.HoldingsStore.Volume;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between a backend's list and the rows; whatever an operation works with is left. */
final class StorageComparison {
  /** After these it is not known whether the object is there, or how large. */
  private static final Set<String> UNCERTAIN =
      Set.of("error_deleting", "creating", "deleting", "managing");

  private static final Set<String> UNCERTAIN_SNAPSHOT =
      Set.of("error", "error_deleting", "creating", "deleting");
  private static final Set<String> UNCERTAIN_SIZE = Set.of("error_extending", "error");
  private static final Set<String> EXPORTED = Set.of("attached", "attaching");

  /**
   * What the rows say.
   *
   * @param volumes of the backend, and those of the same names elsewhere
   */
  record Rows(
      Map<String, Volume> volumes,
      Map<String, Snapshot> snapshots,
      Map<String, Attachment> attachments,
      List<Open> open) {}

  /**
   * Where the list was made.
   *
   * @param exportHost the only host whose exports it shows; null: it shows all
   */
  record View(String backend, @Nullable String exportHost) {}

  /** A mark that is above the fence in the row. */
  record HigherMark(ResourceRef object, Mark mark) {}

  private final View view;
  private final Rows rows;
  private final List<Sighting> sightings = new ArrayList<>();
  private final List<HigherMark> higherMarks = new ArrayList<>();

  StorageComparison(View view, Inventory held, Rows rows) {
    this.view = view;
    this.rows = rows;
    volumes(held.volumes());
    snapshots(held.snapshots());
    exports(held.exports());
  }

  List<Sighting> sightings() {
    return List.copyOf(sightings);
  }

  List<HigherMark> higherMarks() {
    return List.copyOf(higherMarks);
  }

  /** Whether some open operation works with it, or has made its mark. */
  boolean isBusy(String id, @Nullable Mark mark) {
    return rows.open().stream()
        .anyMatch(
            operation ->
                operation.names(id) || (mark != null && operation.names(mark.operation().value())));
  }

  private void volumes(List<ObservedVolume> held) {
    Map<String, ObservedVolume> byId = new HashMap<>();
    held.forEach(volume -> byId.put(volume.id().value(), volume));
    for (ObservedVolume object : held) {
      String id = object.id().value();
      Volume row = rows.volumes().get(id);
      if (row == null) {
        orphan(object.id().ref(), null, null, object.size(), object.mark());
      } else if (row.operationId() == null) {
        compare(row, object);
      }
    }
    for (Volume row : rows.volumes().values()) {
      boolean expected = view.backend().equals(row.backend()) && !UNCERTAIN.contains(row.status());
      if (expected && row.operationId() == null && !byId.containsKey(row.id())) {
        missing(ResourceKind.VOLUME, row.id(), null, null, row.projectId(), row.status());
      }
    }
  }

  private void compare(Volume row, ObservedVolume object) {
    Mark mark = object.mark();
    if (mark != null && mark.fence() > row.fence()) {
      higherMarks.add(new HigherMark(object.id().ref(), mark));
    }
    if (!view.backend().equals(row.backend())) {
      drift(
          object.id().ref(),
          null,
          row.projectId(),
          row.backend() == null
              ? "its row says that it was never placed (status %s)".formatted(row.status())
              : "its row says that it is on backend %s".formatted(row.backend()),
          object.size(),
          mark);
    } else if (!UNCERTAIN_SIZE.contains(row.status())
        && !object.size().equals(Size.ofGibibytes(row.sizeGib()))) {
      drift(
          object.id().ref(),
          null,
          row.projectId(),
          "its row says %d GiB, the backend holds %d bytes"
              .formatted(row.sizeGib(), object.size().bytes()),
          object.size(),
          mark);
    }
  }

  private void snapshots(List<ObservedSnapshot> held) {
    Set<String> there = new HashSet<>();
    for (ObservedSnapshot object : held) {
      String id = object.id().value();
      there.add(id);
      Snapshot row = rows.snapshots().get(id);
      if (row == null) {
        orphan(object.id().ref(), null, object.volume().value(), object.size(), object.mark());
      } else if (row.operationId() == null) {
        compare(row, object);
      }
    }
    for (Snapshot row : rows.snapshots().values()) {
      Volume volume = rows.volumes().get(row.volumeId());
      boolean here = volume != null && view.backend().equals(volume.backend());
      if (here
          && row.operationId() == null
          && !UNCERTAIN_SNAPSHOT.contains(row.status())
          && !there.contains(row.id())) {
        missing(
            ResourceKind.SNAPSHOT, row.id(), null, row.volumeId(), row.projectId(), row.status());
      }
    }
  }

  private void compare(Snapshot row, ObservedSnapshot object) {
    Mark mark = object.mark();
    if (mark != null && mark.fence() > row.fence()) {
      higherMarks.add(new HigherMark(object.id().ref(), mark));
    }
    if (!object.volume().value().equals(row.volumeId())) {
      drift(
          object.id().ref(),
          object.volume().value(),
          row.projectId(),
          "its row says that it is of volume " + row.volumeId(),
          object.size(),
          mark);
    }
  }

  private void exports(List<ObservedExport> held) {
    Set<String> there = new HashSet<>();
    for (ObservedExport object : held) {
      there.add(object.attachment().value());
      Attachment row = rows.attachments().get(object.attachment().value());
      if (row == null) {
        orphan(object.attachment().ref(), view.exportHost(), object.volume().value(), null, null);
      } else if (row.operationId() == null) {
        compare(row);
      }
    }
    for (Attachment row : rows.attachments().values()) {
      Volume volume = rows.volumes().get(row.volumeId());
      boolean here =
          volume != null
              && view.backend().equals(volume.backend())
              && (view.exportHost() == null || view.exportHost().equals(row.exportHost()));
      if (here
          && row.operationId() == null
          && EXPORTED.contains(row.status())
          && !there.contains(row.id())) {
        missing(
            ResourceKind.ATTACHMENT,
            row.id(),
            row.exportHost(),
            row.volumeId(),
            row.projectId(),
            row.status());
      }
    }
  }

  /** An export that is where its row does not look for it: no detach will ever end it. */
  private void compare(Attachment row) {
    String host = view.exportHost();
    ResourceRef object = new ResourceRef(ResourceKind.ATTACHMENT, row.id());
    if (host == null || host.equals(row.exportHost()) || isBusy(row.id(), null)) {
      return;
    }
    sightings.add(
        new Sighting(
            Kind.DRIFT,
            object,
            host,
            row.volumeId(),
            row.projectId(),
            "backend %s serves %s on host %s, and its row says %s"
                .formatted(
                    view.backend(),
                    object,
                    host,
                    row.exportHost() == null
                        ? "that it is not served"
                        : "that host %s serves it".formatted(row.exportHost())),
            null,
            null));
  }

  private void orphan(
      ResourceRef object,
      @Nullable String host,
      @Nullable String volumeId,
      @Nullable Size size,
      @Nullable Mark mark) {
    if (isBusy(object.id(), mark)) {
      return;
    }
    sightings.add(
        new Sighting(
            Kind.ORPHAN,
            object,
            host,
            volumeId,
            null,
            "backend %s %s %s, which no row knows"
                .formatted(
                    view.backend(),
                    object.kind() == ResourceKind.ATTACHMENT ? "serves" : "holds",
                    object),
            size == null ? null : size.bytes(),
            mark));
  }

  private void missing(
      ResourceKind kind,
      String id,
      @Nullable String host,
      @Nullable String volumeId,
      String projectId,
      String status) {
    if (isBusy(id, null)) {
      return;
    }
    ResourceRef object = new ResourceRef(kind, id);
    sightings.add(
        new Sighting(
            Kind.MISSING,
            object,
            host,
            volumeId,
            projectId,
            "%s is %s in its row, and backend %s does not %s it"
                .formatted(
                    object,
                    status,
                    view.backend(),
                    kind == ResourceKind.ATTACHMENT ? "serve" : "hold"),
            null,
            null));
  }

  private void drift(
      ResourceRef object,
      @Nullable String volumeId,
      String projectId,
      String how,
      Size size,
      @Nullable Mark mark) {
    if (isBusy(object.id(), mark)) {
      return;
    }
    sightings.add(
        new Sighting(
            Kind.DRIFT,
            object,
            null,
            volumeId,
            projectId,
            "backend %s holds %s, and %s".formatted(view.backend(), object, how),
            size.bytes(),
            mark));
  }
}
