package io.clinker.clients;

/** The identity service did not answer, or not as it should; worth trying again. */
public final class IdentityException extends Exception {
  private static final long serialVersionUID = 1L;

  public IdentityException(String reason) {
    super(reason);
  }

  IdentityException(String reason, Throwable cause) {
    super(reason, cause);
  }

  /** For the log; tells no secret. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
