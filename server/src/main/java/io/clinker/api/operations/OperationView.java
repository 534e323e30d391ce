package io.clinker.api.operations;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.operations.StepRecord;
import io.clinker.store.OperationRow;
import io.clinker.store.OperationStore.Step;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An operation in answers.
 *
 * @param webUi the root of the engine's Web UI
 * @param namespace of the engine
 */
public record OperationView(String webUi, String namespace) {

  /** In lists. */
  void summary(JsonGenerator json, Call call, OperationRow row, @Nullable String waitingReason)
      throws IOException {
    json.writeStartObject();
    members(json, call, row, waitingReason);
    json.writeEndObject();
  }

  /** With every step and why it was placed where it is. */
  void detail(
      JsonGenerator json,
      Call call,
      OperationRow row,
      @Nullable String waitingReason,
      List<Step> steps)
      throws IOException {
    json.writeStartObject();
    members(json, call, row, waitingReason);
    raw(json, "placement", row.placement());
    json.writeArrayFieldStart("steps");
    for (Step step : steps) {
      write(json, step.run(), step.record());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void members(
      JsonGenerator json, Call call, OperationRow row, @Nullable String waitingReason)
      throws IOException {
    json.writeStringField("id", row.id().value());
    json.writeStringField("kind", row.kindWord());
    json.writeStringField("resource", row.resourceWord());
    json.writeStringField("state", row.state().word());
    json.writeStringField("project_id", row.projectId());
    json.writeStringField("user_id", row.userId());
    json.writeStringField("request_id", row.requestId());
    json.writeNumberField("run", row.run());
    Json.text(json, "backend", row.backend());
    Json.text(json, "pool", row.pool());
    Json.text(json, "waiting_reason", waitingReason);
    Integer progress = row.progress();
    if (progress == null) {
      json.writeNullField("progress");
    } else {
      json.writeNumberField("progress", progress);
    }
    error(json, row);
    json.writeBooleanField("cancel_requested", row.cancelRequested());
    Json.text(json, "superseded_by", row.supersededBy());
    Json.date(json, "admitted_at", row.admittedAt());
    Json.date(json, "updated_at", row.updatedAt());
    Json.date(json, "ended_at", row.endedAt());
    json.writeArrayFieldStart("links");
    link(json, "self", call.self("/operations/" + row.id()));
    if (!row.engineRunId().isEmpty()) {
      link(
          json,
          "engine",
          "%s/namespaces/%s/workflows/%s/%s/history"
              .formatted(webUi, encoded(namespace), encoded(row.workflowId()), row.engineRunId()));
    }
    json.writeEndArray();
  }

  private static void error(JsonGenerator json, OperationRow row) throws IOException {
    String code = row.errorCode();
    if (code == null) {
      json.writeNullField("error");
    } else {
      json.writeObjectFieldStart("error");
      json.writeStringField("code", code);
      json.writeStringField("message", Optional.ofNullable(row.errorMessage()).orElse(""));
      json.writeEndObject();
    }
  }

  private static void write(JsonGenerator json, int run, StepRecord step) throws IOException {
    json.writeStartObject();
    json.writeNumberField("run", run);
    json.writeNumberField("step", step.step());
    json.writeStringField("name", step.name());
    json.writeStringField("state", step.state());
    json.writeNumberField("attempts", step.attempts());
    json.writeStringField("node", step.node());
    Json.text(json, "observed", step.observed());
    Json.text(json, "reason", step.reason());
    Json.date(json, "started_at", step.startedAt());
    Json.date(json, "ended_at", step.endedAt());
    json.writeEndObject();
  }

  private static void raw(JsonGenerator json, String name, @Nullable String value)
      throws IOException {
    json.writeFieldName(name);
    if (value == null) {
      json.writeNull();
    } else {
      json.writeTree(Json.MAPPER.readTree(value));
    }
  }

  private static void link(JsonGenerator json, String relation, String url) throws IOException {
    json.writeStartObject();
    json.writeStringField("rel", relation);
    json.writeStringField("href", url);
    json.writeEndObject();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
