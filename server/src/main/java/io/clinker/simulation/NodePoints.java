package io.clinker.simulation;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.steps.FaultPoints;
import io.clinker.store.faults.CommitFate;
import io.temporal.activity.Activity;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Lets effects happen to one node where its threads reach the points that were armed. */
final class NodePoints implements FaultPoints {
  private static final long LONGEST_HOLD_MILLIS = 150;

  private final String node;
  private final NodeLine line;
  private final CommitFates fates;
  private final BooleanSupplier othersWork;
  private final Supplier<Strikes> strikes;
  private final LongSupplier millis;

  /**
   * @param othersWork whether the work can go on when this node stands still
   * @param millis the clock that is moved
   */
  NodePoints(
      String node,
      NodeLine line,
      CommitFates fates,
      BooleanSupplier othersWork,
      Supplier<Strikes> strikes,
      LongSupplier millis) {
    this.node = node;
    this.line = line;
    this.fates = fates;
    this.othersWork = othersWork;
    this.strikes = strikes;
    this.millis = millis;
  }

  @Override
  public void reach(String point) {
    line.awaitThaw();
    String workflowId = Activity.getExecutionContext().getInfo().getWorkflowId();
    String step = point.substring(point.indexOf('/') + 1);
    Strikes now = strikes.get();
    now.arrive(workflowId, step, millis.getAsLong());
    now.take(workflowId, step).ifPresent(effect -> have(effect, workflowId, step, now));
  }

  private void have(Effect effect, String workflowId, String step, Strikes now) {
    now.note(node, workflowId, step, effect);
    switch (effect) {
      case FREEZE -> {
        if (othersWork.getAsBoolean()) {
          line.freeze();
          line.awaitThaw();
        }
      }
      case LOSE_REPORT -> line.loseReportOf(workflowId);
      case LOSE_REPLY ->
          throw new ClinkerException(ErrorCode.OUTCOME_UNKNOWN, "the reply was lost");
      case HOLD ->
          now.held().completeOnTimeout(null, LONGEST_HOLD_MILLIS, TimeUnit.MILLISECONDS).join();
      case DEADLOCK -> fates.next(CommitFate.DEADLOCK);
      case LOST_BEFORE_COMMIT -> fates.next(CommitFate.LOST_BEFORE);
      case LOST_AFTER_COMMIT -> fates.next(CommitFate.LOST_AFTER);
    }
  }
}
