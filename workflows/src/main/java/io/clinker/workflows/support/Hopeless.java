package io.clinker.workflows.support;

import io.clinker.model.ErrorCode;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;

/** Operations that were accepted as Cinder accepts them although nothing can hold them. */
final class Hopeless {
  private Hopeless() {}

  static Outcome outcome(Plan.Hopeless plan) {
    return new Outcome.Failed(ErrorCode.NO_POOL_FITS, plan.explanation());
  }
}
