package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.store.QosSpecsRow;
import io.clinker.store.TypeRow;
import java.io.IOException;
import java.util.List;

/** QoS specs in answers. */
public final class QosSpecsView {
  private QosSpecsView() {}

  /** In lists. */
  public static void item(JsonGenerator json, QosSpecsRow row) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", row.id());
    json.writeStringField("name", row.name());
    json.writeStringField("consumer", row.consumer());
    Json.texts(json, "specs", row.specs());
    json.writeEndObject();
  }

  /** When created or shown: the links stand beside the object. */
  public static Json whole(Call call, QosSpecsRow row) {
    return json -> {
      json.writeStartObject();
      json.writeFieldName("qos_specs");
      item(json, row);
      Links.write(json, call, "/qos-specs/" + row.id());
      json.writeEndObject();
    };
  }

  /** The volume types that follow them. */
  public static Json associations(List<TypeRow> types) {
    return json -> {
      json.writeStartObject();
      json.writeArrayFieldStart("qos_associations");
      for (TypeRow type : types) {
        json.writeStartObject();
        json.writeStringField("association_type", "volume_type");
        json.writeStringField("name", type.name());
        json.writeStringField("id", type.id());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    };
  }
}
