package io.clinker.auth;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A way to find out who calls. */
public interface Authentication {

  /**
   * What a request says about its sender.
   *
   * @param token {@code X-Auth-Token}
   * @param user {@code X-Auth-User}, for the login emulation
   * @param project {@code X-Auth-Project-Id}, for the login emulation
   * @param urlProject the project segment of the URL
   * @param serviceToken {@code X-Service-Token}
   */
  record Credentials(
      @Nullable String token,
      @Nullable String user,
      @Nullable String project,
      @Nullable String urlProject,
      @Nullable String serviceToken,
      String method,
      String path) {}

  /** What came of it. */
  sealed interface Identity {
    record Known(Caller caller) implements Identity {}

    /** An answer that tells the client which token to use from now on. */
    record LoginEmulated(String token) implements Identity {}

    /** The token is missing or not valid. */
    record Rejected(String reason) implements Identity {}

    /** Whoever knows cannot be reached. */
    record Unavailable(String reason) implements Identity {}
  }

  /** Where to get a token, for the header of a 401; empty if requests without one are answered. */
  Optional<String> challenge();

  /** Never throws for anything that a client may send. */
  Identity identify(Credentials credentials);
}
