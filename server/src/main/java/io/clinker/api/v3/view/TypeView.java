package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.store.TypeRow;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A volume type in answers. */
public final class TypeView {
  private static final Set<String> USER_VISIBLE =
      Set.of("RESKEY:availability_zones", "multiattach", "replication_enabled");

  private TypeView() {}

  /** In lists and when shown by id. */
  public static void detail(JsonGenerator json, Call call, TypeRow type) throws IOException {
    json.writeStartObject();
    members(json, call, type);
    qos(json, call, type);
    if (call.allows(Rule.VOLUME_TYPE_ACCESS)) {
      json.writeBooleanField("os-volume-type-access:is_public", type.isPublic());
    }
    json.writeEndObject();
  }

  /** The default type. */
  public static void standard(JsonGenerator json, Call call, TypeRow type) throws IOException {
    json.writeStartObject();
    members(json, call, type);
    qos(json, call, type);
    json.writeEndObject();
  }

  /** After a create. */
  public static void created(JsonGenerator json, Call call, TypeRow type) throws IOException {
    json.writeStartObject();
    members(json, call, type);
    json.writeBooleanField("os-volume-type-access:is_public", type.isPublic());
    json.writeEndObject();
  }

  /** After an update. */
  public static void updated(JsonGenerator json, Call call, TypeRow type) throws IOException {
    json.writeStartObject();
    members(json, call, type);
    json.writeEndObject();
  }

  /** What the caller may see of the extra specs. */
  public static Map<String, String> visibleSpecs(Call call, TypeRow type) {
    if (call.allows(Rule.TYPES_EXTRA_SPECS_READ_SENSITIVE)) {
      return type.extraSpecs();
    }
    Map<String, String> visible = new LinkedHashMap<>(type.extraSpecs());
    visible.keySet().retainAll(USER_VISIBLE);
    return visible;
  }

  /** Whether the caller may see the extra spec of this name. */
  public static boolean showsSpec(Call call, String name) {
    return call.allows(Rule.TYPES_EXTRA_SPECS_READ_SENSITIVE) || USER_VISIBLE.contains(name);
  }

  private static void members(JsonGenerator json, Call call, TypeRow type) throws IOException {
    json.writeStringField("id", type.id());
    json.writeStringField("name", type.name());
    json.writeBooleanField("is_public", type.isPublic());
    Json.text(json, "description", type.description());
    if (call.allows(Rule.ACCESS_TYPES_EXTRA_SPECS)) {
      Json.texts(json, "extra_specs", visibleSpecs(call, type));
    }
  }

  private static void qos(JsonGenerator json, Call call, TypeRow type) throws IOException {
    if (call.allows(Rule.ACCESS_TYPES_QOS_SPECS_ID)) {
      Json.text(json, "qos_specs_id", type.qosSpecsId());
    }
  }
}
