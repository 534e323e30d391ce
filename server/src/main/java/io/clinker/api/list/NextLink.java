package io.clinker.api.list;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import java.io.IOException;

/**
 * The link to the next page.
 *
 * @param member the name of the array it stands in
 */
record NextLink(String member, String href) {
  /** The same call, from this marker on. */
  static NextLink after(Call call, String path, String member, String marker) {
    return new NextLink(
        member, call.self(path) + "?" + call.query().with("marker", marker).encoded());
  }

  void write(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart(member);
    json.writeStartObject();
    json.writeStringField("rel", "next");
    json.writeStringField("href", href);
    json.writeEndObject();
    json.writeEndArray();
  }
}
