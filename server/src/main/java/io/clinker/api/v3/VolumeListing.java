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
              Map.entry("id", Column.text("id")),
              Map.entry("project_id", Column.text("project_id")),
              Map.entry("user_id", Column.text("user_id")),
              Map.entry("name", Column.text("name")),
              Map.entry("display_name", Column.text("name")),
              Map.entry("description", Column.text("description")),
              Map.entry("status", Column.text("status")),
              Map.entry("attach_status", Column.text("attach_status")),
              Map.entry("migration_status", Column.text("migration_status")),
              Map.entry("availability_zone", Column.text("availability_zone")),
              Map.entry("volume_type_id", Column.text("volume_type_id")),
              Map.entry("snapshot_id", Column.text("snapshot_id")),
              Map.entry("source_volid", Column.text("source_volid")),
              Map.entry("size", Column.number("size")),
              Map.entry("bootable", Column.flag("bootable")),
              Map.entry("multiattach", Column.flag("multiattach")),
              Map.entry("metadata", Column.texts("metadata")),
              Map.entry("glance_metadata", Column.texts("glance_metadata")),
              Map.entry("created_at", Column.time("created_at")),
              Map.entry("updated_at", Column.time("updated_at")),
              Map.entry("launched_at", Column.time("launched_at")),
              Map.entry("group_id", Column.text("group_id")),
              Map.entry("consistencygroup_id", Column.nothing()),
              Map.entry("encryption_key_id", Column.nothing()),
              Map.entry("host", Column.host()),
              Map.entry("cluster_name", Column.host()),
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
              "consumes_quota"),
          Map.ofEntries(
              Map.entry("id", "id"),
              Map.entry("name", "name"),
              Map.entry("display_name", "name"),
              Map.entry("status", "status"),
              Map.entry("size", "size"),
              Map.entry("availability_zone", "availability_zone"),
              Map.entry("bootable", "bootable"),
              Map.entry("project_id", "project_id"),
              Map.entry("user_id", "user_id"),
              Map.entry("volume_type_id", "volume_type_id"),
              Map.entry("attach_status", "attach_status"),
              Map.entry("migration_status", "migration_status"),
              Map.entry("snapshot_id", "snapshot_id"),
              Map.entry("source_volid", "source_volid"),
              Map.entry("group_id", "group_id"),
              Map.entry("multiattach", "multiattach"),
              Map.entry("host", "host"),
              Map.entry("created_at", "created_at"),
              Map.entry("updated_at", "updated_at")),
          Map.of(
              "glance_metadata", Since.GLANCE_METADATA_FILTER,
              "group_id", Since.VOLUME_GROUP_FILTER,
              "created_at", Since.TIME_FILTERS,
              "updated_at", Since.TIME_FILTERS,
              "consumes_quota", Since.CONSUMES_QUOTA),
          Set.of("no_migration_targets"),
          true);

  /** The same for their summary, which ignores what it does not know. */
  static final Listing SUMMARY = LISTING.refusing(null);

  private VolumeListing() {}
}
