package io.clinker.api.http;

import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCategory;
import io.clinker.store.Database;
import io.clinker.store.DatabaseException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.UUID;
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
      case DatabaseException away
          when away.reason() == DatabaseException.Reason.UNAVAILABLE
              || away.reason() == DatabaseException.Reason.CONTENDED -> {
        LOG.atWarn().addKeyValue("cause", away.toString()).log("the database does not answer");
        yield Answers.fault(Fault.unavailable("The database does not answer."));
      }
      case DatabaseException lost when lost.reason() == DatabaseException.Reason.OUTCOME_UNKNOWN ->
          Answers.fault(
              Fault.unavailable("It is not known whether it was done: the database went away."));
      case RuntimeException away when Database.isAway(away) -> {
        LOG.atWarn().addKeyValue("cause", away.toString()).log("the database does not answer");
        yield Answers.fault(Fault.unavailable("The database does not answer."));
      }
      case ClinkerException known when known.code().category() == ErrorCategory.CALLER ->
          Answers.fault(Fault.badRequest(messageOf(known)));
      case ClinkerException known when known.code().category() == ErrorCategory.BACKEND_TRANSIENT ->
          Answers.fault(Fault.unavailable(messageOf(known)));
      default -> unexpected(thrown);
    };
  }

  private static Response unexpected(Throwable thrown) {
    String logId = UUID.randomUUID().toString();
    LOG.atError().addKeyValue("log_id", logId).setCause(thrown).log("a request failed");
    return Answers.fault(Fault.internal(logId));
  }

  private static String messageOf(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? "" : message;
  }
}
