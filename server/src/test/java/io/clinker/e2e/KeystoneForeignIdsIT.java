package io.clinker.e2e;

import io.clinker.bench.ForeignIds;
import io.clinker.model.VolumeId;
import io.clinker.store.BulkRows;
import io.clinker.store.Database;
import io.clinker.store.Stores;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures what {@code clinker bench --foreign-ids} does, with a token of a real Keystone; only
 * when asked for.
 */
@EnabledIfEnvironmentVariable(named = "CLINKER_MEASURE", matches = "1")
class KeystoneForeignIdsIT {
  @TempDir private Path folder;

  @Test
  void measure() throws Exception {
    try (KeystoneSite site = KeystoneSite.start(folder)) {
      var database = site.installation().database();
      PoolProperties pool = new PoolProperties();
      pool.setUrl(database.url());
      pool.setUsername(database.user());
      pool.setPassword(database.password());
      pool.setDriverClassName("com.mysql.cj.jdbc.Driver");
      BulkRows rows =
          new BulkRows(
              new Database(
                  new DataSource(pool), InstantSource.system(), Database.Settings.standard()),
              Stores.create());
      List<String> ids = rows.volumes(site.red(), 1000).stream().map(VolumeId::value).toList();
      new ForeignIds(site.api(), site.token("bea", "blue"))
          .measure(new PrintWriter(System.out, true), ids);
    }
  }
}
