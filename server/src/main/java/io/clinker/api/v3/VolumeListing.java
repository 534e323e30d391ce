package io.clinker.api.v3;

import io.clinker.api.http.Since;
import io.clinker.api.list.Column;
import io.clinker.api.list.Listing;
import java.util.Map;
import java.util.Set;

/** What lists of volumes may be filtered and sorted by. */
final class VolumeListing {
  static final Listing LISTING =
      new Listing(
          "Volume",
          Map.ofEntries(
              Map.entry("id", Column.text("v.id")),
              Map.entry("project_id", Column.text("v.project_id")),
              Map.entry("user_id", Column.text("v.user_id")),
              Map.entry("name", Column.text("v.name")),
              Map.entry("display_name", Column.text("v.name")),
              Map.entry("description", Column.text("v.description")),
              Map.entry("status", Column.text("v.status")),
              Map.entry("attach_status", Column.text("v.attach_status")),
              Map.entry("migration_status", Column.text("v.migration_status")),
              Map.entry("availability_zone", Column.text("v.availability_zone")),
              Map.entry("volume_type_id", Column.text("v.volume_type_id")),
              Map.entry("snapshot_id", Column.text("v.snapshot_id")),
              Map.entry("source_volid", Column.text("v.source_volume_id")),
              Map.entry("size", Column.number("v.size_gib")),
              Map.entry("bootable", Column.flag("v.bootable")),
              Map.entry("multiattach", Column.flag("v.multiattach")),
              Map.entry("metadata", Column.texts("v.metadata")),
              Map.entry("glance_metadata", Column.texts("v.image_metadata")),
              Map.entry("created_at", Column.time("v.created_at")),
              Map.entry("updated_at", Column.time("v.updated_at")),
              Map.entry("launched_at", Column.time("v.launched_at")),
              Map.entry("group_id", Column.nothing()),
              Map.entry("consistencygroup_id", Column.nothing()),
              Map.entry("encryption_key_id", Column.nothing()),
              Map.entry("consumes_quota", Column.always())),
          Set.of(
              "name",
              "display_name",
              "status",
              "metadata",
              "bootable",
              "migration_status",
              "availability_zone",
              "group_id",
              "size",
              "created_at",
              "updated_at",
              "consumes_quota",
              "glance_metadata"),
          Map.ofEntries(
              Map.entry("id", Column.text("v.id")),
              Map.entry("name", Column.text("v.name")),
              Map.entry("display_name", Column.text("v.name")),
              Map.entry("status", Column.text("v.status")),
              Map.entry("size", Column.number("v.size_gib")),
              Map.entry("availability_zone", Column.text("v.availability_zone")),
              Map.entry("bootable", Column.flag("v.bootable")),
              Map.entry("created_at", Column.time("v.created_at")),
              Map.entry("updated_at", Column.time("v.updated_at"))),
          Map.of(
              "glance_metadata",
              Since.GLANCE_METADATA_FILTER,
              "group_id",
              Since.VOLUME_GROUP_FILTER,
              "consumes_quota",
              Since.CONSUMES_QUOTA),
          true);

  private VolumeListing() {}
}
