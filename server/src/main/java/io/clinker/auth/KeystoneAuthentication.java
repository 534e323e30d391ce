package io.clinker.auth;

import com.github.benmanes.caffeine.cache.Ticker;
import io.clinker.clients.KeystoneClient;
import io.clinker.clients.TokenFacts;
import io.clinker.policy.Policy;
import io.clinker.policy.Subject;
import io.clinker.policy.Target;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Strategy {@code keystone}: a token is worth what Keystone says of it. A second token, of a
 * service with the right role, vouches for the request: it may then come with a token that has
 * expired while the service worked, and may detach what the service's user may not.
 */
public final class KeystoneAuthentication implements Authentication {
  private static final String WITHOUT = "The request you have made requires authentication.";
  private static final int LONGEST_TOKEN = 8192;

  /**
   * How tokens are judged.
   *
   * @param challenge where clients get tokens, for the header of a 401
   * @param serviceRoles what makes a token one of a service; one of them suffices
   */
  public record Settings(
      String challenge,
      Set<String> serviceRoles,
      Duration cacheTime,
      Duration graceTime,
      int cacheSize,
      Duration timeout) {}

  private final Policy policy;
  private final Settings settings;
  private final TokenCache tokens;
  private final InstantSource clock;

  public KeystoneAuthentication(
      KeystoneClient keystone, Policy policy, Settings settings, InstantSource clock) {
    this.policy = policy;
    this.settings = settings;
    this.clock = clock;
    this.tokens =
        new TokenCache(
            keystone::validate,
            new TokenCache.Settings(
                settings.cacheTime(),
                settings.graceTime(),
                settings.cacheSize(),
                settings.timeout()),
            Ticker.systemTicker());
  }

  @Override
  public Optional<String> challenge() {
    return Optional.of("Keystone uri=\"" + settings.challenge() + "\"");
  }

  @Override
  public Identity identify(Credentials credentials) {
    String token = credentials.token();
    if (token == null || !usable(token)) {
      return new Identity.Rejected(WITHOUT);
    }
    String serviceToken = credentials.serviceToken();
    if (serviceToken == null) {
      return user(token, false, credentials);
    }
    if (!usable(serviceToken)) {
      return new Identity.Rejected(WITHOUT);
    }
    return switch (tokens.check(serviceToken, false)) {
      case TokenCheck.Invalid invalid -> new Identity.Rejected(WITHOUT);
      case TokenCheck.Unknown unknown -> away();
      case TokenCheck.Valid service when hasExpired(service.facts()) ->
          new Identity.Rejected(WITHOUT);
      case TokenCheck.Valid service -> user(token, isOfAService(service.facts()), credentials);
    };
  }

  private Identity user(String token, boolean vouched, Credentials credentials) {
    return switch (tokens.check(token, vouched)) {
      case TokenCheck.Invalid invalid -> new Identity.Rejected(WITHOUT);
      case TokenCheck.Unknown unknown -> away();
      case TokenCheck.Valid valid -> judged(valid.facts(), vouched, credentials);
    };
  }

  private Identity judged(TokenFacts facts, boolean vouched, Credentials credentials) {
    boolean meant =
        vouched
            || facts
                .accessRules()
                .map(rules -> AccessRules.allow(rules, credentials.method(), credentials.path()))
                .orElse(true);
    if (!facts.scoped() || !meant || (!vouched && hasExpired(facts))) {
      return new Identity.Rejected(WITHOUT);
    }
    boolean admin =
        policy.allows(
            Policy.ADMINISTRATOR,
            new Subject(facts.roles(), facts.attributes()),
            new Target(facts.projectId()));
    return new Identity.Known(
        new Caller(
            facts.userId(),
            facts.projectId(),
            admin,
            facts.roles(),
            vouched,
            Map.copyOf(facts.attributes())));
  }

  /** What cannot stand in a header, or fill the memory, is no token. */
  private static boolean usable(String token) {
    return !token.isEmpty()
        && token.length() <= LONGEST_TOKEN
        && token.chars().allMatch(character -> character > ' ' && character <= '~');
  }

  private boolean hasExpired(TokenFacts facts) {
    return !clock.instant().isBefore(facts.expiresAt());
  }

  private boolean isOfAService(TokenFacts facts) {
    return facts.roles().stream().anyMatch(settings.serviceRoles()::contains);
  }

  private static Identity away() {
    return new Identity.Unavailable("The identity service does not answer.");
  }
}
