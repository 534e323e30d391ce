package io.clinker.admin;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import io.clinker.store.Database;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** The health checks: each says in plain words what is away. */
public final class Health {
  private Health() {}

  /**
   * What is looked at.
   *
   * @param schema whether the schema of the database is that of this build
   * @param backends the configured ones
   * @param backendUp whether some live node reports it up
   * @param heartbeat whether this node's own counter moves
   */
  public record Subjects(
      Database database,
      BooleanSupplier schema,
      BooleanSupplier engine,
      List<String> backends,
      Predicate<String> backendUp,
      BooleanSupplier heartbeat) {

    /** Whether the database answers. */
    public boolean databaseUp() {
      return database.answers();
    }
  }

  /** Registers every check, and shows the same on the metrics page. */
  public static void register(
      HealthCheckRegistry checks, ClinkerMetrics metrics, Subjects subjects) {
    checks.register("database", check(subjects::databaseUp, "cannot reach the database"));
    checks.register(
        "schema", check(subjects.schema(), "the database has not got this build's schema yet"));
    checks.register("engine", check(subjects.engine(), "cannot reach the engine"));
    checks.register(
        "heartbeat", check(subjects.heartbeat(), "this node's heartbeat does not move"));
    metrics.showUp("database", subjects::databaseUp);
    metrics.showUp("engine", subjects.engine());
    for (String backend : subjects.backends()) {
      BooleanSupplier up = () -> subjects.backendUp().test(backend);
      checks.register("backend " + backend, check(up, "backend " + backend + " is down"));
      metrics.showUp("backend " + backend, up);
    }
  }

  private static HealthCheck check(BooleanSupplier up, String otherwise) {
    return new HealthCheck() {
      @Override
      protected Result check() {
        return up.getAsBoolean() ? Result.healthy() : Result.unhealthy(otherwise);
      }
    };
  }
}
