package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.store.MessageRow;
import java.io.IOException;

/** A user message in answers. */
public final class MessageView {
  private MessageView() {}

  /** All there is. */
  public static void detail(JsonGenerator json, Call call, MessageRow message) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", message.id());
    json.writeStringField("event_id", message.eventId());
    json.writeStringField("user_message", MessageTexts.of(message));
    json.writeStringField("message_level", "ERROR");
    Json.date(json, "created_at", message.createdAt());
    Json.date(json, "guaranteed_until", message.expiresAt());
    Json.text(json, "request_id", message.requestId());
    Links.write(json, call, "/messages/" + message.id());
    json.writeStringField("resource_type", message.resourceType());
    Json.text(json, "resource_uuid", message.resourceId());
    json.writeEndObject();
  }
}
