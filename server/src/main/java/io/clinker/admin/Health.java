package io.clinker.admin;

import com.codahale.metrics.health.HealthCheck;
import com.codahale.metrics.health.HealthCheckRegistry;
import io.clinker.store.Database;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The health checks: each says in plain words what is away. */
public final class Health {
  private Health() {}

  /**
   * What is looked at.
   *
   * @param schema whether the schema of the database is that of this build
   * @param backends the configured ones
   * @param backendUp whether some live node reports it up
   * @param whyDown what each node has to say of a backend that is not up; empty: nothing
   * @param heartbeat whether this node's own counter moves
   */
  public record Subjects(
      Database database,
      BooleanSupplier schema,
      BooleanSupplier engine,
      List<String> backends,
      Predicate<String> backendUp,
      UnaryOperator<String> whyDown,
      BooleanSupplier heartbeat) {

    /** Whether the database answers. */
    public boolean databaseUp() {
      return database.answers();
    }
  }

  /** Registers every check, and shows the same on the metrics page. */
  public static void register(
      HealthCheckRegistry checks, ClinkerMetrics metrics, Subjects subjects) {
    checks.register("database", check(subjects::databaseUp, () -> "cannot reach the database"));
    checks.register(
        "schema",
        check(subjects.schema(), () -> "the database has not got this build's schema yet"));
    checks.register("engine", check(subjects.engine(), () -> "cannot reach the engine"));
    checks.register(
        "heartbeat", check(subjects.heartbeat(), () -> "this node's heartbeat does not move"));
    metrics.showUp("database", subjects::databaseUp);
    metrics.showUp("engine", subjects.engine());
    for (String backend : subjects.backends()) {
      BooleanSupplier up = () -> subjects.backendUp().test(backend);
      checks.register("backend " + backend, check(up, () -> down(backend, subjects.whyDown())));
      metrics.showUp("backend " + backend, up);
    }
  }

  private static String down(String backend, UnaryOperator<String> why) {
    String reasons = why.apply(backend);
    String down = "backend " + backend + " is down";
    return reasons.isEmpty() ? down : down + ": " + reasons;
  }

  private static HealthCheck check(BooleanSupplier up, Supplier<String> otherwise) {
    return new HealthCheck() {
      @Override
      protected Result check() {
        return up.getAsBoolean() ? Result.healthy() : Result.unhealthy(otherwise.get());
      }
    };
  }
}
