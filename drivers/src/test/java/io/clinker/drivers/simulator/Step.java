package io.clinker.drivers.simulator;

import io.clinker.driver.StepContext;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** A step context that counts and can be cancelled. */
final class Step implements StepContext {
  final List<String> observed = new ArrayList<>();
  final AtomicInteger progressed = new AtomicInteger();
  volatile boolean cancelled;
  private final Token token;

  private Step(Token token) {
    this.token = token;
  }

  /** A step of a new operation with this fence on each of these objects. */
  static Step of(long fence, ResourceRef... objects) {
    Map<ResourceRef, Long> fences = new HashMap<>();
    for (ResourceRef object : objects) {
      fences.put(object, fence);
    }
    return new Step(new Token(OperationId.random(), 1, 1, 1, fences));
  }

  @Override
  public Token token() {
    return token;
  }

  @Override
  public void progress(long done, long total) {
    progressed.incrementAndGet();
    if (cancelled) {
      throw new ClinkerException(ErrorCode.CANCELLED, "The step was cancelled");
    }
  }

  @Override
  public void observed(String what) {
    observed.add(what);
  }
}
