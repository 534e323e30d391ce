package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.Admission.EngineRun;
import io.clinker.cases.Shows;
import io.clinker.driver.Capability;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.store.Database;
import io.clinker.store.Stores;
import io.clinker.store.testing.AllUp;
import io.clinker.store.testing.GaleraCluster;
import io.clinker.store.testing.Rig;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a change of state takes on three Galera servers when many workers change the same rows:
 * the study of compare-and-swap against locks, with admissions and settles in place of both. Every
 * worker changes every row once; a change lasts from its first try until it is admitted, and is
 * settled at once. Prints a table; with {@code -Dclinker.full=true} only.
 */
@Timeout(1800)
@EnabledIfSystemProperty(named = "clinker.full", matches = "true")
@Shows("L-2")
class StateChangeStudyTest {
  private static final int[][] ROWS_AND_WORKERS = {
    {100, 1}, {400, 1}, {100, 3}, {100, 5}, {5, 100}
  };
  private static final String SCHEMA = "study";

  @TempDir private Path folder;

  private static Database database(GaleraCluster cluster, int server) {
    PoolProperties properties = new PoolProperties();
    properties.setUrl(GaleraCluster.login(cluster.url(server, SCHEMA)));
    properties.setDriverClassName("com.mysql.cj.jdbc.Driver");
    properties.setMaxActive(40);
    properties.setMaxWait(60_000);
    properties.setDefaultTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    properties.setRollbackOnReturn(true);
    Database.CONNECTION_PROPERTIES.forEach(
        (key, value) -> properties.getDbProperties().setProperty(key, value));
    return new Database(
        new DataSource(properties),
        InstantSource.system(),
        new Database.Settings(Duration.ofSeconds(120)));
  }

  @Test
  void theFiveRowsOfTheTable() throws Exception {
    try (GaleraCluster cluster = GaleraCluster.start(folder, 3, false)) {
      cluster.createSchema(SCHEMA);
      List<Database> databases = new ArrayList<>();
      List<AdmissionService> admissions = new ArrayList<>();
      for (int server = 0; server < cluster.size(); server++) {
        Database database = database(cluster, server);
        databases.add(database);
        admissions.add(
            new AdmissionService(
                database, Stores.create(), new AllUp(), AdmissionSettings.standard()));
      }
      AdmissionService.prepare(databases.getFirst(), Stores.create());
      Rig.backend(databases.getFirst(), "b1", 1_000_000, EnumSet.allOf(Capability.class), Set.of());
      Rig.unlimited(databases.getFirst(), Rig.PROJECT);
      System.out.println("| rows × workers | mean ms a change | conflicts | total s |");
      System.out.println("| --- | --- | --- | --- |");
      for (int[] row : ROWS_AND_WORKERS) {
        System.out.println(play(cluster, admissions, row[0], row[1]));
      }
      long open =
          databases
              .getFirst()
              .read(
                  handle ->
                      handle
                          .createQuery("select count(*) from operation where open = 1")
                          .mapTo(Long.class)
                          .one());
      assertThat(open).isZero();
    }
  }

  private static String play(
      GaleraCluster cluster, List<AdmissionService> admissions, int rows, int workers)
      throws Exception {
    List<VolumeId> volumes = new ArrayList<>();
    for (int index = 0; index < rows; index++) {
      var create = Rig.blank(1);
      change(admissions.getFirst(), Rig.request(create), new Outcome.Succeeded());
      volumes.add(create.volume());
    }
    LongAdder nanos = new LongAdder();
    long conflicts = cluster.conflicts();
    long begin = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(workers)) {
      List<Future<?>> all = new ArrayList<>();
      for (int worker = 0; worker < workers; worker++) {
        AdmissionService admission = admissions.get(worker % admissions.size());
        all.add(
            threads.submit(
                () -> {
                  for (VolumeId volume : volumes) {
                    nanos.add(
                        change(
                            admission,
                            Rig.request(new ExtendVolume(volume, 2, true)),
                            new Outcome.Cancelled()));
                  }
                  return true;
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return "| %d × %d | %.1f | %d | %.1f |"
        .formatted(
            rows,
            workers,
            nanos.sum() / 1e6 / rows / workers,
            cluster.conflicts() - conflicts,
            seconds);
  }

  /** Tries until it is admitted, and settles; how long it took to be admitted. */
  private static long change(AdmissionService admission, OperationRequest request, Outcome outcome)
      throws Exception {
    long begin = System.nanoTime();
    long pause = 2;
    while (true) {
      Admittance found =
          admission.admit(request, new EngineRun(request.resource().workflowId(), "run"));
      if (found instanceof Admitted admitted) {
        long took = System.nanoTime() - begin;
        assertThat(admission.settle(admitted.operation(), admitted.run(), outcome, List.of()))
            .isTrue();
        return took;
      }
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(50, pause * 2);
    }
  }
}
