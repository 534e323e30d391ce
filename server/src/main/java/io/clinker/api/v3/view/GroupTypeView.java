package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.store.GroupTypeRow;
import java.io.IOException;

/** A group type in answers. */
public final class GroupTypeView {
  private GroupTypeView() {}

  /** All there is; the specs are for administrators. */
  public static void detail(JsonGenerator json, Call call, GroupTypeRow type) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", type.id());
    json.writeStringField("name", type.name());
    Json.text(json, "description", type.description());
    json.writeBooleanField("is_public", type.isPublic());
    if (call.allows(Rule.GROUP_ACCESS_GROUP_TYPES_SPECS)) {
      Json.texts(json, "group_specs", type.groupSpecs());
    }
    json.writeEndObject();
  }

  /** The same in its envelope. */
  public static Json enveloped(Call call, GroupTypeRow type) {
    return Json.in("group_type", json -> detail(json, call, type));
  }
}
