package io.clinker.clients;

import org.jspecify.annotations.Nullable;

/** The identity service did not answer, or not as it should; worth trying again. */
public final class IdentityException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean ofOneToken;

  public IdentityException(String reason) {
    this(reason, null, false);
  }

  IdentityException(String reason, Throwable cause) {
    this(reason, cause, false);
  }

  private IdentityException(String reason, @Nullable Throwable cause, boolean ofOneToken) {
    super(reason, cause);
    this.ofOneToken = ofOneToken;
  }

  /** It answers, but will not say what this token is. */
  public static IdentityException ofOneToken(String reason) {
    return new IdentityException(reason, null, true);
  }

  /** Whether it may well answer for other tokens. */
  public boolean isOfOneToken() {
    return ofOneToken;
  }

  /** For the log; tells no secret. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
