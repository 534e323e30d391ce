package io.clinker.operations;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clinker.store.AttachmentRow;
import io.clinker.store.GroupRow;
import io.clinker.store.GroupSnapshotRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;

/** The row of the resource of an operation as admission left it; what the API answers with. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AnswerRow.Volume.class, name = "volume"),
  @JsonSubTypes.Type(value = AnswerRow.Snapshot.class, name = "snapshot"),
  @JsonSubTypes.Type(value = AnswerRow.Attachment.class, name = "attachment"),
  @JsonSubTypes.Type(value = AnswerRow.Group.class, name = "group"),
  @JsonSubTypes.Type(value = AnswerRow.GroupSnapshot.class, name = "group_snapshot")
})
public sealed interface AnswerRow {
  record Volume(VolumeRow row) implements AnswerRow {}

  record Snapshot(SnapshotRow row) implements AnswerRow {}

  /** The connection is left out: it holds secrets. */
  record Attachment(AttachmentRow row) implements AnswerRow {}

  record Group(GroupRow row) implements AnswerRow {}

  record GroupSnapshot(GroupSnapshotRow row) implements AnswerRow {}
}
