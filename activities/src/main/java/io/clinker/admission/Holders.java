package io.clinker.admission;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.PinKind;
import io.clinker.store.AttachmentRow;
import io.clinker.store.BackendRow;
import io.clinker.store.OperationRow;
import io.clinker.store.PinStore.PinRow;
import io.clinker.store.VolumeRow;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds, under the lock of a resource's row, who is in the way, and names it. */
final class Holders {
  private Holders() {}

  /** Refuses a resource that another operation holds alone. */
  static void requireNotHeld(
      AdmitScope scope, @Nullable String holder, int status, String message) {
    if (holder != null) {
      throw refusal(scope, holder, status, message);
    }
  }

  /** Refuses for a wrong state, naming the operation that made it so if one did. */
  static RefusedException refusal(
      AdmitScope scope, @Nullable String holder, int status, String message) {
    Optional<OperationRow> operation =
        Optional.ofNullable(holder)
            .flatMap(id -> scope.stores().operations().find(scope.handle(), new OperationId(id)));
    return operation
        .map(row -> Refusals.heldBy(status, message, row.kindWord(), row.id()))
        .orElseGet(() -> Refusals.invalidState(status, message));
  }

  /**
   * Refuses for the status of a volume, naming the operation that made it so: the one that holds
   * the volume, or one that works on an attachment of it.
   */
  static RefusedException refusal(AdmitScope scope, VolumeRow volume, int status, String message) {
    String holder = volume.operationId();
    if (holder == null) {
      holder =
          scope.stores().attachments().ofVolume(scope.handle(), volume.id()).stream()
              .map(AttachmentRow::operationId)
              .filter(Objects::nonNull)
              .findFirst()
              .orElse(null);
    }
    return refusal(scope, holder, status, message);
  }

  /** Refuses a resource on which another operation has a pin of one of these kinds. */
  static void requireUnpinned(
      AdmitScope scope, ResourceRef resource, Set<PinKind> kinds, int status, String message) {
    if (kinds.isEmpty()) {
      return;
    }
    for (PinRow pin : scope.stores().pins().of(scope.handle(), resource)) {
      if (kinds.contains(pin.kind()) && !pin.operation().equals(scope.operation())) {
        throw Refusals.pinnedBy(status, message, pin.operationKind(), pin.operation(), resource);
      }
    }
  }

  /** Refuses what a frozen backend must not do. */
  static void requireNotFrozen(AdmitScope scope, String backend) {
    boolean frozen =
        scope
            .stores()
            .pools()
            .backend(scope.handle(), backend)
            .map(BackendRow::frozen)
            .orElse(false);
    if (frozen) {
      throw Refusals.badRequest("Backend %s is frozen.".formatted(backend));
    }
  }
}
