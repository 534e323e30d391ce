package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Json;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import java.io.IOException;

/** What can be taken over, as the API shows it. */
public final class ManageableView {
  private ManageableView() {}

  /** A volume or, if it has a source, a snapshot. */
  public static void write(JsonGenerator json, ManageableObject object, boolean detailed)
      throws IOException {
    json.writeStartObject();
    reference(json, "reference", object.reference());
    json.writeNumberField("size", object.size().gibibytes());
    json.writeBooleanField("safe_to_manage", object.notSafe() == null);
    ForeignReference source = object.source();
    if (source != null) {
      reference(json, "source_reference", source);
    }
    if (detailed) {
      Json.text(json, "reason_not_safe", object.notSafe());
      Json.text(json, "cinder_id", object.ours());
      extraInfo(json, object.reference().id());
    }
    json.writeEndObject();
  }

  private static void extraInfo(JsonGenerator json, @org.jspecify.annotations.Nullable String id)
      throws IOException {
    if (id == null) {
      json.writeNullField("extra_info");
    } else {
      json.writeObjectFieldStart("extra_info");
      json.writeStringField("source-id", id);
      json.writeEndObject();
    }
  }

  private static void reference(JsonGenerator json, String member, ForeignReference reference)
      throws IOException {
    json.writeObjectFieldStart(member);
    String name = reference.name();
    if (name != null) {
      json.writeStringField("source-name", name);
    } else {
      Json.text(json, "source-id", reference.id());
    }
    json.writeEndObject();
  }
}
