package io.clinker.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.store.testing.GaleraCluster;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nodes that start at once, each at a server of its own of one Galera cluster, where no lock of one
 * is seen by the others.
 */
@Timeout(900)
@Shows({"L-2", "L-4"})
class GaleraMigrationTest {
  private static final int ROUNDS = 3;
  private static final int SERVERS = 3;

  @TempDir private Path folder;

  @Test
  void theyMakeTheSchemaTogether() throws Exception {
    try (GaleraCluster cluster = GaleraCluster.start(folder, SERVERS, true);
        ExecutorService nodes = Executors.newFixedThreadPool(SERVERS)) {
      for (int round = 0; round < ROUNDS; round++) {
        String schema = "round_" + round;
        cluster.createSchema(schema);
        List<Future<Long>> made = new ArrayList<>();
        for (int server = 0; server < SERVERS; server++) {
          String url = GaleraCluster.login(cluster.url(server, schema));
          made.add(nodes.submit(() -> migrated(url, "distinct version")));
        }
        for (Future<Long> each : made) {
          assertThat(each.get()).isEqualTo(made.getFirst().get()).isPositive();
        }
        // The next one that starts finds each written down once.
        String url = GaleraCluster.login(cluster.url(round, schema));
        assertThat(migrated(url, "*")).isEqualTo(made.getFirst().get());
        assertThat(cluster.contents(schema, List.of("flyway_schema_history"))).hasSize(1);
      }
    }
  }

  /** Migrates and counts what was written down as made. */
  private static long migrated(String url, String what) {
    PoolProperties properties = new PoolProperties();
    properties.setUrl(url);
    properties.setDriverClassName("com.mysql.cj.jdbc.Driver");
    DataSource source = new DataSource(properties);
    try {
      Database database =
          new Database(source, InstantSource.system(), Database.Settings.standard());
      database.migrate();
      return database.read(
          handle ->
              handle
                  .createQuery(
                      "select count(%s) from flyway_schema_history where success".formatted(what))
                  .mapTo(Long.class)
                  .one());
    } finally {
      source.close();
    }
  }
}
