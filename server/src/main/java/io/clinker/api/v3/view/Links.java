package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import java.io.IOException;

/** The two links of a resource. */
final class Links {
  private Links() {}

  static void write(JsonGenerator json, Call call, String path) throws IOException {
    json.writeArrayFieldStart("links");
    one(json, "self", call.self(path));
    one(json, "bookmark", call.bookmark(path));
    json.writeEndArray();
  }

  private static void one(JsonGenerator json, String relation, String url) throws IOException {
    json.writeStartObject();
    json.writeStringField("rel", relation);
    json.writeStringField("href", url);
    json.writeEndObject();
  }
}
