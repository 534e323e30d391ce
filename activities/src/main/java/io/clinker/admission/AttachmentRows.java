package io.clinker.admission;

import io.clinker.model.AttachmentId;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;

/** Takes the rows of an attachment in their order: the volume first. */
final class AttachmentRows {
  private AttachmentRows() {}

  static VolumeRow lockVolume(AdmitScope scope, AttachmentId id) {
    AttachmentRow seen =
        scope
            .stores()
            .attachments()
            .find(scope.handle(), id, scope.visible())
            .orElseThrow(() -> Refusals.attachmentNotFound(id.value()));
    VolumeRow volume =
        scope
            .stores()
            .volumes()
            .lock(scope.handle(), seen.volumeId())
            .orElseThrow(() -> Refusals.volumeNotFound(seen.volumeId().value()));
    // What is decided from its attachments must collide on a database with several primaries too.
    scope.stores().volumes().touch(scope.handle(), volume.id());
    return volume;
  }

  static AttachmentRow lock(AdmitScope scope, AttachmentId id) {
    return scope
        .stores()
        .attachments()
        .lock(scope.handle(), id)
        .orElseThrow(() -> Refusals.attachmentNotFound(id.value()));
  }
}
