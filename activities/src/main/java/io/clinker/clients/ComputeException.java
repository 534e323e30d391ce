package io.clinker.clients;

/** The compute service did not answer, or not as it should; worth trying again. */
public final class ComputeException extends Exception {
  private static final long serialVersionUID = 1L;

  public ComputeException(String reason) {
    super(reason);
  }

  ComputeException(IdentityException cause) {
    super(cause.reason(), cause);
  }

  /** For the log and for users; tells no secret. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
