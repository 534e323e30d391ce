package io.clinker.driver;

import io.clinker.model.Mark;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import org.jspecify.annotations.Nullable;

/**
 * A volume as the storage holds it.
 *
 * @param size what a host would see
 * @param format how the bytes lie, for operators ("raw", "qcow2")
 * @param mark the highest token accepted, null where the storage keeps none beside the object
 */
public record ObservedVolume(VolumeId id, Size size, String format, @Nullable Mark mark) {}
