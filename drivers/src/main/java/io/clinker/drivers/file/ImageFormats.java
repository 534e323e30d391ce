package io.clinker.drivers.file;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.util.Map;

/**
 * The formats of a backend. New volumes get the configured one; those that are there keep theirs
 * when the configuration changes.
 */
record ImageFormats(String configured, RawImages raw, Qcow2Images qcow2) {
  ImageFormat forNew() {
    return of(configured);
  }

  ImageFormat of(String word) {
    return switch (word) {
      case RawImages.WORD -> raw;
      case Qcow2Images.WORD -> qcow2;
      default ->
          throw new ClinkerException(
              ErrorCode.OBJECT_MISMATCH, "an object has an unknown format", Map.of("format", word));
    };
  }
}
