package io.clinker.export;

import io.clinker.model.VolumeId;
import java.nio.file.Path;

/**
 * A volume's image as an exporter must open it now.
 *
 * @param image the writable image file, at its present (sealed) path
 * @param format "raw" or "qcow2"
 */
public record LiveVolume(VolumeId volume, Path image, String format) {}
