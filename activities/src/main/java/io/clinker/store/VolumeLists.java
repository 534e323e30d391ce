package io.clinker.store;

import static io.clinker.store.Listing.Column.text;

import io.clinker.model.ResourceKind;
import io.clinker.store.Listing.Column;
import io.clinker.store.Listing.Kind;
import io.clinker.store.VolumeStore.Summary;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** Which volumes there are: their lists and what they sum up to. */
final class VolumeLists {
  static final Listing LISTING =
      new Listing(
              "volume v",
              "v.live = 1",
              "v.project_id",
              "v.created_at",
              "v.id",
              Map.ofEntries(
                  Map.entry("id", text("v.id")),
                  Map.entry("project_id", text("v.project_id")),
                  Map.entry("user_id", text("v.user_id")),
                  Map.entry("name", text("v.name")),
                  Map.entry("description", text("v.description")),
                  Map.entry("size", new Column("v.size_gib", Kind.INTEGER)),
                  Map.entry("status", text("v.status")),
                  Map.entry("attach_status", text("v.attach_status")),
                  Map.entry("migration_status", text("v.migration_status")),
                  Map.entry("volume_type_id", text("v.volume_type_id")),
                  Map.entry("snapshot_id", text("v.snapshot_id")),
                  Map.entry("source_volid", text("v.source_volume_id")),
                  Map.entry("availability_zone", text("v.availability_zone")),
                  Map.entry("backend", text("v.backend")),
                  Map.entry("pool", text("v.pool")),
                  Map.entry("host", text("concat(v.backend, '#', v.pool)")),
                  Map.entry("bootable", new Column("v.bootable", Kind.BOOLEAN)),
                  Map.entry("multiattach", new Column("v.multiattach", Kind.BOOLEAN)),
                  Map.entry("consumes_quota", new Column("1", Kind.BOOLEAN)),
                  Map.entry("group_id", text("v.group_id")),
                  Map.entry("metadata", text("v.metadata")),
                  Map.entry("glance_metadata", text("v.image_metadata")),
                  Map.entry("created_at", new Column("v.created_at", Kind.TIME)),
                  Map.entry("updated_at", new Column("v.updated_at", Kind.TIME)),
                  Map.entry("launched_at", new Column("v.launched_at", Kind.TIME))))
          .withPairsOf(ResourceKind.VOLUME);

  private VolumeLists() {}

  /** What the volumes sum up to; their metadata are looked through only when asked for. */
  static Summary summary(Handle handle, ListQuery query, boolean withMetadata) {
    Summary sums =
        LISTING
            .all(
                handle,
                "count(*), coalesce(sum(v.size_gib), 0)",
                query,
                (row, context) -> new Summary(row.getLong(1), row.getLong(2), Map.of()))
            .stream()
            .reduce(new Summary(0, 0, Map.of()), Summary::plus);
    if (!withMetadata) {
      return sums;
    }
    Map<String, Set<String>> metadata = new TreeMap<>();
    // Many volumes have the same: it is read once.
    Set<String> texts =
        new HashSet<>(LISTING.all(handle, "v.metadata", query, (row, context) -> row.getString(1)));
    for (String text : texts) {
      Json.readTexts(text)
          .forEach(
              (key, value) -> metadata.computeIfAbsent(key, unused -> new TreeSet<>()).add(value));
    }
    return new Summary(sums.count(), sums.gibibytes(), metadata);
  }
}
