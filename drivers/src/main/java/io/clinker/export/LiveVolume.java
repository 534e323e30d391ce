package io.clinker.export;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.VolumeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A volume's image as an exporter must open it now.
 *
 * @param image the writable image file, at its present (sealed) path
 * @param format "raw" or "qcow2"
 */
public record LiveVolume(VolumeId volume, Path image, String format) {
  /**
   * The image is where the caller sealed it.
   *
   * @throws ClinkerException STALE_TOKEN if it is not: a higher token has sealed the volume
   */
  public void requireSealed() {
    if (!Files.exists(image)) {
      throw new ClinkerException(
          ErrorCode.STALE_TOKEN,
          "the volume was sealed by a higher token meanwhile",
          Map.of("volume", volume.value()));
    }
  }
}
