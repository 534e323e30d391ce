package io.clinker.drivers.rbd;

import io.clinker.driver.StepContext;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import java.util.List;
import java.util.Map;

/** A changing call at work: its context, its client and what it has sealed. */
record Work(StepContext context, Session session, List<SealedNote> sealed) {
  /** The note of an object that the call changes. */
  SealedNote on(ResourceRef object) {
    return sealed.stream()
        .filter(note -> note.object().equals(object))
        .findFirst()
        .orElseThrow(
            () ->
                new ClinkerException(
                    ErrorCode.INTERNAL,
                    "the token does not name what is to be changed",
                    Map.of("object", object.toString())));
  }

  /** Stops here if the call is to stop; nothing is in the air. */
  void mayGoOn() {
    context.progress(0, 1);
  }
}
