package io.clinker.auth;

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
   */
  record Credentials(
      @Nullable String token,
      @Nullable String user,
      @Nullable String project,
      @Nullable String urlProject) {}

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

  /** Never throws for anything that a client may send. */
  Identity identify(Credentials credentials);
}
