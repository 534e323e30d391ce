package io.clinker.steps;

import io.clinker.driver.StepContext;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Token;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.TimeoutFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a step while it runs: heartbeats beside the driver's call, learns from them that
 * it must stop, and notes in the journal what takes longer than a moment.
 */
public final class RunningStep implements StepContext, AutoCloseable {
  private static final long NOTE_AFTER_MILLIS = 400;
  private static final long BEAT_MILLIS = 1000;

  private final ActivityExecutionContext activity;
  private final Token token;
  private final String name;
  private final String node;
  private final StepJournal journal;
  private final Instant startedAt = Instant.now();
  private final long begun = System.nanoTime();
  private final ScheduledFuture<?> beat;
  private volatile boolean stopped;
  private final AtomicBoolean handedOver = new AtomicBoolean();
  private volatile long lastSign = System.nanoTime();
  private volatile @Nullable String observed;
  private volatile int percent = -1;
  private final AtomicBoolean noting = new AtomicBoolean();
  private volatile boolean noted;
  private volatile int notedPercent = -1;

  RunningStep(
      ActivityExecutionContext activity,
      Token token,
      String name,
      String node,
      StepJournal journal,
      ScheduledExecutorService beats) {
    this.activity = activity;
    this.token = token;
    this.name = name;
    this.node = node;
    this.journal = journal;
    this.beat =
        beats.scheduleWithFixedDelay(
            this::beat, NOTE_AFTER_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
  }

  Instant startedAt() {
    return startedAt;
  }

  @Nullable String observed() {
    return observed;
  }

  @Override
  public Token token() {
    return token;
  }

  @Override
  public void progress(long done, long total) {
    lastSign = System.nanoTime();
    percent = (int) Math.min(100, 100 * done / Math.max(1, total));
    requireGoingOn();
  }

  @Override
  public void observed(String what) {
    lastSign = System.nanoTime();
    observed = what;
  }

  /** Throws CANCELLED if the step was told to stop. */
  void requireGoingOn() {
    if (isToldToStop()) {
      throw new ClinkerException(ErrorCode.CANCELLED, "the step was told to stop");
    }
  }

  /** Whether somebody wants the call to end before it is done. */
  boolean isToldToStop() {
    return stopped || handedOver.get();
  }

  /** Tells the call to stop and to leave its step to another attempt; false: told before. */
  boolean handOver() {
    return handedOver.compareAndSet(false, true);
  }

  boolean isHandedOver() {
    return handedOver.get() && !stopped;
  }

  /** How long the call has said nothing. */
  Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastSign);
  }

  /** How long the call will take at its present pace; empty while it has not told how far it is. */
  public OptionalLong secondsLeft() {
    int done = percent;
    if (done <= 0) {
      return OptionalLong.empty();
    }
    long taken = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
    return OptionalLong.of(taken * (100 - done) / done);
  }

  @Override
  public void close() {
    beat.cancel(false);
  }

  private void beat() {
    try {
      activity.heartbeat(percent);
    } catch (ActivityCompletionException stop) {
      if (isCancel(stop)) {
        stopped = true;
      } else {
        handedOver.set(true);
      }
    }
    if (isToldToStop()) {
      return;
    }
    // Beside the heartbeat, which must not wait for a database that hangs.
    if (noting.compareAndSet(false, true)) {
      Thread.ofVirtual().name("journal").start(this::note);
    }
  }

  /** Else the engine has lost sight of this attempt or the worker ends: that is nobody's wish. */
  private static boolean isCancel(ActivityCompletionException stop) {
    return stop instanceof ActivityCanceledException
        && !(stop.getCause() instanceof TimeoutFailure);
  }

  private void note() {
    try {
      if (!noted) {
        noted = true;
        journal.stepRuns(
            token.operation(), token.run(), token.step(), name, token.attempt(), node, startedAt);
      }
      if (percent != notedPercent) {
        notedPercent = percent;
        journal.progress(token.operation(), token.run(), percent);
      }
    } finally {
      noting.set(false);
    }
  }
}
