package io.clinker.api.description;

import static io.clinker.api.description.Shape.field;
import static io.clinker.api.description.Shape.fields;
import static io.clinker.api.description.Shape.in;
import static io.clinker.api.description.Shape.list;
import static io.clinker.api.description.Shape.maybe;
import static io.clinker.api.description.Shape.page;
import static io.clinker.api.description.Shape.text;
import static io.clinker.api.description.Shape.time;
import static io.clinker.api.description.Shape.uuid;

import io.clinker.api.description.Shape.Fields;
import io.clinker.api.description.Shape.ListOf;
import io.clinker.api.http.Since;

/** Groups and group snapshots in answers; the views write them. */
final class GroupShapes {
  private static final Fields ITEM = fields(field("id", uuid()), field("name", text().orNull()));

  private static final Fields GROUP_FIELDS =
      fields(
          field("id", uuid()),
          field("status", text()),
          field("availability_zone", text()),
          field("created_at", time().orNull()),
          field("name", text().orNull()),
          field("description", text().orNull()),
          field("group_type", uuid()),
          field("volume_types", new ListOf(uuid())),
          field("group_snapshot_id", uuid().orNull()).since(Since.GROUP_SOURCES),
          field("source_group_id", uuid().orNull()).since(Since.GROUP_SOURCES),
          maybe("volumes", new ListOf(uuid())).since(Since.GROUP_VOLUMES),
          field("replication_status", text()).since(Since.GROUP_REPLICATION),
          maybe("project_id", text()).since(Since.GROUP_PROJECT_ID));

  private static final Fields SNAPSHOT_FIELDS =
      ITEM.and(
          field("group_id", uuid()),
          field("group_type_id", uuid()),
          field("status", text()),
          field("created_at", time().orNull()),
          field("description", text().orNull()),
          maybe("project_id", text()).since(Since.GROUP_PROJECT_ID));

  static final Shape GROUPS = page("groups", "group_links", ITEM);
  static final Shape GROUPS_DETAIL = page("groups", "group_links", GROUP_FIELDS);
  static final Shape GROUP = in("group", GROUP_FIELDS);
  static final Shape GROUP_CREATED = in("group", ITEM);
  static final Shape REPLICATION_TARGETS = list("replication_targets", new Shape.Anything());

  static final Shape GROUP_SNAPSHOTS = page("group_snapshots", "group_snapshot_links", ITEM);
  static final Shape GROUP_SNAPSHOTS_DETAIL =
      page("group_snapshots", "group_snapshot_links", SNAPSHOT_FIELDS);
  static final Shape GROUP_SNAPSHOT = in("group_snapshot", SNAPSHOT_FIELDS);
  static final Shape GROUP_SNAPSHOT_CREATED =
      in("group_snapshot", ITEM.and(field("group_type_id", uuid())));

  private GroupShapes() {}
}
