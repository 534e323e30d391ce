package io.clinker.simulation;

import io.clinker.store.faults.CommitFate;
import java.util.function.Supplier;

/** The fate of the next commit of each thread. */
final class CommitFates implements Supplier<CommitFate> {
  private final ThreadLocal<CommitFate> next = ThreadLocal.withInitial(() -> CommitFate.DONE);

  /** What becomes of this thread's next commit. */
  void next(CommitFate fate) {
    next.set(fate);
  }

  @Override
  public CommitFate get() {
    CommitFate fate = next.get();
    next.remove();
    return fate;
  }
}
