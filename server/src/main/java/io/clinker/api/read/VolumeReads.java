package io.clinker.api.read;

import io.clinker.api.list.ListRequest;
import io.clinker.model.VolumeId;
import io.clinker.store.VolumeRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** Volumes as the API shows them. */
public final class VolumeReads {
  private static final Table<VolumeRow> VOLUMES =
      new Table<>(
          "v.id, v.project_id, v.user_id, v.name, v.description, v.size_gib, v.extending_to_gib,"
              + " v.status, v.previous_status, v.attach_status, v.migration_status,"
              + " v.volume_type_id, t.name, v.snapshot_id, v.source_volume_id,"
              + " v.availability_zone, v.backend, v.pool, v.protocol, v.bootable, v.multiattach,"
              + " v.metadata, v.admin_metadata, v.image_metadata, v.fence, v.version,"
              + " v.operation_id, v.created_at, v.updated_at, v.launched_at, v.deleted_at",
          "volume v left join volume_type t on t.id = v.volume_type_id",
          "v.",
          "v.live = 1",
          "Volume",
          VolumeReads::row);

  private final Reader reader;

  public VolumeReads(Reader reader) {
    this.reader = reader;
  }

  /**
   * Finds a volume.
   *
   * @param project null: of any project
   */
  public Optional<VolumeRow> find(String id, @Nullable String project) {
    return reader.read(handle -> VOLUMES.find(handle, id, project));
  }

  public List<VolumeRow> page(ListRequest request) {
    return reader.read(handle -> VOLUMES.page(handle, request));
  }

  /** How many there are on all pages. */
  public long count(ListRequest request) {
    return reader.read(handle -> VOLUMES.count(handle, request));
  }

  /**
   * Number, size and metadata of volumes.
   *
   * @param metadata every key with all its values
   */
  public record Summary(long count, long gib, Map<String, List<String>> metadata) {}

  /** Sums up the volumes of a request, whatever page it asks for. */
  public Summary summary(ListRequest request, boolean withMetadata) {
    return reader.read(
        handle -> {
          PageStatement statement = new PageStatement("v.live = 1").all(request, "v.project_id");
          Summary sums =
              Table.query(
                      handle,
                      "select count(*), coalesce(sum(v.size_gib), 0) from volume v where "
                          + statement.where(),
                      statement.values())
                  .map((row, context) -> new Summary(row.getLong(1), row.getLong(2), Map.of()))
                  .one();
          if (!withMetadata) {
            return sums;
          }
          Map<String, TreeSet<String>> values = new TreeMap<>();
          Table.query(
                  handle,
                  "select v.metadata from volume v where v.metadata <> '{}' and "
                      + statement.where(),
                  statement.values())
              .map((row, context) -> new Row(row).texts())
              .forEach(
                  metadata ->
                      metadata.forEach(
                          (key, value) ->
                              values.computeIfAbsent(key, name -> new TreeSet<>()).add(value)));
          Map<String, List<String>> lists = new HashMap<>();
          values.forEach((key, all) -> lists.put(key, List.copyOf(all)));
          return new Summary(sums.count(), sums.gib(), lists);
        });
  }

  private static VolumeRow row(java.sql.ResultSet result, StatementContext context)
      throws java.sql.SQLException {
    Row row = new Row(result);
    return new VolumeRow(
        new VolumeId(row.text()),
        row.text(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.whole(),
        row.wholeOrNull(),
        row.text(),
        row.textOrNull(),
        row.text(),
        row.textOrNull(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.text(),
        row.textOrNull(),
        row.textOrNull(),
        row.textOrNull(),
        row.flag(),
        row.flag(),
        row.texts(),
        row.texts(),
        row.texts(),
        row.number(),
        row.number(),
        row.textOrNull(),
        row.instant(),
        row.instantOrNull(),
        row.instantOrNull(),
        row.instantOrNull());
  }
}
