package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.model.VolumeId;
import io.clinker.store.Filter.AnyOf;
import io.clinker.store.ListQuery.SortKey;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** L-6: rows of the past slow nothing, and nobody notices when they go. */
class DeletedRowsTest {
  private static final int LIVE = 400;
  private static final int DELETED = 8000;

  @AutoClose private final Rig rig = new Rig();
  private final BulkRows rows = new BulkRows(rig.database(), rig.stores());

  @Test
  @Shows("L-6")
  void whatReadsCostDoesNotDependOnThem() {
    List<VolumeId> ids = rows.volumes(Rig.PROJECT, LIVE);
    rows.snapshots(Rig.PROJECT, LIVE);
    Map<String, Function<Handle, ?>> reads = reads(ids.get(LIVE / 2));
    Map<String, Long> before = rowsRead(reads);

    addDeleted();

    Map<String, Long> after = rowsRead(reads);
    after.forEach(
        (read, count) ->
            assertThat(count).as(read).isBetween(1L, before.getOrDefault(read, 0L) + 2));
  }

  private void addDeleted() {
    rows.deletedVolumes(Rig.PROJECT, DELETED);
    rig.test()
        .run(
            """
            insert into snapshot (id, volume_id, project_id, user_id, size_gib, volume_type_id,
              status, progress, metadata, fence, created_at, deleted_at)
            select uuid(), id, project_id, user_id, 1, volume_type_id, 'deleted', '100%', metadata,
              1, created_at, deleted_at
            from volume where deleted_at is not null
            """);
    rig.test().run("update volume set deleted_at = now(6) - interval 9 day where live is null");
    rig.test().run("update snapshot set deleted_at = now(6) - interval 9 day where live is null");
    rig.test().run("analyze table volume");
    rig.test().run("analyze table snapshot");
  }

  private Map<String, Function<Handle, ?>> reads(VolumeId one) {
    Stores stores = rig.stores();
    ListQuery page = ListQuery.newest(Rig.PROJECT, 20);
    Map<String, Function<Handle, ?>> reads = new LinkedHashMap<>();
    Map<String, ListQuery> lists = new LinkedHashMap<>();
    lists.put("page", page);
    lists.put("deep page", page.after(one.value()));
    lists.put("page of all projects", ListQuery.newest(null, 20));
    lists.put("by offset", new ListQuery(Rig.PROJECT, List.of(), List.of(), null, 20, LIVE / 2));
    lists.put("by name", page.with(AnyOf.one("name", "bulk-7")));
    lists.put("by part of the name", page.with(new Filter.Contains("name", "lk-77")));
    lists.put("by status", page.with(AnyOf.one("status", "error")));
    lists.put("by metadata", page.with(new Filter.Metadata("number", "7")));
    lists.put(
        "sorted",
        new ListQuery(Rig.PROJECT, List.of(), List.of(new SortKey("name", true)), null, 20, 0));
    lists.forEach(
        (what, query) -> {
          reads.put("volumes, " + what, handle -> stores.volumes().page(handle, query));
          reads.put("snapshots, " + what, handle -> snapshots(handle, query, one));
        });
    reads.put("volume", handle -> stores.volumes().find(handle, one, Rig.PROJECT));
    reads.put("count", handle -> stores.volumes().count(handle, page));
    reads.put("summary", handle -> stores.volumes().summary(handle, page, true));
    reads.put("usage", handle -> stores.quotas().usage(handle, Rig.PROJECT, null));
    reads.put("usage by type", handle -> stores.quotas().usageByType(handle, Rig.PROJECT));
    reads.put("uses", handle -> stores.quotaUses().page(handle, Rig.PROJECT, null, 20, 0));
    reads.put("held", handle -> stores.quotaUses().held(handle, Rig.PROJECT));
    reads.put("drifts", handle -> stores.quotaUses().drifts(handle, null));
    return reads;
  }

  private List<SnapshotRow> snapshots(Handle handle, ListQuery query, VolumeId volume) {
    ListQuery own =
        query.marker() == null
            ? query
            : query.after(
                rig.stores().snapshots().ofVolume(handle, volume).getFirst().id().value());
    return rig.stores().snapshots().page(handle, own);
  }

  private Map<String, Long> rowsRead(Map<String, Function<Handle, ?>> reads) {
    rig.test().run("analyze table volume");
    rig.test().run("analyze table snapshot");
    Map<String, Long> counts = new LinkedHashMap<>();
    rig.database()
        .read(
            handle -> {
              reads.forEach(
                  (what, read) -> {
                    read.apply(handle);
                    long before = rowsRead(handle);
                    read.apply(handle);
                    counts.put(what, rowsRead(handle) - before);
                  });
              return true;
            });
    return counts;
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
  @Shows("L-6")
  void aPurgeDisturbsNoReader() throws Exception {
    List<VolumeId> ids = rows.volumes(Rig.PROJECT, LIVE);
    addDeleted();
    Duration day = Duration.ofDays(1);
    Purge purge = new Purge(rig.database(), new Purge.Retention(day, day, day));
    try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
      Future<Long> purged = threads.submit(purge::round);
      do {
        assertThat(walk()).containsExactlyElementsOf(ids.reversed());
      } while (!purged.isDone());
      assertThat(purged.get()).isEqualTo(2L * DELETED);
    }
    assertThat(rig.number("select count(*) from volume")).isEqualTo(LIVE);
  }

  private List<VolumeId> walk() {
    List<VolumeId> seen = new ArrayList<>();
    ListQuery query = ListQuery.newest(Rig.PROJECT, 50);
    for (List<VolumeRow> page = page(query); !page.isEmpty(); page = page(query)) {
      page.forEach(row -> seen.add(row.id()));
      query = query.after(page.getLast().id().value());
    }
    return seen;
  }

  private List<VolumeRow> page(ListQuery query) {
    return rig.database().read(handle -> rig.stores().volumes().page(handle, query));
  }
}
