package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Since;
import io.clinker.store.TransferRow;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A transfer in answers; its links name the older of its two paths. */
public final class TransferView {
  /** What the links of both paths name. */
  public static final String PATH = "/os-volume-transfer";

  private TransferView() {}

  /** In the plain list, and when it has been accepted. */
  public static void summary(JsonGenerator json, Call call, TransferRow transfer)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("id", transfer.id());
    json.writeStringField("volume_id", transfer.volumeId().value());
    Json.text(json, "name", transfer.name());
    Links.write(json, call, PATH + "/" + transfer.id());
    json.writeEndObject();
  }

  /** In the detailed list and when shown by id. */
  public static void detail(JsonGenerator json, Call call, TransferRow transfer)
      throws IOException {
    json.writeStartObject();
    members(json, call, transfer);
    json.writeEndObject();
  }

  /**
   * After a create.
   *
   * @param key null where it is not told again
   */
  public static void created(
      JsonGenerator json, Call call, TransferRow transfer, @Nullable String key)
      throws IOException {
    json.writeStartObject();
    members(json, call, transfer);
    Json.text(json, "auth_key", key);
    json.writeEndObject();
  }

  private static void members(JsonGenerator json, Call call, TransferRow transfer)
      throws IOException {
    json.writeStringField("id", transfer.id());
    Json.date(json, "created_at", transfer.createdAt());
    Json.text(json, "name", transfer.name());
    json.writeStringField("volume_id", transfer.volumeId().value());
    Links.write(json, call, PATH + "/" + transfer.id());
    if (call.has(Since.TRANSFERS_WITH_SNAPSHOTS)) {
      json.writeBooleanField("no_snapshots", transfer.noSnapshots());
    }
    if (call.has(Since.TRANSFER_HISTORY)) {
      json.writeStringField("source_project_id", transfer.projectId());
      Json.text(json, "destination_project_id", transfer.destinationProjectId());
      json.writeBooleanField("accepted", transfer.accepted());
    }
  }
}
