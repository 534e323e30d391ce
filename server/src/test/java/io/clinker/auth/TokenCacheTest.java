package io.clinker.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.auth.TokenCache.Validation;
import io.clinker.clients.IdentityException;
import io.clinker.clients.TokenFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How long answers hold, and who waits for them; time is the test's. */
class TokenCacheTest {
  private static final TokenFacts FACTS =
      new TokenFacts("u1", "p1", true, Set.of(), Instant.MAX, Map.of(), Optional.empty());
  private static final TokenCache.Settings SETTINGS =
      new TokenCache.Settings(
          Duration.ofSeconds(60), Duration.ofSeconds(300), 100, Duration.ofSeconds(30));

  private final AtomicLong now = new AtomicLong(1_000_000_000_000L);
  private final AtomicInteger asked = new AtomicInteger();

  @Test
  void aValidTokenIsAskedForOnceInItsTime() {
    TokenCache cache = cache((token, expired) -> Optional.of(FACTS));

    assertThat(cache.check("t", false)).isEqualTo(new TokenCheck.Valid(FACTS));
    pass(59);
    cache.check("t", false);
    assertThat(asked).hasValue(1);
    pass(2);
    cache.check("t", false);
    assertThat(asked).hasValue(2);
  }

  @Test
  void anInvalidTokenIsRememberedForAShortTime() {
    TokenCache cache = cache((token, expired) -> Optional.empty());

    assertThat(cache.check("t", false)).isEqualTo(new TokenCheck.Invalid());
    cache.check("t", false);
    assertThat(asked).hasValue(1);
    pass(11);
    cache.check("t", false);
    assertThat(asked).hasValue(2);
  }

  @Test
  void guessesDriveNoGoodTokenOut() {
    TokenCache cache =
        cache((token, expired) -> token.equals("good") ? Optional.of(FACTS) : Optional.empty());
    cache.check("good", false);
    for (int guess = 0; guess < 1000; guess++) {
      cache.check("guess-" + guess, false);
    }
    int before = asked.get();

    cache.check("good", false);
    assertThat(asked).hasValue(before);
  }

  @Test
  void whatAServiceVouchesForIsKeptApart() {
    TokenCache cache = cache((token, expired) -> expired ? Optional.of(FACTS) : Optional.empty());

    assertThat(cache.check("t", true)).isInstanceOf(TokenCheck.Valid.class);
    assertThat(cache.check("t", false)).isInstanceOf(TokenCheck.Invalid.class);
  }

  @Test
  void withoutAnAnswerAKnownTokenGoesOnForTheTimeOfGrace() {
    Away keystone = new Away();
    TokenCache cache = cache(keystone);
    cache.check("t", false);
    keystone.away = true;

    pass(61);
    assertThat(cache.check("t", false)).isInstanceOf(TokenCheck.Valid.class);
    assertThat(cache.check("other", false)).isInstanceOf(TokenCheck.Unknown.class);
    pass(298);
    assertThat(cache.check("t", false)).isInstanceOf(TokenCheck.Valid.class);
    pass(2);
    assertThat(cache.check("t", false)).isInstanceOf(TokenCheck.Unknown.class);
  }

  @Test
  void aRevokedTokenHasNoGrace() {
    AtomicInteger revoked = new AtomicInteger();
    TokenCache cache =
        cache((token, expired) -> revoked.get() == 0 ? Optional.of(FACTS) : Optional.empty());
    cache.check("t", false);
    revoked.set(1);

    pass(61);
    assertThat(cache.check("t", false)).isInstanceOf(TokenCheck.Invalid.class);
  }

  @Test
  void afterAFailureNobodyAsksForASecond() {
    Away keystone = new Away();
    keystone.away = true;
    TokenCache cache = cache(keystone);
    for (int request = 0; request < 10; request++) {
      assertThat(cache.check("t" + request, false)).isInstanceOf(TokenCheck.Unknown.class);
    }
    assertThat(asked).hasValue(1);

    keystone.away = false;
    pass(2);
    assertThat(cache.check("t", false)).isInstanceOf(TokenCheck.Valid.class);
  }

  @Test
  void aTokenOfWhichNothingIsToldStopsNoOther() {
    TokenCache cache =
        cache(
            (token, expired) -> {
              if (token.equals("odd")) {
                throw IdentityException.ofOneToken("403");
              }
              return Optional.of(FACTS);
            });

    assertThat(cache.check("odd", false)).isEqualTo(new TokenCheck.Unknown("403"));
    assertThat(cache.check("odd", false)).isEqualTo(new TokenCheck.Unknown("403"));
    assertThat(asked).as("it is not asked for again at once").hasValue(1);
    assertThat(cache.check("t", false)).isInstanceOf(TokenCheck.Valid.class);
    pass(11);
    cache.check("odd", false);
    assertThat(asked).hasValue(3);
  }

  @Test
  void requestsWithOneTokenAskOnceAndFewWait() throws Exception {
    CountDownLatch answer = new CountDownLatch(1);
    CountDownLatch arrived = new CountDownLatch(1);
    TokenCache cache =
        cache(
            (token, expired) -> {
              arrived.countDown();
              try {
                answer.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Optional.of(FACTS);
            });
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<CompletableFuture<TokenCheck>> checks = new ArrayList<>();
      checks.add(CompletableFuture.supplyAsync(() -> cache.check("t", false), threads));
      arrived.await();
      for (int request = 0; request < 99; request++) {
        checks.add(CompletableFuture.supplyAsync(() -> cache.check("t", false), threads));
      }
      CompletableFuture<Object> first =
          CompletableFuture.anyOf(checks.subList(1, 100).toArray(CompletableFuture<?>[]::new));
      assertThat(first.get(30, TimeUnit.SECONDS))
          .as("with 64 waiting the others are told at once")
          .isInstanceOf(TokenCheck.Unknown.class);
      answer.countDown();
      int valid = 0;
      for (CompletableFuture<TokenCheck> check : checks) {
        valid += check.get(30, TimeUnit.SECONDS) instanceof TokenCheck.Valid ? 1 : 0;
      }
      assertThat(valid).isBetween(1, 100);
    }
    assertThat(asked).hasValue(1);
  }

  private final class Away implements Validation {
    private boolean away;

    @Override
    public Optional<TokenFacts> validate(String token, boolean allowExpired)
        throws IdentityException {
      if (away) {
        throw new IdentityException("away");
      }
      return Optional.of(FACTS);
    }
  }

  private TokenCache cache(Validation validation) {
    return new TokenCache(
        (token, expired) -> {
          asked.incrementAndGet();
          return validation.validate(token, expired);
        },
        SETTINGS,
        now::get);
  }

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }
}
