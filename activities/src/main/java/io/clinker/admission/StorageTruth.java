package io.clinker.admission;

import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import io.clinker.store.AttachmentRow;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes into a held volume's row what a step has read from the storage. */
final class StorageTruth {
  /** Left by operations that failed on the storage: only the storage knows what it holds. */
  private static final Set<String> OPEN_ENDED =
      Set.of("error_deleting", "error_extending", "error_unmanaging");

  private StorageTruth() {}

  static boolean isOpenEnded(@Nullable String status) {
    return status != null && OPEN_ENDED.contains(status);
  }

  /**
   * Whether only the storage knows what it holds of the volume. Its status says so; or it is in
   * {@code error} since it could not be read, or was not found, after an operation that had left it
   * so or that had begun to make it.
   */
  static boolean isOpenEnded(VolumeRow volume) {
    String before = volume.previousStatus();
    boolean unread = volume.status().equals("error") && (before == null || isOpenEnded(before));
    return volume.backend() != null && (unread || isOpenEnded(volume.status()));
  }

  /** Holds a locked volume to read it, or to give it a status: it stays known to be open-ended. */
  static void hold(AdmitScope scope, VolumeRow volume) {
    var volumes = scope.stores().volumes();
    String during = scope.request().kind().statuses().during();
    volumes.hold(scope.handle(), volume, scope.operation(), during, scope.now());
    if (isOpenEnded(volume) && !isOpenEnded(volume.status())) {
      volumes.setPrevious(scope.handle(), volume.id(), volume.previousStatus());
    }
  }

  static Optional<Held> read(SettleScope scope) {
    Optional<Held> held = scope.stores().observations().find(scope.handle(), scope.operation());
    scope.stores().observations().delete(scope.handle(), scope.operation());
    return held;
  }

  /** The size that the storage holds, or the row's where that was not read. */
  static int sizeGib(VolumeRow volume, Optional<Held> held) {
    return held.map(Held::bytes)
        .map(bytes -> Math.toIntExact(new Size(bytes).gibibytes()))
        .orElse(volume.sizeGib());
  }

  /** Makes the pool's ledger count this size; first of all rows, since the pool comes first. */
  static void count(SettleScope scope, Capacity capacity, VolumeRow volume, int sizeGib) {
    Integer target = volume.extendingToGib();
    int counted = target == null ? volume.sizeGib() : target;
    capacity.recount(scope.handle(), volume.backend(), volume.pool(), counted, sizeGib);
  }

  /** The statuses of the volume's attachments; whoever changes one has the volume's row before. */
  static List<String> attachStatuses(SettleScope scope, VolumeRow volume) {
    // Else one that goes meanwhile would still be seen, and its status be written over the newer.
    scope.stores().volumes().lock(scope.handle(), volume.id());
    return scope.stores().attachments().ofVolume(scope.handle(), volume.id()).stream()
        .map(AttachmentRow::attachStatus)
        .toList();
  }

  /** The volume that the operation holds; nobody else changes it. */
  static VolumeRow held(SettleScope scope, VolumeId id) {
    return scope
        .stores()
        .volumes()
        .find(scope.handle(), id, null)
        .filter(row -> scope.operation().value().equals(row.operationId()))
        .orElseThrow(() -> new LostTurnException("another operation holds the volume"));
  }
}
