package io.clinker.driver;

import io.clinker.model.Mark;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import org.jspecify.annotations.Nullable;

/** A snapshot as the storage holds it. */
public record ObservedSnapshot(SnapshotId id, VolumeId volume, Size size, @Nullable Mark mark) {}
