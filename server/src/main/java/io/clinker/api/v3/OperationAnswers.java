package io.clinker.api.v3;

import io.clinker.api.change.Submissions;
import io.clinker.api.change.Submissions.Accepted;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Json;
import jakarta.ws.rs.core.Response;

/** Answers to accepted operations: they name the operation in a header. */
final class OperationAnswers {
  private OperationAnswers() {}

  static Response of(Accepted accepted, int status, Json body) {
    return named(accepted, Answers.json(status, body));
  }

  static Response empty(Accepted accepted, int status) {
    return named(accepted, Answers.empty(status));
  }

  private static Response named(Accepted accepted, Response response) {
    return Response.fromResponse(response)
        .header(Submissions.OPERATION_HEADER, accepted.operation().value())
        .build();
  }
}
