package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.clinker.cases.Shows;
import io.clinker.model.VolumeId;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Rows of the past, many of them, and those who read and remove meanwhile. */
class PurgeRacesTest {
  private static final int LIVE = 120;
  private static final int DELETED = 6000;
  private static final int PAGE = 25;
  private static final Purge.Retention NOTHING =
      new Purge.Retention(Duration.ZERO, Duration.ZERO, Duration.ZERO);

  @AutoClose private final Rig rig = new Rig();
  private final BulkRows rows = new BulkRows(rig.database(), rig.stores());

  @Test
  @Shows("L-6")
  void aPageCostsTheSameHoweverManyAreDeleted() {
    List<VolumeId> live = rows.volumes(Rig.PROJECT, LIVE);
    rig.test().run("analyze table volume");
    long alone = rowsTouched(live.get(LIVE / 2));

    rows.deletedVolumes(Rig.PROJECT, DELETED);
    rig.test().run("analyze table volume");

    assertThat(alone).isPositive();
    assertThat(rowsTouched(live.get(LIVE / 2))).isEqualTo(alone);
  }

  /** By the server's own count, which tells more than any clock. */
  private long rowsTouched(VolumeId after) {
    ListQuery page = ListQuery.newest(Rig.PROJECT, PAGE).after(after.value());
    return rig.database()
        .read(
            handle -> {
              long before = reads(handle);
              rig.stores().volumes().page(handle, page);
              return reads(handle) - before;
            });
  }

  private static long reads(Handle handle) {
    return handle
        .createQuery(
            "show session status where variable_name in"
                + " ('Handler_read_first', 'Handler_read_key', 'Handler_read_last',"
                + " 'Handler_read_next', 'Handler_read_prev', 'Handler_read_rnd',"
                + " 'Handler_read_rnd_next')")
        .map((row, context) -> row.getLong(2))
        .list()
        .stream()
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  @Shows("L-6")
  void readersSeeAllThatLivesWhileTheRestIsRemoved() throws Exception {
    List<VolumeId> live = rows.volumes(Rig.PROJECT, LIVE).reversed();
    rows.deletedVolumes(Rig.PROJECT, DELETED);
    rows.operations(Rig.PROJECT, DELETED);
    AtomicBoolean removing = new AtomicBoolean(true);
    try (ExecutorService threads = Executors.newFixedThreadPool(6)) {
      List<Future<Boolean>> readers = new ArrayList<>();
      for (int reader = 0; reader < 3; reader++) {
        Callable<Boolean> reading =
            () -> {
              do {
                assertThat(listed()).isEqualTo(live);
              } while (removing.get());
              return true;
            };
        readers.add(threads.submit(reading));
      }
      List<Future<Long>> purges = new ArrayList<>();
      for (int node = 0; node < 3; node++) {
        purges.add(threads.submit(new Purge(rig.database(), NOTHING)::round));
      }
      for (Future<Long> purge : purges) {
        assertThat(purge.get()).isNotNegative();
      }
      removing.set(false);
      for (Future<Boolean> reader : readers) {
        assertThat(reader.get()).isTrue();
      }
    }
    assertThat(rig.number("select count(*) from volume")).isEqualTo(LIVE);
    assertThat(rig.number("select count(*) from operation")).isZero();
  }

  /** As an adopted orphan, whose id is that of a row of the past. */
  @Test
  void whatIsMadeAnewMeanwhileIsNotRemoved() throws Exception {
    VolumeId volume = rows.volumes(Rig.PROJECT, 1).getFirst();
    rig.test().run("update volume set deleted_at = now(6) - interval 9 day");
    try (ExecutorService threads = Executors.newFixedThreadPool(1);
        Handle adopt = rig.database().jdbi().open()) {
      adopt.begin();
      adopt.execute("update volume set deleted_at = null");
      rig.stores()
          .volumes()
          .describe(
              adopt,
              rig.stores().volumes().lock(adopt, volume).orElseThrow(),
              "adopted",
              null,
              Map.of("made", "anew"),
              Instant.now());
      Future<Long> purge = threads.submit(new Purge(rig.database(), NOTHING)::round);
      assertThat(catchThrowable(() -> purge.get(3, TimeUnit.SECONDS)))
          .as("it waits")
          .isInstanceOf(TimeoutException.class);
      adopt.commit();
      purge.get();
    }
    assertThat(rig.row(volume).name()).isEqualTo("adopted");
    assertThat(rig.number("select count(*) from metadata_pair")).isEqualTo(1);
  }

  @Test
  void nothingThatIsLeftNamesWhatIsGone() throws Exception {
    rows.volumes(Rig.PROJECT, LIVE);
    rows.operations(Rig.PROJECT, DELETED);
    // By its id the successor comes first, by its end last.
    String successor = "0".repeat(36);
    String superseded = "f".repeat(36);
    rig.test()
        .run(
            "update operation set id = '%s', ended_at = ended_at + interval 1 minute order by id limit 1"
                .formatted(successor));
    rig.test()
        .run(
            ("update operation set id = '%s', superseded_by = '%s', ended_at = ended_at - interval 1 day"
                    + " order by id desc limit 1")
                .formatted(superseded, successor));
    rig.test().run("update operation set ended_at = ended_at - interval 1 hour");
    rig.test()
        .run(
            "insert into idempotency (project_id, idempotency_key, request_hash, operation_id, created_at)"
                + " values ('p1', 'key', 'hash', '%s', now(6) - interval 1 day)"
                    .formatted(successor));
    // With this key the server may find the oldest first by chance.
    rig.test().run("alter table operation drop key operation_purge");
    rig.test().run("analyze table operation");
    try (ExecutorService threads = Executors.newFixedThreadPool(1);
        Handle reader = rig.database().jdbi().open()) {
      reader.begin();
      reader.execute("select id from operation where id = '%s' for update".formatted(superseded));
      Future<Long> purge = threads.submit(new Purge(rig.database(), NOTHING)::round);
      assertThat(catchThrowable(() -> purge.get(3, TimeUnit.SECONDS)))
          .as("it waits")
          .isInstanceOf(TimeoutException.class);
      assertThat(rig.number("select count(*) from operation where id = ?", successor)).isOne();
      assertThat(rig.number("select count(*) from idempotency")).isZero();
      reader.commit();
      purge.get();
    }
    assertThat(rig.number("select count(*) from operation")).isZero();
  }

  /** As a client reads: page by page, each after the last one seen. */
  private List<VolumeId> listed() {
    List<VolumeId> all = new ArrayList<>();
    ListQuery query = ListQuery.newest(Rig.PROJECT, PAGE);
    while (true) {
      ListQuery next = query;
      List<VolumeRow> page =
          rig.database().read(handle -> rig.stores().volumes().page(handle, next));
      page.forEach(row -> all.add(row.id()));
      if (page.size() < PAGE) {
        return all;
      }
      query = ListQuery.newest(Rig.PROJECT, PAGE).after(page.getLast().id().value());
    }
  }
}
