package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clinker.model.ClinkerException;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.store.Filter.AnyOf;
import io.clinker.store.Filter.Operator;
import io.clinker.store.ListQuery.SortKey;
import io.clinker.store.testing.Rig;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ListsTest {
  @AutoClose private final Rig rig = new Rig();

  private List<VolumeRow> page(ListQuery query) {
    return rig.database().read(handle -> rig.stores().volumes().page(handle, query));
  }

  private static ListQuery sorted(int limit, SortKey... keys) {
    return new ListQuery(Rig.PROJECT, List.of(), List.of(keys), null, limit, 0);
  }

  private List<String> walk(ListQuery first) {
    List<String> seen = new ArrayList<>();
    ListQuery query = first;
    for (List<VolumeRow> rows = page(query); !rows.isEmpty(); rows = page(query)) {
      rows.forEach(row -> seen.add(row.id().value()));
      query = first.after(rows.getLast().id().value());
    }
    return seen;
  }

  @Test
  void pagesCoverEveryRowOnceInEveryOrder() {
    new BulkRows(rig.database(), rig.stores()).volumes(Rig.PROJECT, 47);
    rig.test().run("update volume set name = null where metadata like '%3%'");
    rig.test().run("update volume set size_gib = 1 + conv(substr(id, 1, 1), 16, 10) % 3");
    rig.test().run("update volume set created_at = '2026-01-01' where metadata like '%4%'");
    rig.test()
        .run(
            """
            update volume set migration_status = elt(1 + size_gib % 3, 'starting', 'success', null),
              group_id = if(metadata like '%2%', null, 'g1'), multiattach = size_gib % 2,
              backend = if(metadata like '%5%', null, 'b1'), pool = elt(size_gib, 'p1', 'p2', null),
              source_volume_id = if(metadata like '%6%', id, null)
            """);
    for (ListQuery query :
        List.of(
            sorted(5),
            sorted(5, new SortKey("created_at", false)),
            sorted(5, new SortKey("name", true)),
            sorted(5, new SortKey("name", false)),
            sorted(5, new SortKey("size", false), new SortKey("name", true)),
            sorted(5, new SortKey("migration_status", true)),
            sorted(5, new SortKey("group_id", false), new SortKey("multiattach", true)),
            sorted(5, new SortKey("host", false), new SortKey("source_volid", false)),
            sorted(5, new SortKey("host", true), new SortKey("snapshot_id", true)),
            sorted(5, new SortKey("id", false)))) {
      List<String> whole =
          page(new ListQuery(Rig.PROJECT, List.of(), query.sort(), null, 100, 0)).stream()
              .map(row -> row.id().value())
              .toList();
      assertThat(walk(query)).as(query.sort().toString()).isEqualTo(whole).hasSize(47);
    }
  }

  @Test
  void pagesHoldWhileRowsComeAndGo() {
    rig.backend("b1", 100);
    rig.unlimited(Rig.PROJECT);
    List<String> there = new ArrayList<>();
    for (int number = 0; number < 12; number++) {
      there.add(rig.volume(1).value());
    }
    for (SortKey key :
        List.of(
            new SortKey("created_at", true),
            new SortKey("name", true),
            new SortKey("size", false))) {
      Set<String> stayed = new TreeSet<>(there);
      List<String> seen = new ArrayList<>();
      ListQuery query = sorted(3, key);
      for (List<VolumeRow> rows = page(query); !rows.isEmpty(); rows = page(query)) {
        rows.forEach(row -> seen.add(row.id().value()));
        VolumeRow marker = rows.getLast();
        query = query.after(marker.id().value());
        if (seen.size() < 10) {
          rig.done(new DeleteVolume(marker.id(), false, false));
          stayed.remove(marker.id().value());
          there.remove(marker.id().value());
          rig.volume(1);
        }
      }
      assertThat(seen).as(key.toString()).doesNotHaveDuplicates().containsAll(stayed);
    }
  }

  @Test
  void aMarkerWhosePlaceHangsOnItsDeleteIsNotKnownAfterwards() {
    rig.backend("b1", 10);
    VolumeId gone = rig.volume(1);
    rig.done(new DeleteVolume(gone, false, false));
    ListQuery byStatus = sorted(3, new SortKey("status", true)).after(gone.value());

    assertThatThrownBy(() -> page(byStatus)).hasMessageContaining("marker");
  }

  @Test
  void aPageReadsAboutAsManyRowsAsItHas() {
    int count = 4000;
    List<VolumeId> ids = new BulkRows(rig.database(), rig.stores()).volumes(Rig.PROJECT, count);
    rig.test()
        .run("update volume set name = null where mod(conv(substr(id, 1, 2), 16, 10), 2) = 0");
    rig.test()
        .run(
            """
            insert into volume (id, project_id, user_id, size_gib, status, attach_status,
              volume_type_id, availability_zone, metadata, admin_metadata, image_metadata, fence,
              created_at, deleted_at)
            select uuid(), project_id, user_id, 1, 'deleted', 'detached', volume_type_id, 'nova',
              '{}', '{}', '{}', 1, created_at, created_at
            from volume
            """);
    rig.test().run("analyze table volume");
    String middle = ids.get(count / 2).value();
    String named = page(sorted(count, new SortKey("name", true))).get(count / 3).id().value();
    String nameless = page(sorted(count, new SortKey("name", false))).get(count / 3).id().value();
    AnyOf none = AnyOf.one("status", "error");
    AnyOf all = AnyOf.one("status", "available");
    ListQuery every = ListQuery.newest(null, 10);
    for (ListQuery query :
        List.of(
            sorted(10),
            sorted(10).after(middle),
            sorted(10).with(none),
            sorted(10).with(all),
            sorted(10).with(all).after(middle),
            sorted(10, new SortKey("name", false)),
            sorted(10, new SortKey("name", true)).after(named),
            sorted(10, new SortKey("name", false)).after(nameless),
            sorted(10, new SortKey("status", true)).after(middle),
            sorted(10, new SortKey("size", false)).after(middle),
            every.after(middle),
            every.with(none),
            new ListQuery(null, List.of(), List.of(new SortKey("name", true)), named, 10, 0),
            new ListQuery(null, List.of(), List.of(new SortKey("status", false)), middle, 10, 0))) {
      assertThat(rowsRead(query)).as(query.toString()).isLessThan(150);
    }
  }

  /** How many rows the server looked at, in tables and indexes. */
  private long rowsRead(ListQuery query) {
    return rig.database()
        .read(
            handle -> {
              long before = rowsRead(handle);
              rig.stores().volumes().page(handle, query);
              return rowsRead(handle) - before;
            });
  }

  private static long rowsRead(Handle handle) {
    return handle
        .createQuery("show session status like 'Handler_read%'")
        .map((row, context) -> row.getLong(2))
        .list()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  void filtersSelect() {
    List<VolumeId> ids = new BulkRows(rig.database(), rig.stores()).volumes(Rig.PROJECT, 12);
    new BulkRows(rig.database(), rig.stores()).volumes("p2", 3);
    assertThat(with(new Filter.Metadata("number", "7"))).containsExactly(ids.get(7).value());
    assertThat(with(AnyOf.one("name", "bulk-3"))).containsExactly(ids.get(3).value());
    assertThat(with(AnyOf.one("name", "BULK-3"))).isEmpty();
    assertThat(with(new AnyOf("status", List.of("available", "error")))).hasSize(12);
    assertThat(with(AnyOf.one("size", "1"))).hasSize(12);
    assertThat(with(AnyOf.one("size", "x"))).isEmpty();
    assertThat(with(AnyOf.one("bootable", "False"))).hasSize(12);
    assertThat(with(new Filter.IsNull("migration_status"))).hasSize(12);
    assertThat(with(new Filter.Contains("name", "lk-1"))).hasSize(3);
    assertThat(with(new Filter.Contains("name", "lk%1"))).isEmpty();
    assertThat(with(new Filter.Number("size", Operator.GT, 1))).isEmpty();
    Instant fifth = rig.row(ids.get(5)).createdAt();
    assertThat(with(new Filter.Time("created_at", Operator.LTE, fifth))).hasSize(6);
    assertThat(with(new Filter.Time("updated_at", Operator.NEQ, fifth))).hasSize(12);
    assertThat(with(AnyOf.one("name", "x' or '1'='1"))).isEmpty();
    assertThat(with(new Filter.Metadata("a\"] or 1=1 --", "x"))).isEmpty();
    long count =
        rig.database()
            .read(handle -> rig.stores().volumes().count(handle, ListQuery.newest("p2", 0)));
    assertThat(count).isEqualTo(3);
    assertThat(page(ListQuery.newest(null, 100))).hasSize(15);
    VolumeStore.Summary summary =
        rig.database()
            .read(
                handle -> rig.stores().volumes().summary(handle, ListQuery.newest("p2", 0), true));
    assertThat(summary.gibibytes()).isEqualTo(3);
    assertThat(summary.metadata().get("number")).isEqualTo(Set.of("0", "1", "2"));
  }

  private List<String> with(Filter filter) {
    return page(ListQuery.newest(Rig.PROJECT, 100).with(filter)).stream()
        .map(row -> row.id().value())
        .toList();
  }

  @Test
  void unknownMarkersAndKeysAreTold() {
    assertThatThrownBy(() -> page(ListQuery.newest("p1", 1).after(VolumeId.random().value())))
        .isInstanceOf(ClinkerException.class)
        .hasMessageContaining("marker");
    assertThatThrownBy(() -> page(sorted(1, new SortKey("password", true))))
        .isInstanceOf(ClinkerException.class)
        .hasMessageContaining("column");
  }

  @Test
  void deletedRowsAreNotListed() {
    rig.backend("b1", 10);
    VolumeId gone = rig.volume(1);
    VolumeId stays = rig.volume(1);
    rig.done(new DeleteVolume(gone, false, false));
    assertThat(page(ListQuery.newest("p1", 10))).extracting(VolumeRow::id).containsExactly(stays);
    ListQuery ofVolume = ListQuery.newest("p1", 10).with(AnyOf.one("resource", gone.value()));
    List<OperationRow> operations =
        rig.database().read(handle -> rig.stores().operations().page(handle, ofVolume));
    assertThat(operations).hasSize(2);
  }
}
