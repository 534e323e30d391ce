package io.clinker.drivers.file;

import io.clinker.driver.StepContext;
import io.clinker.export.Exporter.Progress;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import java.util.List;
import java.util.Map;

/**
 * One call at work.
 *
 * @param held what the call has sealed
 */
record Work(StepContext context, List<SealedObject> held) {
  SealedObject held(ResourceRef object) {
    for (SealedObject sealed : held) {
      if (sealed.object().equals(object)) {
        return sealed;
      }
    }
    throw new ClinkerException(
        ErrorCode.INVALID_INPUT,
        "the token does not name an object that the call changes",
        Map.of("object", object.toString()));
  }

  Progress progress() {
    return context::progress;
  }
}
