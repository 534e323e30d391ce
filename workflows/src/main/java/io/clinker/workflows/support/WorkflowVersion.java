package io.clinker.workflows.support;

/** Versions of workflow code; a run takes the lowest that every live node announces. */
public final class WorkflowVersion {
  /** What this build can execute. */
  public static final int NEWEST = 1;

  private WorkflowVersion() {}
}
