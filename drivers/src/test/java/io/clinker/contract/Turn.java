package io.clinker.contract;

import io.clinker.driver.StepContext;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Token;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The right of one attempt, with a memory of what the driver told it. */
public final class Turn implements StepContext {
  private final Token token;
  private final List<String> observations = new CopyOnWriteArrayList<>();
  private volatile boolean cancelled;

  private Turn(Token token) {
    this.token = token;
  }

  /** A new operation that has this fence of each object. */
  public static Turn of(long fence, ResourceRef... objects) {
    Map<ResourceRef, Long> fences = new HashMap<>();
    for (ResourceRef object : objects) {
      fences.put(object, fence);
    }
    return new Turn(new Token(OperationId.random(), 1, 1, 1, fences));
  }

  /** The next attempt of the same step. */
  public Turn again() {
    return new Turn(token.withAttempt(token.attempt() + 1));
  }

  /** The same turn, which may also change this object. */
  public Turn alsoHolding(ResourceRef object, long fence) {
    Map<ResourceRef, Long> fences = new HashMap<>(token.fences());
    fences.put(object, fence);
    return new Turn(
        new Token(token.operation(), token.run(), token.step(), token.attempt(), fences));
  }

  /** The same turn, to be stopped when the driver next asks. */
  public Turn cancelled() {
    cancelled = true;
    return this;
  }

  /** What the driver said it found. */
  public List<String> observations() {
    return List.copyOf(observations);
  }

  @Override
  public Token token() {
    return token;
  }

  @Override
  public void progress(long done, long total) {
    if (done < 0 || done > total || total <= 0) {
      throw new AssertionError("progress of " + done + " of " + total);
    }
    if (cancelled) {
      throw new ClinkerException(ErrorCode.CANCELLED, "the test asked to stop");
    }
  }

  @Override
  public void observed(String what) {
    observations.add(what);
  }
}
