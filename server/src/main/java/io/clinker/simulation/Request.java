package io.clinker.simulation;

import io.clinker.model.ResourceRef;
import io.clinker.operations.OperationInput;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for.
 *
 * @param number in the schedule, from 0
 * @param volume that it is about, as histories name it
 * @param detail as histories name it
 * @param steps on storage that it may take, undoing included
 * @param text for people
 */
record Request(
    int number,
    OperationInput input,
    String volume,
    @Nullable String detail,
    List<StorageStep> steps,
    String text) {
  Request {
    steps = List.copyOf(steps);
  }

  /** The resource that the operation holds. */
  ResourceRef resource() {
    return new ResourceRef(input.kind().resourceKind(), input.resourceId());
  }

  @Override
  public String toString() {
    return "#" + number + " " + text;
  }
}
