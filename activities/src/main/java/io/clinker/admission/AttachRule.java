package io.clinker.admission;

import io.clinker.model.AttachmentId;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.AttachmentInput.Attach;
import io.clinker.operations.OperationKind;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host or server says that it uses the volume: its connection is completed, or the attachment is
 * made without one. Nothing is done on the storage.
 */
final class AttachRule implements Rule<Attach> {
  private final Attachments attachments = new Attachments();

  @Override
  public Decision admit(AdmitScope scope, Attach input) {
    VolumeRow volume = scope.lockVolume(input.volume());
    scope.stores().volumes().touch(scope.handle(), volume.id());
    if (volume.status().equals("maintenance")) {
      throw Refusals.invalidState(
          400, "Invalid volume: The volume cannot be attached in maintenance mode.");
    }
    Attachments.requireMode(volume, input.mode());
    requireSameMode(volume, input);
    List<AttachmentRow> all = scope.stores().attachments().ofVolume(scope.handle(), volume.id());
    Optional<AttachmentRow> found = HostAttachments.ofUser(all, input.instance(), input.host());
    if (found.filter(row -> row.attachStatus().equals("attached")).isPresent()) {
      Attachments.recompute(
          scope.handle(), scope.stores(), volume, Attachments.Told.attached(null), scope.now());
      return Decision.done(new AnswerRow.Attachment(found.get()));
    }
    boolean asSeen =
        input.known()
            ? found.filter(row -> row.id().equals(input.attachment())).isPresent()
            : found.isEmpty();
    if (!asSeen) {
      throw Attachments.changed(volume);
    }
    Holders.requireNotHeld(scope, volume.operationId(), 400, "Invalid volume: " + unusable(volume));
    requireFree(scope, volume, all, found.map(AttachmentRow::id).orElse(null));
    AttachmentRow row =
        found.isPresent() ? complete(scope, input, found.get()) : make(scope, input, volume);
    Attachments.recompute(
        scope.handle(),
        scope.stores(),
        volume,
        Attachments.Told.attached(input.mode()),
        scope.now());
    return Decision.done(new AnswerRow.Attachment(row));
  }

  private static void requireSameMode(VolumeRow volume, Attach input) {
    String before = volume.adminMetadata().get("attached_mode");
    if (volume.status().equals("attaching") && before != null && !before.equals(input.mode())) {
      throw Refusals.invalidState(
          400,
          "Error attaching volume - InvalidVolume: Invalid volume: being attached by different mode");
    }
  }

  /** Whether one more may use it: as far as attachments say, and as far as the status does. */
  private static void requireFree(
      AdmitScope scope, VolumeRow volume, List<AttachmentRow> all, @Nullable AttachmentId own) {
    boolean others =
        all.stream()
            .anyMatch(
                row ->
                    !row.id().equals(own)
                        && !row.attachStatus().startsWith("error")
                        && (own == null || !HostAttachments.isOnlyConnected(row)));
    if (others && !volume.multiattach()) {
      throw Holders.refusal(
          scope,
          volume,
          400,
          "Error attaching volume - InvalidVolume: Invalid volume: volume is already attached and"
              + " multiple attachments are not enabled");
    }
    boolean fit =
        switch (volume.status()) {
          case "available", "attaching", "reserved", "in-use" -> true;
          default -> false;
        };
    if (!fit) {
      throw Refusals.invalidState(
          400, "Error attaching volume - InvalidVolume: Invalid volume: " + unusable(volume));
    }
  }

  private static String unusable(VolumeRow volume) {
    return "Volume %s cannot be attached while it is %s".formatted(volume.id(), volume.status());
  }

  private AttachmentRow make(AdmitScope scope, Attach input, VolumeRow volume) {
    AttachmentRow row =
        Attachments.reserved(scope, volume, input.attachment(), attachments.secret(), null)
            .attached(
                input.instance(),
                HostAttachments.hostName(input.host()),
                input.mountpoint(),
                input.mode(),
                scope.now());
    scope.stores().attachments().insert(scope.handle(), row);
    return row;
  }

  /** The mode of a connection stays what it is: the host has connected with it. */
  private static AttachmentRow complete(AdmitScope scope, Attach input, AttachmentRow row) {
    OperationKind kind = OperationKind.ATTACHMENT_COMPLETE;
    Holders.requireNotHeld(
        scope,
        row.operationId(),
        409,
        "Volume attachment %s cannot be completed while it is %s"
            .formatted(row.id(), row.attachStatus()));
    if (!kind.statuses().allowed().contains(row.attachStatus())) {
      throw Refusals.invalidState(
          400,
          "Error attaching volume - InvalidVolume: Invalid volume: attachment %s is %s"
              .formatted(row.id(), row.attachStatus()));
    }
    String host = HostAttachments.hostName(input.host());
    String mode =
        row.connector() == null || row.attachMode() == null ? input.mode() : row.attachMode();
    var rows = scope.stores().attachments();
    rows.hold(scope.handle(), row.id(), scope.operation(), kind.statuses().during(), scope.now());
    rows.setUse(
        scope.handle(),
        row.attached(
            input.instance() == null ? row.instanceUuid() : input.instance(),
            host == null ? row.attachedHost() : host,
            input.mountpoint(),
            mode,
            scope.now()));
    rows.release(
        scope.handle(), row.id(), scope.operation(), kind.statuses().afterSuccess(), scope.now());
    return AttachmentRows.lock(scope, row.id());
  }

  @Override
  public void settle(SettleScope scope, Attach input) {
    throw new LostTurnException("it was settled when it was admitted");
  }
}
