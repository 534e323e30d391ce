package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.VolumeId;
import io.clinker.store.Filter.AnyOf;
import io.clinker.store.ListQuery.SortKey;
import io.clinker.store.testing.Rig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What reads cost among many rows, counted in rows and not in time. */
class ReadCostTest {
  private static final int COUNT = 4000;
  private static final int DELETED = 6000;

  private static final Rig rig = new Rig();
  private static List<VolumeId> ids = List.of();

  @BeforeAll
  static void manyRows() {
    BulkRows rows = new BulkRows(rig.database(), rig.stores());
    ids = rows.volumes(Rig.PROJECT, COUNT);
    rows.snapshots(Rig.PROJECT, COUNT);
    rows.groups(Rig.PROJECT, COUNT);
    rows.messages(Rig.PROJECT, COUNT);
    rows.deletedVolumes(Rig.PROJECT, DELETED);
    for (String table :
        List.of("volume", "snapshot", "volume_group", "metadata_pair", "message", "operation")) {
      rig.test().run("analyze table " + table);
    }
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  private static ListQuery fifty() {
    return ListQuery.newest(Rig.PROJECT, 50);
  }

  private static <T> Function<Handle, List<VolumeRow>> page(ListQuery query) {
    return handle -> rig.stores().volumes().page(handle, query);
  }

  private static String middle() {
    return ids.get(COUNT / 2).value();
  }

  @Test
  void aListByMetadataReadsAboutAsManyRowsAsItFinds() {
    ListQuery one = fifty().with(new Filter.Metadata("number", "7"));
    ListQuery all = fifty().with(new Filter.Metadata("made", "bulk"));
    ListQuery none = fifty().with(new Filter.Metadata("number", "none"));
    assertThat(rowsRead(page(one))).isLessThan(20);
    assertThat(rowsRead(page(none))).isLessThan(20);
    assertThat(rowsRead(page(all))).isLessThan(400);
    assertThat(rowsRead(page(all.after(middle())))).isLessThan(400);
    assertThat(rowsRead(page(all.with(new Filter.Metadata("number", "7"))))).isLessThan(3L * COUNT);
    assertThat(
            rowsRead(handle -> rig.stores().snapshots().page(handle, all.after(snapshot(handle)))))
        .isLessThan(400);
  }

  private static String snapshot(Handle handle) {
    return rig.stores().snapshots().ofVolume(handle, ids.get(COUNT / 2)).getFirst().id().value();
  }

  @Test
  void whatAnOffsetOrAFilterLeavesOutIsNotReadFromTheTable() {
    for (ListQuery query :
        List.of(
            new ListQuery(Rig.PROJECT, List.of(), List.of(), null, 50, COUNT * 9 / 10),
            new ListQuery(
                Rig.PROJECT, List.of(), List.of(new SortKey("name", true)), null, 50, COUNT / 2),
            new ListQuery(null, List.of(), List.of(), null, 50, COUNT / 2),
            fifty().with(new Filter.Contains("name", "lk-77")),
            ListQuery.newest(null, 50).with(new Filter.Contains("name", "lk-77")),
            fifty().with(AnyOf.one("bootable", "true")),
            fifty().with(AnyOf.one("status", "error")),
            fifty().with(AnyOf.one("status", "available")).after(middle()))) {
      assertThat(readFromTables(page(query))).as(query.toString()).isEmpty();
    }
    assertThat(
            readFromTables(
                handle ->
                    rig.stores()
                        .snapshots()
                        .page(handle, fifty().with(new Filter.Contains("name", "lk-77")))))
        .isEmpty();
    // The way it is seen that it is not: no index holds a description.
    assertThat(readFromTables(page(fifty().with(AnyOf.one("description", "x"))))).isNotEmpty();
  }

  @Test
  void usageIsCountedByOnePassOverAnIndex() {
    long rows = 2L * COUNT;
    assertThat(rowsRead(handle -> rig.stores().quotas().usage(handle, Rig.PROJECT, null)))
        .isLessThan(rows + 20);
    assertThat(rowsRead(handle -> rig.stores().quotas().usageByType(handle, Rig.PROJECT)))
        .isLessThan(rows + 20);
    assertThat(readFromTables(handle -> rig.stores().quotas().usage(handle, Rig.PROJECT, null)))
        .isEmpty();
    assertThat(readFromTables(handle -> rig.stores().quotas().usageByType(handle, Rig.PROJECT)))
        .isEmpty();
    assertThat(
            readFromTables(
                handle -> rig.stores().volumes().summary(handle, fifty(), false).count()))
        .isEmpty();
  }

  @Test
  void anExplanationOfQuotaReadsItsPageAndWhatIsHeld() {
    QuotaUseStore uses = rig.stores().quotaUses();
    String marker = "volume/" + middle();
    assertThat(rowsRead(handle -> uses.page(handle, Rig.PROJECT, null, 50, 0))).isLessThan(700);
    assertThat(rowsRead(handle -> uses.page(handle, Rig.PROJECT, marker, 50, 0))).isLessThan(700);
    assertThat(rowsRead(handle -> uses.held(handle, Rig.PROJECT))).isLessThan(50);
    assertThat(rowsRead(handle -> uses.drifts(handle, null))).isLessThan(50);
    assertThat(rowsRead(handle -> uses.drifts(handle, Rig.PROJECT))).isLessThan(50);
  }

  @Test
  void messagesOfAVolumeAreFoundByIt() {
    ListQuery query = fifty().with(AnyOf.one("resource_uuid", middle()));
    assertThat(rowsRead(handle -> rig.stores().messages().page(handle, query))).isLessThan(20);
  }

  /** How many rows the server looked at, in tables and indexes. */
  private static long rowsRead(Function<Handle, ?> read) {
    return rig.database()
        .read(
            handle -> {
              // Once before, so that nothing but the read is counted.
              read.apply(handle);
              long before = rowsRead(handle);
              read.apply(handle);
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

  /** Tables that the read's statements take more than single rows of, and not by an index alone. */
  private static List<String> readFromTables(Function<Handle, ?> read) {
    return rig.database()
        .read(
            handle -> {
              List<String> statements = new ArrayList<>();
              handle
                  .getConfig(SqlStatements.class)
                  .setSqlLogger(
                      new SqlLogger() {
                        @Override
                        public void logAfterExecution(StatementContext context) {
                          statements.add(text(context));
                        }
                      });
              read.apply(handle);
              handle.getConfig(SqlStatements.class).setSqlLogger(SqlLogger.NOP_SQL_LOGGER);
              List<String> found = new ArrayList<>();
              for (String statement : statements) {
                handle.createQuery("explain " + statement).mapToMap().list().stream()
                    .filter(ReadCostTest::isOfTable)
                    .forEach(step -> found.add(step + ": " + statement));
              }
              return found;
            });
  }

  private static boolean isOfTable(Map<String, Object> step) {
    String table = String.valueOf(step.get("table"));
    boolean single =
        List.of("eq_ref", "const", "system").contains(String.valueOf(step.get("type")));
    boolean derived = table.startsWith("<") || table.equals("null");
    return !derived && !single && !String.valueOf(step.get("extra")).contains("Using index");
  }

  /** The statement with its values, as the driver sent it. */
  private static String text(StatementContext context) {
    return String.valueOf(context.getStatement())
        .replaceFirst("(?s)^.*?PreparedStatement: (.*?)]?$", "$1");
  }
}
