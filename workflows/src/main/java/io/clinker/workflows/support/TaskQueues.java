package io.clinker.workflows.support;

import io.clinker.operations.Lane;
import org.jspecify.annotations.Nullable;

/** The names of the task queues: who polls a queue is the cluster that serves it. */
public final class TaskQueues {
  /** Workflow code and database activities. */
  public static final String ENGINE = "engine";

  private TaskQueues() {}

  /** Any node that reaches the backend's storage. */
  public static String backend(String backend, Lane lane) {
    return "backend/" + backend + lane.queueSuffix();
  }

  /** The same for what is asked and answered at once. */
  public static String ofQuestions(String backend) {
    return backend(backend, Lane.PROMPT);
  }

  /** A node on the host whose daemons serve the volume; any node where there is none. */
  public static String backend(String backend, Lane lane, @Nullable String host) {
    return host == null ? backend(backend, lane) : backend(backend, lane) + "@" + host;
  }
}
