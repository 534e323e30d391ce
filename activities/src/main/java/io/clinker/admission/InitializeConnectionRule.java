package io.clinker.admission;

import io.clinker.operations.AnswerRow;
import io.clinker.operations.AttachmentInput.InitializeConnection;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Optional;

/**
 * A host asks for its connection: the attachment of its connector is found or made, and exported. A
 * connection that is there already is the answer.
 */
final class InitializeConnectionRule implements Rule<InitializeConnection> {
  private final Attachments attachments = new Attachments();

  @Override
  public Decision admit(AdmitScope scope, InitializeConnection input) {
    VolumeRow volume = scope.lockVolume(input.volume());
    scope.stores().volumes().touch(scope.handle(), volume.id());
    if (volume.status().equals("maintenance")) {
      throw Refusals.invalidState(
          400, "Invalid volume: The volume connection cannot be initialized in maintenance mode.");
    }
    String refusal = "Invalid volume: Volume %s cannot be connected now".formatted(volume.id());
    List<AttachmentRow> all = scope.stores().attachments().ofVolume(scope.handle(), volume.id());
    Optional<AttachmentRow> found = HostAttachments.ofConnector(all, input.connector());
    if (found.isPresent()) {
      Holders.requireNotHeld(scope, found.get().operationId(), 409, refusal);
      if (found.get().connectionInfo() != null) {
        return Decision.done(new AnswerRow.Attachment(found.get()));
      }
    }
    boolean asSeen =
        input.known()
            ? found.filter(row -> row.id().equals(input.attachment())).isPresent()
            : found.isEmpty();
    if (!asSeen) {
      throw Attachments.changed(volume);
    }
    Attachments.requireVolumeFree(
        scope, volume, OperationKind.ATTACHMENT_CREATE.excludedBy(), 400, refusal);
    Intents.requireNone(scope, volume.id().ref(), 400, refusal);
    AttachmentRow row =
        found.isPresent() ? again(scope, input, volume, found.get()) : first(scope, input, volume);
    Attachments.recompute(scope.handle(), scope.stores(), volume, scope.now());
    Pins.takeAttachment(scope, volume.id());
    return Attachments.steps(
        scope,
        volume,
        row,
        new Plan.Connect(
            row.id(),
            volume.id(),
            Attachments.backend(volume),
            AttachmentCreateRule.exportHost(scope, volume)));
  }

  private AttachmentRow first(AdmitScope scope, InitializeConnection input, VolumeRow volume) {
    AttachmentRow row =
        connecting(
            scope,
            input,
            volume,
            Attachments.reserved(
                scope, volume, input.attachment(), attachments.secret(), scope.operation()));
    scope.stores().attachments().insert(scope.handle(), row);
    return row;
  }

  /** The status of what is used already does not change, as with Cinder. */
  private static AttachmentRow again(
      AdmitScope scope, InitializeConnection input, VolumeRow volume, AttachmentRow row) {
    var rows = scope.stores().attachments();
    String status =
        row.attachStatus().equals("attached")
            ? row.attachStatus()
            : OperationKind.ATTACHMENT_UPDATE.statuses().during();
    rows.hold(scope.handle(), row.id(), scope.operation(), status, scope.now());
    rows.setConnector(scope.handle(), connecting(scope, input, volume, row));
    return AttachmentRows.lock(scope, row.id());
  }

  private static AttachmentRow connecting(
      AdmitScope scope, InitializeConnection input, VolumeRow volume, AttachmentRow row) {
    String mode = Attachments.modeOfConnection(volume, input.connector());
    AttachmentRow connecting =
        Attachments.connecting(
            row, input.connector(), mode, Attachments.protocol(scope, volume), scope.now());
    return row.attachStatus().equals("attached")
        ? connecting.usedBy(
            row.instanceUuid(),
            row.attachedHost() == null ? connecting.attachedHost() : row.attachedHost(),
            row.mountpoint(),
            row.attachedAt())
        : connecting;
  }

  @Override
  public void settle(SettleScope scope, InitializeConnection input) {
    VolumeRow volume = AttachmentEnd.lockVolume(scope, input.volume());
    AttachmentRow row = AttachmentEnd.row(scope, input.attachment());
    boolean used = row.attachStatus().equals("attached");
    if (scope.outcome() instanceof Outcome.Succeeded) {
      AttachmentEnd.releaseAsItIs(
          scope, row.id(), volume, used ? "attached" : scope.statusAfter(null));
    } else if (used || row.instanceUuid() != null) {
      AttachmentEnd.releaseWithoutConnection(
          scope, row.id(), volume, used ? "attached" : "reserved");
    } else {
      // As with Cinder, nothing is left of a connection that could not be made.
      AttachmentEnd.delete(scope, row.id(), volume);
    }
    if (scope.outcome() instanceof Outcome.Failed) {
      Messages.volume(
          scope, volume.id().value(), Messages.Action.ATTACH, Messages.Detail.ATTACH_FAILED);
    }
  }
}
