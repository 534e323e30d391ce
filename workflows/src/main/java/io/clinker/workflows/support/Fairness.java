package io.clinker.workflows.support;

import io.temporal.common.Priority;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * How the engine shares out what waits in a queue: by turns among projects. Given to the run; its
 * steps inherit it. An engine that knows no fairness ignores it.
 */
public final class Fairness {
  /** What the engine allows. */
  private static final int LONGEST = 64;

  private Fairness() {}

  /** The turn of a project. */
  public static Priority of(String projectId) {
    byte[] text = projectId.getBytes(StandardCharsets.UTF_8);
    String key = text.length <= LONGEST ? projectId : UUID.nameUUIDFromBytes(text).toString();
    return Priority.newBuilder().setFairnessKey(key).build();
  }
}
