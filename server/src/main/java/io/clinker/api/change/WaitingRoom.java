package io.clinker.api.change;

import io.clinker.admission.Intents;
import io.clinker.gateway.OperationGateway;
import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.gateway.Pace;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Refusal;
import io.clinker.store.DatabaseException;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where requests with {@code wait} queue behind the operations that are in their way. Each wait is
 * a thread that looks at the row of the blocking operation and, when that has ended, sends the same
 * request again; so what is answered was decided by admission, at the latest when the time was
 * over. Only so many wait at once, the others keep their threads.
 */
public final class WaitingRoom {
  private static final Logger LOG = LoggerFactory.getLogger(WaitingRoom.class);
  private static final Duration FIRST_LOOK = Duration.ofMillis(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

  /**
   * How much waiting a node allows.
   *
   * @param longest the most that a request may ask for
   * @param atMost how many requests wait at once
   */
  public record Limits(Duration longest, int atMost) {}

  private final OperationGateway gateway;
  private final Intents intents;
  private final Limits limits;
  private final AtomicInteger taken = new AtomicInteger();
  private final Set<OperationId> withIntents = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  public WaitingRoom(OperationGateway gateway, Intents intents, Limits limits) {
    this.gateway = gateway;
    this.intents = intents;
    this.limits = limits;
  }

  Duration longestWait() {
    return limits.longest();
  }

  /**
   * Sends a request, again and again while an operation that will end is in its way and the time is
   * not over. Without room to wait, one whose client has asked for it is told to come again, and
   * any other is answered as it stands.
   *
   * @param enough refusals behind which there is nothing to wait for
   */
  Submission submit(OperationRequest request, Wishes wishes, Predicate<Refusal> enough) {
    Submission first = gateway.submit(request);
    if (wishes.patience().isZero() || inTheWay(first, enough) == null) {
      return first;
    }
    if (taken.incrementAndGet() > limits.atMost()) {
      taken.decrementAndGet();
      return wishes.asked()
          ? new Submission.Unavailable(
              "%d requests wait on this node already".formatted(limits.atMost()))
          : first;
    }
    try {
      return queue(request, first, System.nanoTime() + wishes.patience().toNanos(), enough);
    } finally {
      taken.decrementAndGet();
      withdraw(request.operation());
    }
  }

  private Submission queue(
      OperationRequest request, Submission first, long end, Predicate<Refusal> enough) {
    Submission last = first;
    OperationId before = null;
    Pace again = new Pace(Duration.ofNanos(end - System.nanoTime()), FIRST_LOOK, LONGEST_PAUSE);
    while (true) {
      Refusal refusal = inTheWay(last, enough);
      if (refusal == null || closed) {
        return last;
      }
      // Named once more though it has ended: whoever decides has not seen its end yet.
      if (Objects.equals(refusal.blockedBy(), before)) {
        again.pause();
      }
      before = refusal.blockedBy();
      ResourceRef pinned = refusal.pinned();
      if (pinned != null) {
        leave(request, pinned);
      }
      boolean over = !awaitEnd(refusal, end);
      // At the end of the time too: the refusal that is given is the one that is true then.
      last = gateway.submit(request);
      if (over) {
        return last;
      }
    }
  }

  /** The refusal that is worth waiting for, null if the submission is anything else. */
  private static @Nullable Refusal inTheWay(Submission submission, Predicate<Refusal> enough) {
    return submission instanceof Submission.Refused refused
            && refused.refusal().blockedBy() != null
            && !enough.test(refused.refusal())
        ? refused.refusal()
        : null;
  }

  /** Whether the operation that is in the way has ended in time. */
  private boolean awaitEnd(Refusal refusal, long end) {
    OperationId blocker = refusal.blockedBy();
    Pace pace = new Pace(Duration.ofNanos(end - System.nanoTime()), FIRST_LOOK, LONGEST_PAUSE);
    while (blocker != null && isInTheWay(blocker)) {
      if (closed || !pace.pause()) {
        return false;
      }
    }
    return !pace.left().isZero();
  }

  private boolean isInTheWay(OperationId blocker) {
    try {
      return intents.isInTheWay(blocker);
    } catch (DatabaseException away) {
      LOG.debug("blocking operation not looked at", away);
      return true;
    }
  }

  private void leave(OperationRequest request, ResourceRef pinned) {
    withIntents.add(request.operation());
    try {
      intents.leave(request.operation(), request.kind(), pinned);
    } catch (DatabaseException away) {
      // Without it the request only has to be luckier.
      LOG.debug("intent not left", away);
    }
  }

  private void withdraw(OperationId operation) {
    if (withIntents.remove(operation)) {
      try {
        intents.withdraw(operation);
      } catch (DatabaseException away) {
        LOG.debug("intent not withdrawn, the next round does it", away);
      }
    }
  }

  /** Removes intents of requests that wait no more; called every few seconds. */
  public void round() {
    try {
      intents.withdrawUnless(withIntents::contains);
    } catch (RuntimeException away) {
      // Whatever it was: a round that throws would be the last one.
      LOG.debug("intents not looked at", away);
    }
  }

  /** Ends every wait: each request is answered as it stands. */
  public void close() {
    closed = true;
  }
}
