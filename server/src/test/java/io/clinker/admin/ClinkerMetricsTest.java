package io.clinker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.health.HealthCheckRegistry;
import io.clinker.store.Stores;
import io.clinker.store.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ClinkerMetricsTest {
  @AutoClose private static final TestDatabase database = TestDatabase.create();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final ClinkerMetrics metrics = new ClinkerMetrics(registry);

  @Test
  void openOperationsAreCountedByState() {
    database.run(
        "insert into operation (id, kind, resource_kind, resource_id, project_id, user_id,"
            + " request_id, state, request, run, workflow_id, engine_run_id, deadline_seconds,"
            + " admitted_at, updated_at) values (uuid(), 'volume-create', 'volume', uuid(), 'p',"
            + " 'u', 'r', 'waiting', '{}', 1, 'w', 'e', 1, now(6), now(6))");
    metrics.showOpen(new OpenCounts(database.database(), Stores.create()));
    System.gc();

    assertThat(open("waiting")).isEqualTo(1);
    assertThat(open("cleaning")).isEqualTo(0);
  }

  private double open(String state) {
    return registry.get("clinker.operations.open").tag("state", state).gauge().value();
  }

  @Test
  void healthChecksSayWhatIsAway() {
    HealthCheckRegistry checks = new HealthCheckRegistry();
    Health.register(
        checks,
        metrics,
        new Health.Subjects(
            database.database(),
            () -> true,
            () -> false,
            List.of("file"),
            backend -> false,
            backend -> "node-1: drained",
            () -> true));

    assertThat(checks.runHealthCheck("database").isHealthy()).isTrue();
    assertThat(checks.runHealthCheck("heartbeat").isHealthy()).isTrue();
    assertThat(checks.runHealthCheck("engine").getMessage()).isEqualTo("cannot reach the engine");
    assertThat(checks.runHealthCheck("backend file").getMessage())
        .isEqualTo("backend file is down: node-1: drained");
    assertThat(registry.get("clinker.up").tag("what", "engine").gauge().value()).isEqualTo(0);
    assertThat(registry.get("clinker.up").tag("what", "database").gauge().value()).isEqualTo(1);
  }
}
