package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Json;
import io.clinker.store.TypeEncryptionRow;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The encryption of a volume type in answers. */
public final class TypeEncryptionView {
  private TypeEncryptionView() {}

  /** What show answers, without an envelope. */
  public static Map<String, @Nullable Object> flat(TypeEncryptionRow row) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("volume_type_id", row.volumeTypeId());
    members.put("encryption_id", row.id());
    members.put("provider", row.provider());
    members.put("control_location", row.controlLocation());
    members.put("cipher", row.cipher());
    members.put("key_size", row.keySize());
    members.put("created_at", Json.date(row.createdAt()));
    members.put("updated_at", row.updatedAt() == null ? null : Json.date(row.updatedAt()));
    members.put("deleted_at", null);
    members.put("deleted", false);
    return members;
  }

  /** What create answers, in its envelope. */
  public static void created(JsonGenerator json, TypeEncryptionRow row) throws IOException {
    Map<String, @Nullable Object> members = flat(row);
    members
        .keySet()
        .removeAll(java.util.Set.of("created_at", "updated_at", "deleted_at", "deleted"));
    json.writeStartObject();
    Json.any(json, "encryption", members);
    json.writeEndObject();
  }
}
