package io.clinker.workflows.testing;

import io.temporal.worker.WorkerOptions;

/** How workers of tests are set up. */
public final class PatientWorkers {
  /** The first task loads classes, on a busy machine for longer than the SDK's one second. */
  public static final WorkerOptions OPTIONS =
      WorkerOptions.newBuilder().setDefaultDeadlockDetectionTimeout(30_000).build();

  private PatientWorkers() {}
}
