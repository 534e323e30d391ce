package io.clinker.steps;

import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.StepContext;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.steps.DriverActivities.Ticket;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the steps do that put objects, which had no row, under the fence of their new rows. */
final class Adopting {
  private Adopting() {}

  static void volume(
      Driver driver, StepContext context, Ticket ticket, VolumeId volume, Size size) {
    driver.seal(context, List.of(volume.ref()));
    Size held =
        driver
            .observeVolume(volume)
            .map(ObservedVolume::size)
            .orElseThrow(() -> missing(ticket, volume.ref()));
    context.observed("present with " + held.bytes() + " bytes");
    requireFits(ticket, volume.ref(), held, size);
    if (held.compareTo(size) < 0) {
      // A row counts whole gibibytes.
      driver.extendVolume(context, volume, size);
    }
  }

  /**
   * Reads the size of a sealed volume, empty if nothing is there. One that an operation has left
   * within a gibibyte grows to its end, since a row counts whole ones.
   */
  static Optional<Size> wholeSize(Driver driver, StepContext context, VolumeId volume) {
    Optional<Size> held = driver.observeVolume(volume).map(ObservedVolume::size);
    context.observed(held.map(size -> "present with " + size.bytes() + " bytes").orElse("absent"));
    if (held.isEmpty() || !driver.description().capabilities().contains(Capability.EXTEND)) {
      return held;
    }
    Size whole = Size.ofGibibytes(Math.max(1, held.get().gibibytes()));
    if (held.get().compareTo(whole) < 0) {
      driver.extendVolume(context, volume, whole);
    }
    return Optional.of(whole);
  }

  static void snapshot(
      Driver driver,
      StepContext context,
      Ticket ticket,
      SnapshotId snapshot,
      VolumeId volume,
      Size size) {
    driver.seal(context, List.of(snapshot.ref()));
    ObservedSnapshot held =
        driver.observeSnapshot(snapshot).orElseThrow(() -> missing(ticket, snapshot.ref()));
    context.observed("present, of volume " + held.volume());
    requireFits(ticket, snapshot.ref(), held.size(), size);
    if (!held.volume().equals(volume)) {
      throw new ClinkerException(
          ErrorCode.OBJECT_MISMATCH,
          "the snapshot is of another volume",
          Map.of("snapshot", snapshot.value(), "volume", held.volume().value()));
    }
  }

  static ClinkerException missing(Ticket ticket, ResourceRef object) {
    return new ClinkerException(
        ErrorCode.OBJECT_MISSING,
        "the backend does not hold it",
        Map.of("backend", ticket.backend(), "object", object.toString()));
  }

  private static void requireFits(Ticket ticket, ResourceRef object, Size held, Size size) {
    if (held.compareTo(size) > 0) {
      throw new ClinkerException(
          ErrorCode.OBJECT_MISMATCH,
          "the object is larger than it was found",
          Map.of(
              "backend",
              ticket.backend(),
              "object",
              object.toString(),
              "bytes",
              Long.toString(held.bytes())));
    }
  }
}
