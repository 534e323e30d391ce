package io.clinker.workflows.support;

/** Versions of workflow code; a run takes the lowest that every live node announces. */
public final class WorkflowVersion {
  /** From here on a cancel or a hand-over stops the steps in a workflow task of its own. */
  static final int STOPS_IN_A_LATER_TASK = 2;

  /** What this build can execute. */
  public static final int NEWEST = 2;

  private WorkflowVersion() {}
}
