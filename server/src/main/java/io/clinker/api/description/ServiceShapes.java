package io.clinker.api.description;

import static io.clinker.api.description.Shape.field;
import static io.clinker.api.description.Shape.fields;
import static io.clinker.api.description.Shape.flag;
import static io.clinker.api.description.Shape.in;
import static io.clinker.api.description.Shape.links;
import static io.clinker.api.description.Shape.list;
import static io.clinker.api.description.Shape.maybe;
import static io.clinker.api.description.Shape.number;
import static io.clinker.api.description.Shape.page;
import static io.clinker.api.description.Shape.text;
import static io.clinker.api.description.Shape.texts;
import static io.clinker.api.description.Shape.time;
import static io.clinker.api.description.Shape.whole;
import static io.clinker.api.description.Shape.words;

import io.clinker.api.description.Shape.Anything;
import io.clinker.api.description.Shape.Either;
import io.clinker.api.description.Shape.Fields;
import io.clinker.api.description.Shape.ListOf;
import io.clinker.api.description.Shape.MapOf;
import io.clinker.api.description.Shape.Nothing;
import io.clinker.api.http.Since;
import java.util.List;

/** What the installation tells of itself: versions, limits, services, hosts, pools, messages. */
final class ServiceShapes {
  private static final Shape UP = words("up", "down");
  private static final Shape ENABLED = words("enabled", "disabled");

  static final Shape VERSIONS =
      list(
          "versions",
          fields(
              field("id", text()),
              field("status", text()),
              field("version", text()),
              field("min_version", text()),
              field("updated", text()),
              field("links", links()),
              field(
                  "media-types",
                  new ListOf(fields(field("base", text()), field("type", text()))))));

  private static final Fields EXTENSION_FIELDS =
      fields(
          field("name", text()),
          field("alias", text()),
          field("description", text()),
          field("updated", text()),
          field("links", links()));

  static final Shape EXTENSION = in("extension", EXTENSION_FIELDS);
  static final Shape EXTENSIONS = list("extensions", EXTENSION_FIELDS);

  static final Shape RESOURCE_FILTERS =
      list(
          "resource_filters",
          fields(field("resource", text()), field("filters", new ListOf(text()))));

  static final Shape ZONES =
      list(
          "availabilityZoneInfo",
          fields(field("zoneName", text()), field("zoneState", in("available", flag()))));

  static final Shape LIMITS =
      in(
          "limits",
          fields(
              field("rate", new ListOf(new Anything())),
              field(
                  "absolute",
                  fields(
                      field("maxTotalVolumes", whole()),
                      field("maxTotalSnapshots", whole()),
                      field("maxTotalVolumeGigabytes", whole()),
                      field("maxTotalBackups", whole()),
                      field("maxTotalBackupGigabytes", whole()),
                      maybe("totalVolumesUsed", whole()),
                      maybe("totalGigabytesUsed", whole()),
                      maybe("totalSnapshotsUsed", whole()),
                      maybe("totalBackupsUsed", whole()),
                      maybe("totalBackupGigabytesUsed", whole())))));

  /** The limits by resource; with {@code usage} what is used of each. */
  static final Shape QUOTA_SET =
      in(
          "quota_set",
          new MapOf(
              new Either(
                  List.of(
                      whole(),
                      text(),
                      fields(
                          field("limit", whole()),
                          field("in_use", whole()),
                          field("reserved", whole()))))));

  static final Shape QUOTA_CLASS_SET =
      in("quota_class_set", new MapOf(new Either(List.of(whole(), text()))));

  static final Shape SERVICES =
      list(
          "services",
          fields(
              field("binary", text()),
              field("host", text()),
              field("zone", text()),
              field("status", ENABLED),
              field("state", UP),
              field("updated_at", time().orNull()),
              field("disabled_reason", text().orNull()),
              maybe("replication_status", text()),
              maybe("active_backend_id", text().orNull()),
              maybe("frozen", flag()),
              field("cluster", text().orNull()).since(Since.SERVICE_CLUSTER),
              maybe("backend_state", UP).since(Since.SERVICE_BACKEND_STATE)));

  static final Shape SERVICE_SWITCHED =
      fields(
          field("host", text()),
          field("service", text()),
          field("binary", text()),
          field("disabled", flag()),
          field("status", ENABLED),
          maybe("disabled_reason", text().orNull()));

  static final Shape LOG_LEVELS =
      list(
          "log_levels",
          fields(field("host", text()), field("binary", text()), field("levels", texts())));

  private static final Shape CLEANED =
      fields(
          field("id", whole()),
          field("host", text()),
          field("binary", text()),
          field("cluster_name", text().orNull()));

  static final Shape CLEANUP =
      list("cleaning", CLEANED).and(field("unavailable", new ListOf(CLEANED)));

  static final Shape HOSTS =
      list(
          "hosts",
          fields(
              field("host_name", text()),
              field("service", text()),
              field("zone", text()),
              field("service-status", words("available", "unavailable")),
              field("service-state", ENABLED),
              field("last-update", time().orNull())));

  static final Shape HOST =
      list(
          "host",
          in(
              "resource",
              fields(
                  field("host", text()),
                  field("project", text()),
                  field("volume_count", text()),
                  field("total_volume_gb", text()),
                  field("snapshot_count", text()),
                  field("total_snapshot_gb", text()))));

  static final Shape POOLS =
      list(
          "pools",
          fields(
              field("name", text()),
              maybe(
                  "capabilities",
                  fields(
                      field("volume_backend_name", text()),
                      field("pool_name", text()),
                      field("vendor_name", text()),
                      field("driver_version", text()),
                      field("storage_protocol", text()),
                      field("total_capacity_gb", number()),
                      field("free_capacity_gb", number()),
                      field("allocated_capacity_gb", number()),
                      field("provisioned_capacity_gb", number()),
                      field("reserved_percentage", whole()),
                      field("max_over_subscription_ratio", number()),
                      field("thin_provisioning_support", flag()),
                      field("thick_provisioning_support", flag()),
                      field("multiattach", flag()),
                      field("QoS_support", flag()),
                      field("backend_state", UP),
                      field("timestamp", time().orNull()),
                      field("updated", time().orNull())))));

  static final Shape CAPABILITIES =
      fields(
          field("namespace", text()),
          field("vendor_name", text()),
          field("volume_backend_name", text()),
          field("pool_name", text().orNull()),
          field("driver_version", text()),
          field("storage_protocol", text()),
          field("display_name", text().orNull()),
          field("description", text().orNull()),
          field("visibility", text().orNull()),
          field("replication_targets", new ListOf(new Anything())),
          field("properties", new MapOf(new Anything())));

  private static final Fields MESSAGE_FIELDS =
      fields(
          field("id", text()),
          field("event_id", text()),
          field("user_message", text()),
          field("message_level", text()),
          field("created_at", time().orNull()),
          field("guaranteed_until", time().orNull()),
          field("request_id", text().orNull()),
          field("links", links()),
          field("resource_type", text()),
          field("resource_uuid", text().orNull()));

  static final Shape MESSAGE = in("message", MESSAGE_FIELDS);
  static final Shape MESSAGES = page("messages", "messages_links", MESSAGE_FIELDS);

  private static final Fields CLUSTER_FIELDS =
      fields(
          field("name", text()),
          field("binary", text()),
          field("state", UP),
          field("status", ENABLED),
          field("replication_status", text()).since(Since.CLUSTER_REPLICATION));

  private static final Fields CLUSTER_DETAIL =
      CLUSTER_FIELDS.and(
          field("num_hosts", whole()),
          field("num_down_hosts", whole()),
          field("last_heartbeat", time()),
          field("created_at", time()),
          field("updated_at", time()),
          field("disabled_reason", text().orNull()),
          field("frozen", flag()).since(Since.CLUSTER_REPLICATION),
          field("active_backend_id", new Nothing()).since(Since.CLUSTER_REPLICATION));

  static final Shape CLUSTERS = list("clusters", CLUSTER_FIELDS);
  static final Shape CLUSTERS_DETAIL = list("clusters", CLUSTER_DETAIL);
  static final Shape CLUSTER = in("cluster", CLUSTER_DETAIL);
  static final Shape CLUSTER_SWITCHED =
      in("cluster", CLUSTER_FIELDS.and(field("disabled_reason", text().orNull())));

  private ServiceShapes() {}
}
