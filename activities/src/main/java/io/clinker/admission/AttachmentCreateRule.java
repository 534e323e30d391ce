package io.clinker.admission;

import io.clinker.operations.AnswerRow;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A new attachment. Decided on the locked row of the volume: of many at once exactly one gets a
 * volume that takes only one.
 */
final class AttachmentCreateRule implements Rule<CreateAttachment> {
  private static final Set<String> FREE = Set.of("available", "downloading");

  private final Attachments attachments = new Attachments();

  @Override
  public Decision admit(AdmitScope scope, CreateAttachment input) {
    VolumeRow volume = scope.lockVolume(input.volume());
    requireReady(scope, input, volume);
    Map<String, Object> connector = input.connector();
    boolean connects = connector != null && !connector.isEmpty();
    if (connects) {
      Attachments.requireVolumeFree(
          scope,
          volume,
          OperationKind.ATTACHMENT_CREATE.excludedBy(),
          409,
          "Volume %s cannot be attached now".formatted(volume.id()));
      Attachments.requireNoOtherServer(scope, volume, input.instance());
      Intents.requireNone(
          scope, volume.id().ref(), 409, "Volume %s cannot be attached now".formatted(volume.id()));
    }
    AttachmentRow row = row(scope, input, volume);
    if (connector == null || !connects) {
      scope.stores().attachments().insert(scope.handle(), row);
      Attachments.recompute(scope.handle(), scope.stores(), volume, scope.now());
      return Decision.done(new AnswerRow.Attachment(row));
    }
    String mode = Attachments.mode(volume, row.attachMode(), connector);
    AttachmentRow connecting =
        Attachments.connecting(
            row, connector, mode, Attachments.protocol(scope, volume), scope.now());
    scope.stores().attachments().insert(scope.handle(), connecting);
    Attachments.recompute(scope.handle(), scope.stores(), volume, mode, scope.now());
    Pins.takeAttachment(scope, volume.id());
    return Attachments.steps(
        scope,
        volume,
        connecting,
        new Plan.Connect(
            row.id(), volume.id(), Attachments.backend(volume), exportHost(scope, volume)));
  }

  static @Nullable String exportHost(AdmitScope scope, VolumeRow volume) {
    return scope.stores().attachments().exportHost(scope.handle(), volume.id()).orElse(null);
  }

  private static void requireReady(AdmitScope scope, CreateAttachment input, VolumeRow volume) {
    String status = volume.status();
    if (status.startsWith("error")) {
      throw Refusals.invalidState(
          400,
          ("Invalid volume: Volume attachments can not be created if the volume is in an error"
                  + " state. The Volume %s currently has a status of: %s ")
              .formatted(volume.id(), status));
    }
    boolean multi = volume.multiattach() && status.equals("in-use");
    if (FREE.contains(status) || multi) {
      return;
    }
    String instance = input.instance();
    boolean sameInstance =
        instance != null
            && volume.operationId() == null
            && scope.stores().attachments().ofVolume(scope.handle(), volume.id()).stream()
                .anyMatch(other -> instance.equals(other.instanceUuid()));
    if (!sameInstance) {
      throw refusal(scope, volume);
    }
  }

  private static RefusedException refusal(AdmitScope scope, VolumeRow volume) {
    String message =
        "Invalid volume: Volume %s status must be %s"
            .formatted(
                volume.id(),
                volume.multiattach()
                    ? "available or in-use or downloading"
                    : "available or downloading");
    return Holders.refusal(scope, volume, 400, message);
  }

  private AttachmentRow row(AdmitScope scope, CreateAttachment input, VolumeRow volume) {
    boolean connects = input.connector() != null && !input.connector().isEmpty();
    return new AttachmentRow(
        input.attachment(),
        volume.id(),
        volume.projectId(),
        input.instance(),
        null,
        null,
        Attachments.modeAsked(volume, input.mode()),
        "reserved",
        null,
        null,
        attachments.secret(),
        null,
        null,
        1,
        0,
        connects ? scope.operation().value() : null,
        scope.now(),
        null,
        null,
        null,
        null);
  }

  @Override
  public void settle(SettleScope scope, CreateAttachment input) {
    VolumeRow volume = AttachmentEnd.lockVolume(scope, input.volume());
    if (scope.outcome() instanceof Outcome.Cancelled) {
      AttachmentEnd.delete(scope, input.attachment(), volume);
    } else {
      AttachmentEnd.release(scope, input.attachment(), volume, scope.statusAfter(null));
    }
  }
}
