package io.clinker.workflows.support;

import io.clinker.model.OperationId;
import io.clinker.operations.OperationRequest;
import org.jspecify.annotations.Nullable;

/**
 * The argument of every operation's run. Part of histories: members are only ever added.
 *
 * @param request to be admitted; null where the operation has been admitted before
 * @param expectedRun the run number in the operation's row that this run takes over from
 */
public record Start(OperationId operation, @Nullable OperationRequest request, int expectedRun) {
  /** A run that begins with admission. */
  public static Start admit(OperationRequest request) {
    return new Start(request.operation(), request, 0);
  }

  /** A run that takes over an open operation. */
  public static Start resume(OperationId operation, int expectedRun) {
    return new Start(operation, null, expectedRun);
  }
}
