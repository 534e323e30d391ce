package io.clinker.admission;

import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import io.clinker.store.AttachmentRow;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Optional;

/** Writes into a held volume's row what a step has read from the storage. */
final class StorageTruth {
  private StorageTruth() {}

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

  static List<String> attachStatuses(SettleScope scope, VolumeRow volume) {
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
