package io.clinker.store;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The database did not do what was asked. */
public final class DatabaseException extends ClinkerException {
  private static final long serialVersionUID = 1L;

  /** What is known of the transaction. */
  public enum Reason {
    /** It had no effect: the database is away or too slow. */
    UNAVAILABLE,
    /** It had no effect: it met others again and again. */
    CONTENDED,
    /** The connection was lost at commit: look again. */
    OUTCOME_UNKNOWN,
    /** It had no effect: a fault of Clinker's own statements. */
    FAULT
  }

  private final Reason reason;

  public DatabaseException(Reason reason, String message, @Nullable Throwable cause) {
    super(
        reason == Reason.OUTCOME_UNKNOWN ? ErrorCode.OUTCOME_UNKNOWN : ErrorCode.INTERNAL,
        message,
        Map.of("reason", reason.name()),
        cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
