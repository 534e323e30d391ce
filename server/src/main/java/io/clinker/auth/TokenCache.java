package io.clinker.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.clinker.clients.IdentityException;
import io.clinker.clients.TokenFacts;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers of the identity service, kept for a short time: a revoked token is accepted for no longer
 * than that. While the service does not answer, tokens that were valid lately go on for the time of
 * grace. Few threads ever wait for it, and after a failure nobody asks for a second, so that it
 * takes no thread from those that need no new answer.
 */
final class TokenCache {
  private static final Logger LOG = LoggerFactory.getLogger(TokenCache.class);
  private static final int MOST_WAITING = 64;
  private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Duration INVALID_FOR = Duration.ofSeconds(10);

  /**
   * How long answers are good.
   *
   * @param fresh how long a valid token is not asked for again
   * @param grace how much longer it is accepted while nobody can be asked
   * @param size how many tokens are kept
   * @param patience the longest that a request waits for an answer
   */
  record Settings(Duration fresh, Duration grace, int size, Duration patience) {}

  /** Asks the identity service; ends in time by itself. */
  @FunctionalInterface
  interface Validation {
    Optional<TokenFacts> validate(String token, boolean allowExpired) throws IdentityException;
  }

  private record Known(TokenFacts facts, long atNanos) {}

  private final Validation validation;
  private final Settings settings;
  private final Ticker ticker;
  private final Cache<String, Known> valid;
  private final Cache<String, Boolean> invalid;
  private final Cache<String, String> unclear;
  private final ConcurrentMap<String, CompletableFuture<TokenCheck>> underway =
      new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong failedAt;

  TokenCache(Validation validation, Settings settings, Ticker ticker) {
    this.validation = validation;
    this.settings = settings;
    this.ticker = ticker;
    this.failedAt = new AtomicLong(ticker.read() - PAUSE_NANOS);
    this.valid =
        Caffeine.newBuilder()
            .maximumSize(settings.size())
            .expireAfterWrite(settings.fresh().plus(settings.grace()))
            .ticker(ticker)
            .build();
    // Apart from the valid ones, so that a flood of guesses drives none of those out.
    this.invalid = shortly();
    this.unclear = shortly();
  }

  private <T> Cache<String, T> shortly() {
    return Caffeine.newBuilder()
        .maximumSize(settings.size())
        .expireAfterWrite(INVALID_FOR)
        .ticker(ticker)
        .build();
  }

  /** Never throws; ends in time. */
  TokenCheck check(String token, boolean allowExpired) {
    String key = key(token, allowExpired);
    Known known = valid.getIfPresent(key);
    if (known != null && isFresh(known)) {
      return new TokenCheck.Valid(known.facts());
    }
    if (invalid.getIfPresent(key) != null) {
      return new TokenCheck.Invalid();
    }
    TokenCheck fresh = ask(key, token, allowExpired);
    return fresh instanceof TokenCheck.Unknown && known != null
        ? new TokenCheck.Valid(known.facts())
        : fresh;
  }

  private TokenCheck ask(String key, String token, boolean allowExpired) {
    String reason = unclear.getIfPresent(key);
    if (reason != null) {
      return new TokenCheck.Unknown(reason);
    }
    if (ticker.read() - failedAt.get() < PAUSE_NANOS) {
      return new TokenCheck.Unknown("the identity service did not answer a moment ago");
    }
    try {
      if (waiting.incrementAndGet() > MOST_WAITING) {
        return new TokenCheck.Unknown("too many requests wait for the identity service");
      }
      CompletableFuture<TokenCheck> mine = new CompletableFuture<>();
      CompletableFuture<TokenCheck> others = underway.putIfAbsent(key, mine);
      return others == null ? asked(key, token, allowExpired, mine) : joined(others);
    } finally {
      waiting.decrementAndGet();
    }
  }

  private TokenCheck asked(
      String key, String token, boolean allowExpired, CompletableFuture<TokenCheck> answer) {
    TokenCheck found = new TokenCheck.Unknown("the identity service could not be asked");
    try {
      // Somebody may have been told since this request looked.
      Known known = valid.getIfPresent(key);
      found =
          known != null && isFresh(known)
              ? new TokenCheck.Valid(known.facts())
              : validated(key, token, allowExpired);
      return found;
    } finally {
      underway.remove(key, answer);
      answer.complete(found);
    }
  }

  private boolean isFresh(Known known) {
    return ticker.read() - known.atNanos() < settings.fresh().toNanos();
  }

  private TokenCheck validated(String key, String token, boolean allowExpired) {
    try {
      Optional<TokenFacts> facts = validation.validate(token, allowExpired);
      if (facts.isEmpty()) {
        valid.invalidate(key);
        invalid.put(key, true);
        return new TokenCheck.Invalid();
      }
      valid.put(key, new Known(facts.get(), ticker.read()));
      return new TokenCheck.Valid(facts.get());
    } catch (IdentityException e) {
      if (e.isOfOneToken()) {
        // Others are answered: whoever brings this one again and again must not stop them.
        unclear.put(key, e.reason());
        LOG.warn("the identity service refuses to tell of a token: {}", e.reason());
        return new TokenCheck.Unknown(e.reason());
      }
      failedAt.set(ticker.read());
      // In the text, which every layout writes: it tells what to do.
      LOG.warn("the identity service does not answer: {}", e.reason());
      return new TokenCheck.Unknown(e.reason());
    }
  }

  private TokenCheck joined(CompletableFuture<TokenCheck> answer) {
    try {
      return answer.get(settings.patience().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new TokenCheck.Unknown("stopped while waiting");
    } catch (ExecutionException | TimeoutException e) {
      return new TokenCheck.Unknown("the identity service does not answer");
    }
  }

  /** A dump of the memory shows no token. */
  private static String key(String token, boolean allowExpired) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return (allowExpired ? "expired " : "") + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
