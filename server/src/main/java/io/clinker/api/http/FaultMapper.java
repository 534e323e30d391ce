package io.clinker.api.http;

import com.fasterxml.jackson.core.JacksonException;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCategory;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever a resource throws into an answer; the only place that does. */
public final class FaultMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(FaultMapper.class);

  @Override
  public Response toResponse(Throwable thrown) {
    return switch (thrown) {
      case Fault fault -> Answers.fault(fault);
      case NotAllowedException known -> Answers.fault(Fault.notInThisVersion());
      case WebApplicationException routing when routing.getResponse().getStatus() < 500 ->
          Answers.notRouted();
      case ClinkerException known when known.code().category() == ErrorCategory.CALLER ->
          Answers.fault(Fault.badRequest(messageOf(known)));
      case ClinkerException known when known.code().category() == ErrorCategory.BACKEND_TRANSIENT ->
          Answers.fault(Fault.unavailable(messageOf(known)));
      default -> unexpected(thrown);
    };
  }

  private static Response unexpected(Throwable thrown) {
    if (isDatabaseAway(thrown)) {
      LOG.atWarn().addKeyValue("cause", thrown.toString()).log("cannot reach the database");
      return Answers.fault(Fault.unavailable("The database cannot be reached."));
    }
    String logId = UUID.randomUUID().toString();
    LOG.atError().addKeyValue("log_id", logId).setCause(thrown).log("a request failed");
    return Answers.fault(Fault.internal(logId));
  }

  private static boolean isDatabaseAway(Throwable thrown) {
    for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLTransientException
          || cause instanceof SQLRecoverableException
          || cause instanceof SQLNonTransientConnectionException
          || (cause instanceof SQLException sql && isConnectionState(sql.getSQLState()))) {
        return true;
      }
      if (cause instanceof JacksonException) {
        return false;
      }
    }
    return false;
  }

  private static boolean isConnectionState(@Nullable String sqlState) {
    return sqlState != null && sqlState.startsWith("08");
  }

  private static String messageOf(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? "" : message;
  }
}
