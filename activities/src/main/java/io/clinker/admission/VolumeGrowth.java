package io.clinker.admission;

import io.clinker.admission.Admission.Growth;
import io.clinker.model.OperationId;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationKind;
import io.clinker.store.AttachmentRow;
import io.clinker.store.OperationRow;
import io.clinker.store.Stores;
import io.clinker.store.VolumeRow;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * The time between the growth of a volume on the storage and the end of its extend, in which the
 * compute service is told. It reads size and status of the volume when it is told, so both are
 * right by then; the extend holds the volume until its end.
 */
public final class VolumeGrowth {
  /** Admin metadata: what an administrator said of the servers, "told" or "failed". */
  static final String ANSWER = "extend_completion";

  private static final String TOLD = "told";
  private static final String FAILED = "failed";

  private final Stores stores;

  public VolumeGrowth(Stores stores) {
    this.stores = stores;
  }

  /** Whether the extend that holds the volume has taken effect, so that it shows no longer. */
  static boolean isShown(VolumeRow volume) {
    return !volume.status().equals(OperationKind.VOLUME_EXTEND.statuses().during());
  }

  static Growth show(
      Handle handle, Stores stores, OperationRow row, ExtendVolume input, Instant now) {
    VolumeRow volume =
        stores
            .volumes()
            .lock(handle, input.volume())
            .filter(found -> row.id().value().equals(found.operationId()))
            .orElseThrow(() -> new LostTurnException("another operation holds the volume"));
    List<AttachmentRow> attachments = stores.attachments().ofVolume(handle, volume.id());
    if (!isShown(volume)) {
      VolumeStatus.Computed status =
          VolumeStatus.of(
              null, "available", attachments.stream().map(AttachmentRow::attachStatus).toList());
      stores
          .volumes()
          .showGrowth(
              handle, volume.id(), input.newSizeGib(), status.status(), status.attachStatus(), now);
      // What the operation had reserved is the volume's now.
      stores.operations().reserveNothing(handle, row.id());
    }
    return new Growth.Shown(
        volume.id(),
        attachments.stream()
            .map(AttachmentRow::instanceUuid)
            .filter(Objects::nonNull)
            .distinct()
            .toList(),
        Optional.ofNullable(volume.adminMetadata().get(ANSWER)).map(TOLD::equals));
  }

  /**
   * What an administrator says of the servers that an extend waits for. Decided on the locked row,
   * inside a transaction of the caller's.
   *
   * @param failed whether they could not follow
   */
  public void complete(Handle handle, VolumeRow locked, boolean failed, Instant now) {
    boolean extending =
        Optional.ofNullable(locked.operationId())
            .flatMap(id -> stores.operations().find(handle, new OperationId(id)))
            .filter(row -> row.kindWord().equals(OperationKind.VOLUME_EXTEND.word()))
            .isPresent();
    if (!extending) {
      throw Refusals.invalidState(400, "Invalid volume: Volume is not being extended.");
    }
    if (!isShown(locked)) {
      throw Refusals.invalidState(
          400, "Invalid volume: Required volume admin metadata is malformed or missing.");
    }
    Map<String, String> admin = new HashMap<>(locked.adminMetadata());
    admin.put(ANSWER, failed ? FAILED : TOLD);
    stores
        .volumes()
        .setStatus(handle, locked.id(), locked.status(), locked.attachStatus(), admin, now);
  }

  /** What the volume is by itself after its extend took effect. */
  static String ownAfter(VolumeRow volume) {
    return FAILED.equals(volume.adminMetadata().get(ANSWER))
        ? String.valueOf(OperationKind.VOLUME_EXTEND.statuses().afterFailure())
        : "available";
  }
}
