package io.clinker.admission;

import io.clinker.driver.VolumeSource;
import io.clinker.model.ErrorCode;
import io.clinker.model.GroupId;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.placement.Scheduler.Candidate;
import io.clinker.store.OperationRow;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import io.clinker.store.VolumeStore;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The row of a new volume, what its steps must do, alone or as a member of a new group, and what
 * becomes of it in the end.
 */
final class VolumeMaking {
  private VolumeMaking() {}

  static Plan.CreateVolume plan(
      AdmitScope scope,
      VolumeId volume,
      int size,
      @Nullable Source source,
      @Nullable String backend) {
    VolumeSource from = source == null ? new VolumeSource.Blank() : source.toDriver();
    String exportHost =
        source == null
            ? null
            : scope
                .stores()
                .attachments()
                .exportHost(scope.handle(), source.volume().id())
                .orElse(null);
    return new Plan.CreateVolume(volume, Size.ofGibibytes(size), from, backend, exportHost);
  }

  /** A copy can be booted if its source can, and says of the image in it what the source says. */
  static VolumeRow row(
      AdmitScope scope,
      CreateVolume input,
      TypeRow type,
      String zone,
      int size,
      @Nullable Source source,
      @Nullable Candidate place) {
    GroupId group = input.group();
    boolean bootable = source != null && source.volume().bootable();
    return new VolumeRow(
        input.volume(),
        scope.request().projectId(),
        scope.request().userId(),
        input.name(),
        input.description(),
        size,
        null,
        scope.request().kind().statuses().during(),
        null,
        "detached",
        null,
        type.id(),
        type.name(),
        input.snapshot() == null ? null : input.snapshot().value(),
        input.sourceVolume() == null ? null : input.sourceVolume().value(),
        zone,
        place == null ? null : place.backend().name(),
        place == null ? null : place.pool().name(),
        place == null ? null : Types.protocol(type, place.backend()),
        bootable,
        type.multiattach(),
        input.metadata(),
        Map.of(),
        source != null && bootable ? source.volume().imageMetadata() : Map.of(),
        1,
        0,
        scope.operation().value(),
        scope.now(),
        null,
        null,
        null,
        group == null ? null : group.value());
  }

  /**
   * Releases the row of a volume that was to be made. Where it was not, its steps were undone and
   * nothing of it is on the storage: the volume has no place any more, and takes no space.
   *
   * @param failed what else is done where it failed
   */
  static void settle(
      SettleScope scope, Capacity capacity, VolumeId volume, Consumer<ErrorCode> failed) {
    OperationRow row = scope.row();
    VolumeStore volumes = scope.stores().volumes();
    switch (scope.outcome()) {
      case Outcome.Succeeded unused -> {
        VolumeStatus.Computed status = VolumeStatus.of(null, scope.statusAfter(null), List.of());
        scope.requireHeld(
            volumes.release(
                scope.handle(),
                volume,
                scope.operation(),
                status.status(),
                status.attachStatus(),
                scope.now()));
      }
      case Outcome.Failed(ErrorCode code, String unused) -> {
        capacity.release(scope.handle(), row.backend(), row.pool(), row.poolGib());
        scope.requireHeld(
            volumes.release(
                scope.handle(),
                volume,
                scope.operation(),
                scope.statusAfter(null),
                "detached",
                scope.now()));
        volumes.place(scope.handle(), volume, null, null, null);
        failed.accept(code);
      }
      case Outcome.Cancelled() -> {
        capacity.release(scope.handle(), row.backend(), row.pool(), row.poolGib());
        scope.requireHeld(volumes.delete(scope.handle(), volume, scope.operation(), scope.now()));
      }
    }
  }
}
