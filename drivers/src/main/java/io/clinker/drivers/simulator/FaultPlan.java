package io.clinker.drivers.simulator;

import io.clinker.model.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/** The faults that strike one call. */
record FaultPlan(List<Strike> strikes) {

  /**
   * A fault of one call.
   *
   * @param gone opens when the rule is removed
   */
  record Strike(Fault fault, CountDownLatch gone) {}

  /** Waits as the faults at this point say. Called without any lock. */
  void pause(FaultPoint point) throws InterruptedException {
    for (Strike strike : strikes) {
      if (strike.fault() instanceof Fault.Delay delay && delay.at() == point) {
        Thread.sleep(delay.milliseconds());
      } else if (strike.fault() instanceof Fault.Hang hang && hang.at() == point) {
        strike.gone().await();
      }
    }
  }

  boolean down() {
    return has(Fault.Down.class::isInstance);
  }

  boolean full() {
    return has(Fault.Full.class::isInstance);
  }

  boolean ignoresMarks() {
    return has(Fault.IgnoreMarks.class::isInstance);
  }

  boolean losesReply(FaultPoint point) {
    return has(fault -> fault instanceof Fault.LoseReply lose && lose.at() == point);
  }

  /** Whether the call stands still between its marks and its effect. */
  boolean parts() {
    return losesReply(FaultPoint.MIDDLE)
        || has(
            fault ->
                (fault instanceof Fault.Delay delay && delay.at() == FaultPoint.MIDDLE)
                    || (fault instanceof Fault.Hang hang && hang.at() == FaultPoint.MIDDLE));
  }

  Optional<ErrorCode> refusal() {
    return first(Fault.Refuse.class).map(Fault.Refuse::code);
  }

  Optional<ErrorCode> partial() {
    return first(Fault.Partial.class).map(Fault.Partial::code);
  }

  Optional<Fault.WrongCapacity> wrongCapacity() {
    return first(Fault.WrongCapacity.class);
  }

  /** How old the lists are, in milliseconds. */
  long lag() {
    return first(Fault.StaleLists.class).map(Fault.StaleLists::milliseconds).orElse(0L);
  }

  private boolean has(Predicate<Fault> test) {
    return strikes.stream().map(Strike::fault).anyMatch(test);
  }

  private <F extends Fault> Optional<F> first(Class<F> kind) {
    return strikes.stream().map(Strike::fault).filter(kind::isInstance).map(kind::cast).findFirst();
  }
}
