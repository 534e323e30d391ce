package io.clinker.api.description;

import static io.clinker.api.description.Shape.field;
import static io.clinker.api.description.Shape.fields;
import static io.clinker.api.description.Shape.flag;
import static io.clinker.api.description.Shape.in;
import static io.clinker.api.description.Shape.links;
import static io.clinker.api.description.Shape.list;
import static io.clinker.api.description.Shape.maybe;
import static io.clinker.api.description.Shape.page;
import static io.clinker.api.description.Shape.text;
import static io.clinker.api.description.Shape.texts;
import static io.clinker.api.description.Shape.time;
import static io.clinker.api.description.Shape.uuid;
import static io.clinker.api.description.Shape.whole;
import static io.clinker.api.description.Shape.words;

import io.clinker.api.description.Shape.Field;
import io.clinker.api.description.Shape.Fields;
import io.clinker.api.description.Shape.ListOf;
import io.clinker.api.description.Shape.MapOf;
import io.clinker.api.description.Shape.Nothing;
import io.clinker.api.http.Since;

/** Volumes, snapshots, attachments and transfers in answers; the views write them. */
final class VolumeShapes {
  private static final Field COUNT = maybe("count", whole()).since(Since.WITH_COUNT);

  private static final Fields ATTACHED =
      fields(
          field("id", uuid()),
          field("attachment_id", uuid()),
          field("volume_id", uuid()),
          field("server_id", text().orNull()),
          field("host_name", text().orNull()),
          field("device", text().orNull()),
          field("attached_at", time().orNull()));

  static final Fields VOLUME_CHANGED =
      fields(
          field("id", uuid()),
          field("status", text()),
          field("size", whole()),
          field("availability_zone", text()),
          field("created_at", time().orNull()),
          field("updated_at", time().orNull()),
          field("name", text().orNull()),
          field("description", text().orNull()),
          field("volume_type", text().orNull()),
          field("snapshot_id", uuid().orNull()),
          field("source_volid", uuid().orNull()),
          field("metadata", texts()),
          field("links", links()),
          field("user_id", text()),
          field("bootable", words("true", "false")),
          field("encrypted", flag()),
          field("replication_status", text().orNull()),
          field("consistencygroup_id", text().orNull()),
          field("multiattach", flag()),
          field("attachments", new ListOf(ATTACHED)),
          maybe("migration_status", text().orNull()),
          field("group_id", text().orNull()).since(Since.VOLUME_GROUP_ID),
          maybe("provider_id", text().orNull()).since(Since.VOLUME_PROVIDER_ID),
          field("shared_targets", flag().orNull()).since(Since.VOLUME_SHARED_TARGETS),
          field("service_uuid", text().orNull()).since(Since.VOLUME_SHARED_TARGETS),
          maybe("cluster_name", text().orNull()).since(Since.VOLUME_CLUSTER_NAME),
          field("volume_type_id", uuid()).since(Since.VOLUME_TYPE_ID),
          maybe("encryption_key_id", text().orNull()).since(Since.VOLUME_ENCRYPTION_KEY_ID),
          field("consumes_quota", flag()).since(Since.CONSUMES_QUOTA));

  static final Fields VOLUME =
      VOLUME_CHANGED.and(
          maybe("os-vol-host-attr:host", text().orNull()),
          maybe("os-vol-tenant-attr:tenant_id", text()),
          maybe("os-vol-mig-status-attr:migstat", text().orNull()),
          maybe("os-vol-mig-status-attr:name_id", text().orNull()),
          maybe("volume_image_metadata", texts()));

  static final Shape VOLUMES =
      page(
              "volumes",
              "volumes_links",
              fields(field("id", uuid()), field("name", text().orNull()), field("links", links())))
          .and(COUNT);

  static final Shape VOLUMES_DETAIL = page("volumes", "volumes_links", VOLUME).and(COUNT);

  static final Shape SUMMARY =
      in(
          "volume-summary",
          fields(
              field("total_count", whole()),
              field("total_size", whole()),
              field("metadata", new MapOf(new ListOf(text()))).since(Since.SUMMARY_METADATA)));

  static final Fields SNAPSHOT_UPDATED =
      fields(
          field("id", uuid()),
          field("created_at", time().orNull()),
          field("updated_at", time().orNull()),
          field("name", text().orNull()),
          field("description", text().orNull()),
          field("volume_id", uuid()),
          field("status", text()),
          field("size", whole()),
          field("metadata", texts()));

  static final Fields SNAPSHOT_CREATED =
      SNAPSHOT_UPDATED.and(
          field("group_snapshot_id", text().orNull()).since(Since.SNAPSHOT_GROUP_SNAPSHOT_ID),
          field("user_id", text()).since(Since.SNAPSHOT_USER_ID),
          field("consumes_quota", flag()).since(Since.CONSUMES_QUOTA));

  static final Fields SNAPSHOT =
      SNAPSHOT_CREATED.and(
          maybe("os-extended-snapshot-attributes:project_id", text()),
          maybe("os-extended-snapshot-attributes:progress", text()));

  static final Shape SNAPSHOTS = page("snapshots", "snapshots_links", SNAPSHOT_UPDATED).and(COUNT);

  static final Shape SNAPSHOTS_DETAIL = page("snapshots", "snapshots_links", SNAPSHOT).and(COUNT);

  private static final Fields ATTACHMENT_SUMMARY =
      fields(
          field("id", uuid()),
          field("status", text()),
          field("instance", text().orNull()),
          field("volume_id", uuid()));

  private static final Fields ATTACHMENT_DETAIL =
      ATTACHMENT_SUMMARY.and(
          field("attached_at", text()),
          field("detached_at", text()),
          field("attach_mode", words("rw", "ro", "null")),
          field("connection_info", new MapOf(new Shape.Anything())));

  static final Shape ATTACHMENTS = list("attachments", ATTACHMENT_SUMMARY);

  static final Shape ATTACHMENTS_DETAIL = list("attachments", ATTACHMENT_DETAIL);

  static final Shape ATTACHMENT = in("attachment", ATTACHMENT_DETAIL);

  static final Shape CONNECTION =
      in(
          "connection_info",
          fields(
              field("driver_volume_type", text().orNull()),
              field("data", new MapOf(new Shape.Anything())),
              field("enforce_multipath", flag())));

  private static final Fields TRANSFER_FIELDS =
      fields(
          field("id", uuid()),
          field("created_at", time().orNull()),
          field("name", text().orNull()),
          field("volume_id", uuid()),
          field("links", links()),
          field("no_snapshots", flag()).since(Since.TRANSFERS_WITH_SNAPSHOTS),
          field("source_project_id", text()).since(Since.TRANSFER_HISTORY),
          field("destination_project_id", text().orNull()).since(Since.TRANSFER_HISTORY),
          field("accepted", flag()).since(Since.TRANSFER_HISTORY));

  private static final Fields TRANSFER_ITEM =
      fields(
          field("id", uuid()),
          field("volume_id", uuid()),
          field("name", text().orNull()),
          field("links", links()));

  static final Shape TRANSFER = in("transfer", TRANSFER_FIELDS);

  /** The key is told once. */
  static final Shape TRANSFER_CREATED =
      in("transfer", TRANSFER_FIELDS.and(maybe("auth_key", text().orNull())));

  static final Shape TRANSFER_SUMMARY = in("transfer", TRANSFER_ITEM);

  static final Shape TRANSFERS = page("transfers", "transfers_links", TRANSFER_ITEM);

  static final Shape TRANSFERS_DETAIL = page("transfers", "transfers_links", TRANSFER_FIELDS);

  static final Shape ENCRYPTION = in("encryption_key_id", text().orNull());

  static final Shape ENCRYPTION_KEY = new Nothing();

  private VolumeShapes() {}
}
