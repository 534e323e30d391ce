package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clinker.cases.Shows;
import io.clinker.store.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DatabaseTest {
  @AutoClose private final TestDatabase test = TestDatabase.createEmpty();

  private void table() {
    test.run("create table t (id int primary key, n int, at datetime(6)) engine = innodb");
    test.run("insert into t values (1, 0, null), (2, 0, null)");
  }

  @Test
  @Shows("E-10")
  void manyNodesMayMigrateAtOnce() throws Exception {
    try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
      List<Future<?>> nodes = new ArrayList<>();
      for (int node = 0; node < 4; node++) {
        nodes.add(pool.submit(() -> test.database().migrate()));
      }
      for (Future<?> node : nodes) {
        node.get();
      }
    }
    long migrations = number("select count(distinct version) from flyway_schema_history");
    assertThat(migrations).isPositive();
    assertThat(number("select count(*) from flyway_schema_history where success"))
        .isEqualTo(migrations);
    Stores stores = Stores.create();
    for (int node = 0; node < 2; node++) {
      test.database()
          .inTransaction(
              handle -> {
                stores.types().ensureBuiltIn(handle, test.database().now());
                return 0;
              });
    }
    assertThat(number("select count(*) from volume_type")).isEqualTo(1);
  }

  private long number(String sql) {
    return test.database().read(handle -> handle.createQuery(sql).mapTo(Long.class).one());
  }

  @Test
  void theServerEndsASessionThatSaysNothing() {
    assertThat(number("select @@session.wait_timeout")).isEqualTo(30);
  }

  /** A change of a large table takes longer than anything else may. */
  @Test
  void aMigrationHasAllTheTimeThereIs() throws Exception {
    PoolProperties impatient = new PoolProperties();
    impatient.setUrl(test.url());
    impatient.setDriverClassName("com.mysql.cj.jdbc.Driver");
    impatient.setInitialSize(0);
    impatient.setMinIdle(0);
    impatient.setMaxActive(2);
    impatient.setMaxIdle(2);
    impatient.setDbProperties(new Properties());
    impatient.getDbProperties().putAll(Database.CONNECTION_PROPERTIES);
    impatient.getDbProperties().setProperty("socketTimeout", "4000");
    impatient.getDbProperties().setProperty("sessionVariables", "wait_timeout=4");
    DataSource pool = new DataSource(impatient);
    PatientConnections patient = new PatientConnections(pool);
    try (Connection silent = patient.getConnection();
        Connection working = patient.getConnection()) {
      assertThat(first(working, "select sleep(5)")).isZero();
      assertThat(first(silent, "select 7")).isEqualTo(7);
    }
    try (Connection again = pool.getConnection()) {
      assertThat(again.getNetworkTimeout()).isEqualTo(4000);
      assertThat(first(again, "select @@session.wait_timeout")).isEqualTo(4);
      assertThatThrownBy(() -> first(again, "select sleep(5)")).isInstanceOf(SQLException.class);
    } finally {
      pool.close(true);
    }
  }

  private static int first(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void aWaitForARowEndsAndTheTransactionRunsAgain() throws Exception {
    table();
    assertThat(number("select @@session.innodb_lock_wait_timeout")).isEqualTo(2);
    CountDownLatch taken = new CountDownLatch(1);
    CountDownLatch enough = new CountDownLatch(1);
    AtomicInteger attempts = new AtomicInteger();
    try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
      Future<?> holder =
          pool.submit(
              () ->
                  test.database()
                      .inTransaction(
                          handle -> {
                            handle.execute("update t set n = n + 1 where id = 1");
                            taken.countDown();
                            await(enough);
                            return true;
                          }));
      taken.await();
      test.database()
          .inTransaction(
              handle -> {
                if (attempts.incrementAndGet() == 2) {
                  enough.countDown();
                }
                return handle.execute("update t set n = n + 1 where id = 1");
              });
      holder.get();
    }
    assertThat(attempts.get()).isGreaterThan(1);
    assertThat(number("select sum(n) from t")).isEqualTo(2);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  @Shows("L-1")
  void aDeadlockRunsTheTransactionAgain() throws Exception {
    table();
    CyclicBarrier both = new CyclicBarrier(2);
    AtomicInteger attempts = new AtomicInteger();
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      List<Future<?>> futures = new ArrayList<>();
      for (int side = 0; side < 2; side++) {
        int first = side + 1;
        int second = 2 - side;
        AtomicInteger mine = new AtomicInteger();
        futures.add(
            pool.submit(
                () ->
                    test.database()
                        .inTransaction(
                            handle -> {
                              attempts.incrementAndGet();
                              handle.execute("update t set n = n + 1 where id = ?", first);
                              if (mine.getAndIncrement() == 0) {
                                await(both);
                              }
                              return handle.execute("update t set n = n + 1 where id = ?", second);
                            })));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    }
    // More where the first waits longer for the second than a transaction may wait for a row.
    assertThat(attempts.get()).isGreaterThanOrEqualTo(3);
    assertThat(number("select sum(n) from t")).isEqualTo(4);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aConnectionLostBeforeTheCommitRunsTheTransactionAgain() {
    table();
    AtomicInteger attempts = new AtomicInteger();
    test.database()
        .inTransaction(
            handle -> {
              int changed = handle.execute("update t set n = n + 1 where id = 1");
              if (attempts.incrementAndGet() == 1) {
                long id = handle.createQuery("select connection_id()").mapTo(Long.class).one();
                test.run("kill " + id);
                handle.execute("update t set n = n + 1 where id = 2");
              }
              return changed;
            });
    // More where the server takes its time with the rollback of the one that was ended.
    assertThat(attempts.get()).isGreaterThanOrEqualTo(2);
    assertThat(number("select sum(n) from t")).isEqualTo(1);
  }

  @Test
  @Shows("W-2")
  void aConnectionLostAtCommitIsUnknownUnlessTheWorkBearsARepeat() {
    table();
    Database.Work<Integer> killing =
        handle -> {
          int changed = handle.execute("update t set n = n + 1 where id = 1");
          long id = handle.createQuery("select connection_id()").mapTo(Long.class).one();
          if (number("select n from t where id = 2") == 0) {
            test.run("update t set n = 1 where id = 2");
            test.run("kill " + id);
          }
          return changed;
        };
    assertThatThrownBy(() -> test.database().inTransaction(killing))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.reason()).isEqualTo(DatabaseException.Reason.OUTCOME_UNKNOWN));
    test.database().inTransaction(handle -> handle.execute("update t set n = 0"));
    test.database().inRepeatableTransaction(killing);
    assertThat(number("select n from t where id = 1")).isEqualTo(1);
  }

  @Test
  void microsecondsAndTheIsolationAreKept() {
    table();
    Instant exact = Instant.parse("2026-11-22T21:38:00.123456Z");
    test.database()
        .inTransaction(
            handle -> Sql.update(handle, "update t set at = ? where id = 1", Times.text(exact)));
    Instant read =
        test.database()
            .read(
                handle ->
                    Sql.one(
                            handle,
                            (row, context) -> new RowReader(row).instant(),
                            "select at from t where id = 1")
                        .orElseThrow());
    assertThat(read).isEqualTo(exact);
    int isolation =
        test.database()
            .read(
                handle -> {
                  try {
                    return handle.getConnection().getTransactionIsolation();
                  } catch (java.sql.SQLException e) {
                    throw new IllegalStateException(e);
                  }
                });
    assertThat(isolation).isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
    String said =
        test.database()
            .read(
                handle ->
                    handle
                        .createQuery("select @@session.transaction_isolation")
                        .mapTo(String.class)
                        .one());
    assertThat(said).isEqualTo("READ-COMMITTED");
  }

  @Test
  void aDatabaseThatIsAwayIsToldSoon() {
    org.apache.tomcat.jdbc.pool.DataSource nowhere = new org.apache.tomcat.jdbc.pool.DataSource();
    nowhere.setUrl("jdbc:mysql://127.0.0.1:1/x?connectTimeout=500");
    nowhere.setDriverClassName("com.mysql.cj.jdbc.Driver");
    nowhere.setInitialSize(0);
    Database database =
        new Database(
            nowhere,
            InstantSource.system(),
            new Database.Settings(java.time.Duration.ofMillis(300)));
    assertThatThrownBy(() -> database.inTransaction(handle -> 1))
        .isInstanceOfSatisfying(
            DatabaseException.class,
            e -> assertThat(e.reason()).isEqualTo(DatabaseException.Reason.UNAVAILABLE));
  }
}
