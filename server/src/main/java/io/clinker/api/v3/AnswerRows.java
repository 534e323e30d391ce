package io.clinker.api.v3;

import io.clinker.operations.AnswerRow;
import io.clinker.store.AttachmentRow;
import io.clinker.store.GroupRow;
import io.clinker.store.GroupSnapshotRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;

/** The row that an operation of a known kind answers with. */
final class AnswerRows {
  private AnswerRows() {}

  static VolumeRow volume(AnswerRow answer) {
    if (answer instanceof AnswerRow.Volume volume) {
      return volume.row();
    }
    throw unexpected(answer);
  }

  static SnapshotRow snapshot(AnswerRow answer) {
    if (answer instanceof AnswerRow.Snapshot snapshot) {
      return snapshot.row();
    }
    throw unexpected(answer);
  }

  static AttachmentRow attachment(AnswerRow answer) {
    if (answer instanceof AnswerRow.Attachment attachment) {
      return attachment.row();
    }
    throw unexpected(answer);
  }

  static GroupRow group(AnswerRow answer) {
    if (answer instanceof AnswerRow.Group group) {
      return group.row();
    }
    throw unexpected(answer);
  }

  static GroupSnapshotRow groupSnapshot(AnswerRow answer) {
    if (answer instanceof AnswerRow.GroupSnapshot snapshot) {
      return snapshot.row();
    }
    throw unexpected(answer);
  }

  private static IllegalStateException unexpected(AnswerRow answer) {
    return new IllegalStateException(
        "an answer of another kind: " + answer.getClass().getSimpleName());
  }
}
