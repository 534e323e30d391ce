package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.Description;
import io.clinker.admission.MetadataChange;
import io.clinker.admission.VolumeEdits;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.store.ListQuery.SortKey;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lists by metadata, whoever wrote the rows. */
class MetadataPairsTest {
  private static final String OTHER = "p2";

  @AutoClose private final Rig rig = new Rig();

  @BeforeEach
  void room() {
    rig.backend("b1", 1000);
    rig.unlimited(Rig.PROJECT);
  }

  private VolumeId volume(Map<String, String> metadata) {
    VolumeId id = VolumeId.random();
    rig.done(
        new OperationInput.CreateVolume(id, 1, "name", null, null, null, null, null, metadata));
    return id;
  }

  private List<VolumeId> found(@Nullable String project, String key, String value) {
    ListQuery query = ListQuery.newest(project, 100).with(new Filter.Metadata(key, value));
    List<VolumeId> ids =
        rig.database().read(handle -> rig.stores().volumes().page(handle, query)).stream()
            .map(VolumeRow::id)
            .toList();
    long count = rig.database().read(handle -> rig.stores().volumes().count(handle, query));
    assertThat(count).isEqualTo(ids.size());
    return ids;
  }

  private long unindexed() {
    return rig.number("select count(*) from volume where unindexed = 1");
  }

  private long pairs() {
    return rig.number("select count(*) from metadata_pair");
  }

  private void catchUp() {
    new MetadataCatchUp(rig.database()).round();
  }

  @Test
  void listsFindWhatRowsHaveNow() {
    VolumeId red = volume(Map.of("color", "red", "use", "test"));
    VolumeId blue = volume(Map.of("color", "blue"));
    volume(Map.of());
    assertThat(unindexed()).isZero();
    assertThat(found(Rig.PROJECT, "color", "red")).containsExactly(red);
    assertThat(found(null, "color", "blue")).containsExactly(blue);
    assertThat(found(OTHER, "color", "red")).isEmpty();

    rig.database()
        .inTransaction(
            handle ->
                new VolumeEdits(rig.stores())
                    .describe(
                        handle,
                        red,
                        null,
                        Description.of(new MetadataChange.Replace(Map.of("color", "green"))),
                        rig.database().now()));
    assertThat(found(Rig.PROJECT, "color", "red")).isEmpty();
    assertThat(found(Rig.PROJECT, "use", "test")).isEmpty();
    assertThat(found(Rig.PROJECT, "color", "green")).containsExactly(red);
    assertThat(unindexed()).isZero();

    rig.done(new DeleteVolume(red, false, false));
    assertThat(found(Rig.PROJECT, "color", "green")).isEmpty();
    assertThat(pairs()).isEqualTo(1);
  }

  @Test
  void aSnapshotHasItsOwn() {
    VolumeId volume = volume(Map.of("color", "red"));
    SnapshotId id = SnapshotId.random();
    rig.done(
        new OperationInput.CreateSnapshot(id, volume, null, null, true, Map.of("color", "red")));
    ListQuery query = ListQuery.newest(Rig.PROJECT, 10).with(new Filter.Metadata("color", "red"));
    List<SnapshotRow> found =
        rig.database().read(handle -> rig.stores().snapshots().page(handle, query));
    assertThat(found).extracting(SnapshotRow::id).containsExactly(id);

    rig.done(new OperationInput.DeleteSnapshot(id, false));
    assertThat(pairs()).isEqualTo(1);
  }

  @Test
  void whatIsGivenAwayIsFoundByItsNewOwnerOnly() {
    VolumeId volume = volume(Map.of("color", "red"));
    rig.database()
        .inTransaction(
            handle -> {
              VolumeRow locked = rig.stores().volumes().lock(handle, volume).orElseThrow();
              Handover to = new Handover(OTHER, "u2", "available", rig.database().now());
              return rig.stores().volumes().give(handle, locked, to);
            });

    assertThat(found(OTHER, "color", "red")).containsExactly(volume);
    assertThat(found(Rig.PROJECT, "color", "red")).isEmpty();
    assertThat(unindexed()).isZero();
  }

  @Test
  void whatABuildWithoutPairsWritesIsFoundTooAndThenIndexed() {
    VolumeId fresh = volume(Map.of("color", "red"));
    rig.test().run("delete from metadata_pair");
    rig.test().run("update volume set indexed_metadata = null");
    VolumeId changed = volume(Map.of("color", "green"));
    rig.test()
        .run(
            "update volume set metadata = '{\"color\": \"red\"}' where id = '%s'"
                .formatted(changed));
    VolumeId given = volume(Map.of("color", "red"));
    rig.test().run("update volume set project_id = 'p2' where id = '%s'".formatted(given));
    VolumeId kept = volume(Map.of("color", "red"));
    assertThat(unindexed()).isEqualTo(3);

    assertThat(found(Rig.PROJECT, "color", "red")).containsExactlyInAnyOrder(fresh, changed, kept);
    assertThat(found(Rig.PROJECT, "color", "green")).isEmpty();
    assertThat(found(OTHER, "color", "red")).containsExactly(given);
    catchUp();
    assertThat(unindexed()).isZero();
    assertThat(pairs()).isEqualTo(4);
    assertThat(found(Rig.PROJECT, "color", "red")).containsExactlyInAnyOrder(fresh, changed, kept);
    assertThat(found(OTHER, "color", "red")).containsExactly(given);
  }

  /** More than a batch, and before the others in the order of the index. */
  @Test
  @Timeout(120)
  void rowsThatCannotBeIndexedEndARoundAndHoldUpNoOthers() {
    new BulkRows(rig.database(), rig.stores()).volumes("a-stuck", 250);
    new BulkRows(rig.database(), rig.stores()).volumes(OTHER, 250);
    rig.test().run("update volume set indexed_metadata = null");
    rig.test()
        .run(
            """
            create trigger stuck before update on volume for each row
            set new.indexed_metadata =
              if(new.project_id = 'a-stuck', old.indexed_metadata, new.indexed_metadata)
            """);

    catchUp();

    assertThat(rig.number("select count(*) from volume where unindexed = 1")).isEqualTo(250);
    assertThat(
            rig.number(
                "select count(*) from volume where unindexed = 1 and project_id = 'a-stuck'"))
        .isEqualTo(250);
    assertThat(found(OTHER, "number", "249")).hasSize(1);
    assertThat(found("a-stuck", "number", "249")).hasSize(1);
  }

  @Test
  void pagesGoThroughBothKindsInEveryOrder() {
    List<VolumeId> ids = new BulkRows(rig.database(), rig.stores()).volumes(Rig.PROJECT, 31);
    rig.test().run("update volume set indexed_metadata = 1 where name like '%3%'");
    rig.test().run("update volume set size_gib = 1 + mod(conv(substr(id, 1, 1), 16, 10), 3)");
    assertThat(unindexed()).isEqualTo(4);
    for (SortKey key :
        List.of(
            new SortKey("created_at", true),
            new SortKey("created_at", false),
            new SortKey("size", false),
            new SortKey("name", true))) {
      ListQuery first =
          new ListQuery(Rig.PROJECT, List.of(), List.of(key), null, 4, 0)
              .with(new Filter.Metadata("made", "bulk"));
      List<VolumeId> seen = new ArrayList<>();
      ListQuery next = first;
      for (List<VolumeRow> rows = page(next); !rows.isEmpty(); rows = page(next)) {
        rows.forEach(row -> seen.add(row.id()));
        next = first.after(rows.getLast().id().value());
      }
      assertThat(seen).as(key.toString()).containsExactlyInAnyOrderElementsOf(ids);
      assertThat(seen)
          .as(key.toString())
          .isEqualTo(
              page(new ListQuery(Rig.PROJECT, List.of(), List.of(key), null, 100, 0)).stream()
                  .map(VolumeRow::id)
                  .toList());
    }
  }

  private List<VolumeRow> page(ListQuery query) {
    return rig.database().read(handle -> rig.stores().volumes().page(handle, query));
  }

  @Test
  void rowsThatABuildWithoutPairsDeletedTakeTheirsWithThem() {
    VolumeId volume = volume(Map.of("color", "red"));
    rig.test()
        .run(
            """
            update volume set status = 'deleted', deleted_at = now(6) - interval 2 day
            where id = '%s'
            """
                .formatted(volume));
    assertThat(found(Rig.PROJECT, "color", "red")).isEmpty();
    assertThat(pairs()).isEqualTo(1);

    new Purge(
            rig.database(),
            new Purge.Retention(Duration.ofDays(1), Duration.ofDays(1), Duration.ofDays(1)))
        .round();

    assertThat(pairs()).isZero();
  }
}
