package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Json;
import io.clinker.store.AttachmentRow;
import io.clinker.store.HostTerms;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An attachment in answers. */
public final class AttachmentView {
  private AttachmentView() {}

  /** The four members of the plain list. */
  public static void summary(JsonGenerator json, AttachmentRow attachment) throws IOException {
    json.writeStartObject();
    members(json, attachment);
    json.writeEndObject();
  }

  /**
   * Everywhere else; holds the secrets that the host needs.
   *
   * @param terms what the host keeps to when it uses the volume
   */
  public static void detail(JsonGenerator json, AttachmentRow attachment, HostTerms terms)
      throws IOException {
    json.writeStartObject();
    members(json, attachment);
    date(json, "attached_at", attachment.attachedAt());
    date(json, "detached_at", attachment.detachedAt());
    String mode = attachment.attachMode();
    // The text "null" is what Cinder says of an attachment without a mode.
    json.writeStringField("attach_mode", mode == null ? "null" : mode);
    Json.any(json, "connection_info", connectionInfo(attachment, terms));
    json.writeEndObject();
  }

  /**
   * The connection as clients of the older calls take it: what the driver says is one level down.
   */
  public static void nested(
      JsonGenerator json, AttachmentRow attachment, HostTerms terms, boolean enforceMultipath)
      throws IOException {
    Map<String, @Nullable Object> data = new LinkedHashMap<>(connectionInfo(attachment, terms));
    Object type = data.remove("driver_volume_type");
    data.remove("attachment_id");
    data.put("enforce_multipath", enforceMultipath);
    json.writeStartObject();
    Json.text(json, "driver_volume_type", type == null ? null : type.toString());
    Json.any(json, "data", data);
    json.writeBooleanField("enforce_multipath", enforceMultipath);
    json.writeEndObject();
  }

  private static void members(JsonGenerator json, AttachmentRow attachment) throws IOException {
    json.writeStringField("id", attachment.id().value());
    json.writeStringField("status", attachment.attachStatus());
    Json.text(json, "instance", attachment.instanceUuid());
    json.writeStringField("volume_id", attachment.volumeId().value());
  }

  private static void date(JsonGenerator json, String name, @Nullable Instant value)
      throws IOException {
    json.writeStringField(name, value == null ? "" : Json.date(value));
  }

  private static Map<String, @Nullable Object> connectionInfo(
      AttachmentRow attachment, HostTerms terms) {
    Map<String, Object> data = attachment.connectionInfo();
    if (data == null || data.isEmpty()) {
      return Map.of();
    }
    Map<String, @Nullable Object> info = new LinkedHashMap<>(data);
    String protocol = attachment.protocol();
    if (protocol != null) {
      // What os-brick takes: it knows "iscsi", and no capitals.
      info.putIfAbsent("driver_volume_type", protocol.toLowerCase(Locale.ROOT));
    }
    info.put("attachment_id", attachment.id().value());
    info.putIfAbsent("volume_id", attachment.volumeId().value());
    String mode = attachment.attachMode();
    info.putIfAbsent("access_mode", mode == null || mode.equals("null") ? "rw" : mode);
    info.putIfAbsent("encrypted", false);
    info.put("qos_specs", terms.specs());
    // What a driver says can only forbid it.
    info.put("cacheable", terms.cacheable() && !Boolean.FALSE.equals(info.get("cacheable")));
    info.put("enforce_multipath", enforcesMultipath(attachment.connector()));
    return info;
  }

  /** Whether this host asked never to be connected by one path alone. */
  public static boolean enforcesMultipath(@Nullable Map<String, Object> connector) {
    return connector != null && Boolean.TRUE.equals(connector.get("enforce_multipath"));
  }
}
