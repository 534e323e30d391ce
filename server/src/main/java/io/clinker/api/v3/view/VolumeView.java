package io.clinker.api.v3.view;

import com.fasterxml.jackson.core.JsonGenerator;
import io.clinker.api.http.Call;
import io.clinker.api.http.Json;
import io.clinker.api.http.Rule;
import io.clinker.api.http.Since;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A volume in answers. */
public final class VolumeView {
  private static final Map<String, String> SHOWN_STATUS =
      Map.of(
          "managing", "creating",
          "error_managing", "error",
          "error_managing_deleting", "deleting");

  private VolumeView() {}

  /** The three members of the plain list. */
  public static void summary(JsonGenerator json, Call call, VolumeRow volume) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", volume.id().value());
    Json.text(json, "name", volume.name());
    links(json, call, volume);
    json.writeEndObject();
  }

  /** What create and update answer. */
  public static void changed(
      JsonGenerator json, Call call, VolumeRow volume, List<AttachmentRow> attached)
      throws IOException {
    json.writeStartObject();
    members(json, call, volume, attached);
    json.writeEndObject();
  }

  /** What show and the detailed list answer: some members more. */
  public static void detail(
      JsonGenerator json, Call call, VolumeRow volume, List<AttachmentRow> attached)
      throws IOException {
    json.writeStartObject();
    members(json, call, volume, attached);
    if (call.allows(Rule.VOLUME_HOST_ATTRIBUTE)) {
      Json.text(json, "os-vol-host-attr:host", Hosts.ofVolume(volume.backend(), volume.pool()));
    }
    if (call.allows(Rule.VOLUME_TENANT_ATTRIBUTE)) {
      json.writeStringField("os-vol-tenant-attr:tenant_id", volume.projectId());
    }
    if (call.allows(Rule.VOLUME_MIG_STATUS_ATTRIBUTE)) {
      Json.text(json, "os-vol-mig-status-attr:migstat", volume.migrationStatus());
      json.writeNullField("os-vol-mig-status-attr:name_id");
    }
    if (!volume.imageMetadata().isEmpty() && call.allows(Rule.VOLUME_IMAGE_METADATA_SHOW)) {
      Json.texts(json, "volume_image_metadata", volume.imageMetadata());
    }
    json.writeEndObject();
  }

  private static void members(
      JsonGenerator json, Call call, VolumeRow volume, List<AttachmentRow> attached)
      throws IOException {
    boolean admin = call.caller().admin();
    json.writeStringField("id", volume.id().value());
    json.writeStringField("status", shown(volume.status()));
    json.writeNumberField("size", volume.sizeGib());
    json.writeStringField("availability_zone", volume.availabilityZone());
    Json.date(json, "created_at", volume.createdAt());
    Json.date(json, "updated_at", volume.updatedAt());
    Json.text(json, "name", volume.name());
    Json.text(json, "description", volume.description());
    Json.text(json, "volume_type", volume.volumeTypeName());
    Json.text(json, "snapshot_id", volume.snapshotId());
    Json.text(json, "source_volid", volume.sourceVolumeId());
    Json.texts(json, "metadata", visibleMetadata(volume));
    links(json, call, volume);
    json.writeStringField("user_id", volume.userId());
    json.writeStringField("bootable", volume.bootable() ? "true" : "false");
    json.writeBooleanField("encrypted", false);
    json.writeNullField("replication_status");
    json.writeNullField("consistencygroup_id");
    json.writeBooleanField("multiattach", volume.multiattach());
    // Services that use volumes of others must know which of many hosts is their own.
    boolean hosts = admin || call.caller().roles().contains("service");
    attachments(json, volume, attached, hosts);
    if (admin) {
      Json.text(json, "migration_status", volume.migrationStatus());
    }
    newer(json, call, volume, admin);
  }

  private static void newer(JsonGenerator json, Call call, VolumeRow volume, boolean admin)
      throws IOException {
    if (call.has(Since.VOLUME_GROUP_ID)) {
      Json.text(json, "group_id", volume.groupId());
    }
    if (admin && call.has(Since.VOLUME_PROVIDER_ID)) {
      json.writeNullField("provider_id");
    }
    if (call.has(Since.VOLUME_SHARED_TARGETS)) {
      // Every volume has its own target; until it is placed Cinder says true.
      json.writeBooleanField("shared_targets", volume.backend() == null);
      json.writeNullField("service_uuid");
    }
    if (admin && call.has(Since.VOLUME_CLUSTER_NAME)) {
      // Every backend is a cluster, and a host of that name.
      Json.text(json, "cluster_name", Hosts.ofVolume(volume.backend(), volume.pool()));
    }
    if (call.has(Since.VOLUME_TYPE_ID)) {
      json.writeStringField("volume_type_id", volume.volumeTypeId());
    }
    if (call.has(Since.CONSUMES_QUOTA)) {
      json.writeBooleanField("consumes_quota", true);
    }
  }

  /** Metadata as volume bodies show it: what only administrators set is mixed in. */
  private static Map<String, String> visibleMetadata(VolumeRow volume) {
    if (volume.adminMetadata().isEmpty()) {
      return volume.metadata();
    }
    Map<String, String> all = new LinkedHashMap<>(volume.metadata());
    for (String name : List.of("readonly", "attached_mode")) {
      String value = volume.adminMetadata().get(name);
      if (value != null) {
        all.put(name, value);
      }
    }
    return all;
  }

  private static void attachments(
      JsonGenerator json, VolumeRow volume, List<AttachmentRow> attached, boolean hosts)
      throws IOException {
    json.writeArrayFieldStart("attachments");
    for (AttachmentRow attachment : attached) {
      if (attachment.attachStatus().equals("attached")) {
        json.writeStartObject();
        json.writeStringField("id", volume.id().value());
        json.writeStringField("attachment_id", attachment.id().value());
        json.writeStringField("volume_id", volume.id().value());
        Json.text(json, "server_id", attachment.instanceUuid());
        Json.text(json, "host_name", hosts ? attachment.attachedHost() : null);
        Json.text(json, "device", attachment.mountpoint());
        Json.date(json, "attached_at", attachment.attachedAt());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static void links(JsonGenerator json, Call call, VolumeRow volume) throws IOException {
    Links.write(json, call, "/volumes/" + volume.id().value());
  }

  private static String shown(String status) {
    return SHOWN_STATUS.getOrDefault(status, status);
  }
}
