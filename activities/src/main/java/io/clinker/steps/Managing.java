package io.clinker.steps;

import io.clinker.driver.Driver;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.StepContext;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceKind;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.steps.DriverActivities.Ticket;
import io.clinker.store.ObservationStore.Held;
import java.util.List;
import java.util.Map;

/** What the steps do that take foreign objects over and let ours go. */
final class Managing {
  private final StorageRecords records;

  Managing(StorageRecords records) {
    this.records = records;
  }

  void find(
      Driver driver,
      StepContext context,
      Ticket ticket,
      VolumeId volume,
      ForeignReference reference) {
    driver.seal(context, List.of(volume.ref()));
    ManageableObject found =
        driver
            .findManageable(volume, reference)
            .orElseThrow(
                () ->
                    new ClinkerException(
                        ErrorCode.OBJECT_MISSING,
                        "the backend holds nothing of this reference",
                        Map.of("backend", ticket.backend(), "reference", "" + reference)));
    String notSafe = found.notSafe();
    if (notSafe != null) {
      throw new ClinkerException(
          ErrorCode.OBJECT_MISMATCH,
          "it is not safe to take this over: " + notSafe,
          Map.of("backend", ticket.backend(), "reference", "" + reference));
    }
    context.observed("found with " + found.size().bytes() + " bytes");
    records.keep(ticket, new Held(found.size().bytes(), List.of()));
  }

  void manage(
      Driver driver,
      StepContext context,
      Ticket ticket,
      VolumeId volume,
      ForeignReference reference) {
    Size reserved = records.found(ticket);
    ObservedVolume taken = driver.manageVolume(context, volume, reference);
    if (taken.size().compareTo(reserved) > 0) {
      throw new ClinkerException(
          ErrorCode.OBJECT_MISMATCH,
          "it has grown since it was found",
          Map.of("backend", ticket.backend(), "bytes", Long.toString(taken.size().bytes())));
    }
    if (taken.size().compareTo(reserved) < 0) {
      // A row counts whole gibibytes.
      driver.extendVolume(context, volume, reserved);
    }
  }

  void keep(Ticket ticket, ObservedSnapshot taken, Size atMost) {
    if (taken.size().compareTo(atMost) > 0) {
      throw new ClinkerException(
          ErrorCode.OBJECT_MISMATCH,
          "the snapshot is larger than its volume",
          Map.of("backend", ticket.backend(), "bytes", Long.toString(taken.size().bytes())));
    }
    records.keep(ticket, new Held(taken.size().bytes(), List.of()));
  }

  static boolean isThere(Driver driver, StepContext context, ResourceRef object) {
    driver.seal(context, List.of(object));
    boolean there =
        switch (object.kind()) {
          case VOLUME -> driver.observeVolume(new VolumeId(object.id())).isPresent();
          case SNAPSHOT -> driver.observeSnapshot(new SnapshotId(object.id())).isPresent();
          case ATTACHMENT, GROUP, GROUP_SNAPSHOT ->
              throw new IllegalArgumentException("never let go: " + object);
        };
    context.observed(there ? "present" : "absent");
    return there;
  }

  static List<ManageableObject> list(Driver driver, ResourceKind kind) {
    return switch (kind) {
      case VOLUME -> driver.manageableVolumes();
      case SNAPSHOT -> driver.manageableSnapshots();
      case ATTACHMENT, GROUP, GROUP_SNAPSHOT ->
          throw new IllegalArgumentException("never taken over: " + kind);
    };
  }
}
