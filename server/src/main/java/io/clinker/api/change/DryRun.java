package io.clinker.api.change;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.admission.Admission.Rehearsal;
import io.clinker.api.http.Json;
import io.clinker.model.OperationId;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Plan;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What would happen.
 *
 * @param operation the word of the operation that would be accepted
 * @param resource on which
 * @param ended whether it would be done at once
 * @param repeats the operation that was accepted before with the same idempotency key
 * @param failure why it would be accepted but fail, as when no pool fits
 * @param placement why each pool would be taken or falls out, as JSON
 */
public record DryRun(
    String operation,
    String resource,
    boolean ended,
    @Nullable OperationId repeats,
    @Nullable String failure,
    @Nullable String placement) {

  static DryRun of(OperationRequest request, Rehearsal.WouldAdmit decision) {
    String failure = decision.plan() instanceof Plan.Hopeless(String why) ? why : null;
    return new DryRun(
        request.kind().word(),
        request.resource().toString(),
        decision.ended(),
        null,
        failure,
        decision.placement());
  }

  static DryRun again(OperationRequest request, OperationId before) {
    return new DryRun(
        request.kind().word(), request.resource().toString(), false, before, null, null);
  }

  /**
   * The answer in place of the real one.
   *
   * @param status that the real one would have
   */
  public void write(JsonGenerator json, int status) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("dry_run");
    json.writeNumberField("status", status);
    json.writeStringField("operation", operation);
    json.writeStringField("resource", resource);
    json.writeBooleanField("done_at_once", ended);
    if (repeats != null) {
      json.writeStringField("repeats", repeats.value());
    }
    if (failure != null) {
      json.writeStringField("would_fail", failure);
    }
    if (placement != null) {
      json.writeFieldName("placement");
      json.writeTree(Json.MAPPER.readTree(placement));
    }
    json.writeEndObject();
    json.writeEndObject();
  }
}
