package io.clinker.driver;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;

/** Where the first contents of a volume come from. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "source")
@JsonSubTypes({
  @JsonSubTypes.Type(value = VolumeSource.Blank.class, name = "blank"),
  @JsonSubTypes.Type(value = VolumeSource.OfSnapshot.class, name = "snapshot"),
  @JsonSubTypes.Type(value = VolumeSource.OfVolume.class, name = "volume")
})
public sealed interface VolumeSource {
  /** All zeros. */
  record Blank() implements VolumeSource {}

  /** As the snapshot of that volume. */
  record OfSnapshot(SnapshotId snapshot, VolumeId volume) implements VolumeSource {}

  /** As that volume at one instant during the call. */
  record OfVolume(VolumeId volume) implements VolumeSource {}
}
