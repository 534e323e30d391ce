package io.clinker.contract;

import io.clinker.driver.Driver;
import io.clinker.model.ClinkerException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A driver call that falls asleep just before one of its effects. */
final class PausedCall {
  private static final long LIMIT_SECONDS = 60;
  private final AtomicInteger effects = new AtomicInteger();
  private final CountDownLatch asleep = new CountDownLatch(1);
  private final CountDownLatch wake = new CountDownLatch(1);
  private final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
  private final int pausedEffect;
  private volatile String where = "";

  private PausedCall(int pausedEffect) {
    this.pausedEffect = pausedEffect;
  }

  /**
   * Starts a call on a node of its own.
   *
   * @param pausedEffect the effect before which it sleeps, counted from 0
   */
  static PausedCall start(
      int pausedEffect, Function<PauseHook, Driver> node, Consumer<Driver> call) {
    PausedCall paused = new PausedCall(pausedEffect);
    Driver driver = node.apply(paused::reached);
    Thread.ofVirtual()
        .start(
            () -> {
              try (driver) {
                call.accept(driver);
                paused.end.complete(null);
              } catch (Throwable e) {
                paused.end.completeExceptionally(e);
              } finally {
                paused.asleep.countDown();
              }
            });
    return paused;
  }

  /** Whether the call sleeps; false if it ended without ever reaching the effect. */
  boolean sleeps() throws InterruptedException {
    if (!asleep.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the call neither slept nor ended");
    }
    return !where.isEmpty();
  }

  /** The name of the effect before which the call sleeps. */
  String where() {
    return where;
  }

  /** Lets the call go on, waits for its end, and returns how it failed, null if it did not. */
  @Nullable ClinkerException resume() throws InterruptedException {
    wake.countDown();
    try {
      end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
      return null;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClinkerException known) {
        return known;
      }
      throw new AssertionError("a driver must throw nothing but its own exception", e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("the call did not end", e);
    }
  }

  private void reached(String effect) {
    if (effects.getAndIncrement() != pausedEffect) {
      return;
    }
    where = effect;
    asleep.countDown();
    try {
      if (!wake.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody woke the call");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
