package io.clinker.api;

import io.clinker.bench.ForeignIds;
import io.clinker.model.VolumeId;
import io.clinker.store.BulkRows;
import java.io.PrintWriter;
import java.net.URI;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * Measures what {@code clinker bench --foreign-ids} does, without Keystone; only when asked for.
 */
@EnabledIfEnvironmentVariable(named = "CLINKER_MEASURE", matches = "1")
class ForeignIdsTest {
  @AutoClose private static final ApiServer server = new ApiServer();

  @Test
  void measure() throws Exception {
    BulkRows rows = new BulkRows(server.database().database(), server.stores());
    new ForeignIds(
            URI.create("http://127.0.0.1:" + server.port()),
            "u2:ffffffffffffffffffffffffffffffff:member")
        .measure(
            new PrintWriter(System.out, true),
            rows.volumes(ApiServer.PROJECT, 1000).stream().map(VolumeId::value).toList());
  }
}
