package io.clinker.workflows.support;

/** Versions of workflow code; a run takes the lowest that every live node announces. */
public final class WorkflowVersion {
  /** From here on a cancel or a hand-over stops the steps in a workflow task of its own. */
  static final int STOPS_IN_A_LATER_TASK = 2;

  /**
   * From here on a run without long steps tells the engine's search where it stands when it ends or
   * begins to be undone, not after admission as well: each such word costs the engine a write.
   */
  static final int SHORT_RUNS_TELL_THEIR_END = 3;

  /** From here on steps that may take long wait in a lane of their own. */
  static final int HAS_LANES = 4;

  /** From here on the compute service is told of a volume that has grown under its servers. */
  static final int TELLS_COMPUTE = 5;

  /** What this build can execute. */
  public static final int NEWEST = 5;

  private WorkflowVersion() {}
}
