package io.clinker.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a server answers, told in a bounded time however long its sockets stay silent. An answer
 * of a moment ago counts; else the server is asked, once for all who want to know. May be used from
 * any thread.
 */
final class Presence {
  private final BooleanSupplier question;
  private final long fresh;
  private final long patience;
  private final AtomicReference<@Nullable Question> asked = new AtomicReference<>();
  private volatile long lastAnswer;

  private record Question(long askedAt, CompletableFuture<Boolean> answer) {}

  /**
   * @param question asks the server; may take as long as it likes
   * @param fresh how long an answer counts
   * @param patience how long to wait for an answer to a question
   */
  Presence(BooleanSupplier question, Duration fresh, Duration patience) {
    this.question = question;
    this.fresh = fresh.toNanos();
    this.patience = patience.toNanos();
    this.lastAnswer = System.nanoTime() - this.fresh;
  }

  /** The server has answered somebody just now. */
  void seen() {
    lastAnswer = System.nanoTime();
  }

  /** Somebody waited in vain: what was seen before counts no more. */
  void missed() {
    lastAnswer = System.nanoTime() - fresh;
  }

  /** Whether it answers now, or did a moment ago. */
  boolean answered() {
    // Looked up before the last answer is: a question that ends between the two has its answer
    // waited for and not asked for again.
    Question open = asked.get();
    boolean pending = open != null && !open.answer().isDone();
    if (System.nanoTime() - lastAnswer < fresh) {
      return true;
    }
    return told(open != null && pending ? open : ask());
  }

  /** Whether it answers now. */
  boolean answers() {
    return told(ask());
  }

  private boolean told(Question open) {
    long left = open.askedAt() + patience - System.nanoTime();
    try {
      return open.answer().get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException silent) {
      return false;
    } catch (ExecutionException failed) {
      return false;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private Question ask() {
    while (true) {
      Question before = asked.get();
      if (before != null && !before.answer().isDone()) {
        return before;
      }
      Question mine = new Question(System.nanoTime(), new CompletableFuture<>());
      if (asked.compareAndSet(before, mine)) {
        Thread.ofPlatform().daemon().name("presence").start(() -> put(mine));
        return mine;
      }
    }
  }

  private void put(Question mine) {
    try {
      boolean yes = question.getAsBoolean();
      if (yes) {
        seen();
      }
      mine.answer().complete(yes);
    } catch (RuntimeException | Error failed) {
      mine.answer().completeExceptionally(failed);
    }
  }
}
