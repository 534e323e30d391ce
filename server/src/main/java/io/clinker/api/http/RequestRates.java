package io.clinker.api.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.clinker.store.Database;
import io.clinker.store.DatabaseException;
import io.clinker.store.RequestRateStore;
import io.clinker.store.RequestRateStore.Rate;
import io.clinker.store.RequestRateStore.Share;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The limit on the requests of a project, at all nodes together. A node takes a small share out of
 * the project's bucket at a time, so that most requests cost no statement; what it holds of a share
 * others cannot use, so a project gets never more than its rate, and a little less.
 */
public final class RequestRates {
  private static final int SHARES_PER_SECOND = 10;
  private static final int PROJECTS = 100_000;

  private final Database database;
  private final RequestRateStore store = new RequestRateStore();
  private final Rate rate;
  private final int share;
  private final Cache<String, Held> held =
      Caffeine.newBuilder().maximumSize(PROJECTS).expireAfterAccess(Duration.ofMinutes(5)).build();

  private record Held(AtomicInteger requests, AtomicLong refusedUntil) {
    Held() {
      this(new AtomicInteger(), new AtomicLong(System.nanoTime()));
    }

    boolean used() {
      return requests.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }
  }

  /**
   * @param rate 0 per second: no limit
   */
  public RequestRates(Database database, Rate rate) {
    this.database = database;
    this.rate = rate;
    this.share = Math.clamp(rate.perSecond() / SHARES_PER_SECOND, 1, Math.max(1, rate.burst()));
  }

  /** How long to wait if this request is one too many. */
  Optional<Duration> refusal(String project) {
    if (rate.perSecond() == 0) {
      return Optional.empty();
    }
    Held mine = held.get(project, absent -> new Held());
    if (mine.used()) {
      return Optional.empty();
    }
    long left = mine.refusedUntil().get() - System.nanoTime();
    return left > 0 ? Optional.of(Duration.ofNanos(left)) : taken(project, mine);
  }

  private Optional<Duration> taken(String project, Held mine) {
    if (!database.answered()) {
      // Whoever needs the database will say so better, and at once.
      return Optional.empty();
    }
    Share got;
    try {
      got = database.inRepeatableTransaction(handle -> store.take(handle, project, rate, share));
    } catch (DatabaseException e) {
      // Whoever needs the database will say so better.
      return Optional.empty();
    }
    if (got.count() == 0) {
      mine.refusedUntil().set(System.nanoTime() + got.pause().toNanos());
      return Optional.of(got.pause());
    }
    mine.requests().addAndGet(got.count() - 1);
    return Optional.empty();
  }
}
