package io.clinker.api.v3;

import io.clinker.api.change.Submissions;
import io.clinker.api.change.Submissions.Accepted;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Json;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Answers to accepted operations: they name the operation in a header. */
final class OperationAnswers {
  private OperationAnswers() {}

  static Response of(Accepted accepted, int status, Json body) {
    return rehearsed(accepted, status).orElseGet(() -> named(accepted, Answers.json(status, body)));
  }

  static Response empty(Accepted accepted, int status) {
    return rehearsed(accepted, status).orElseGet(() -> named(accepted, Answers.empty(status)));
  }

  /** What a dry run is answered with: nothing was accepted, so no operation is named. */
  private static Optional<Response> rehearsed(Accepted accepted, int status) {
    return accepted.rehearsal().map(rehearsal -> Answers.ok(json -> rehearsal.write(json, status)));
  }

  private static Response named(Accepted accepted, Response response) {
    return Response.fromResponse(response)
        .header(Submissions.OPERATION_HEADER, accepted.operation().value())
        .build();
  }
}
