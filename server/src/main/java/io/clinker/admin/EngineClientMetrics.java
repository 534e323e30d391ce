package io.clinker.admin;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import com.uber.m3.util.Duration;
import io.dropwizard.lifecycle.Managed;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.common.reporter.MicrometerClientStatsReporter;

/**
 * What the engine's client counts of itself: requests, polls, free slots, and how many workflows it
 * had to replay since it no longer held them in memory. Shown under the names that Temporal gives
 * them, {@code temporal_...}, so that the dashboards and alarms made for its SDK fit.
 */
public final class EngineClientMetrics implements Managed {
  /** Counts are handed on this often: less than the usual distance of two looks at the page. */
  private static final int SECONDS = 5;

  private final Scope scope;

  public EngineClientMetrics(MeterRegistry registry) {
    this.scope =
        new RootScopeBuilder()
            .reporter(new MicrometerClientStatsReporter(registry))
            .reportEvery(Duration.ofSeconds(SECONDS));
  }

  /** Where the client counts; to be used from any thread until this is stopped. */
  public Scope scope() {
    return scope;
  }

  @Override
  public void stop() throws Exception {
    scope.close();
  }
}
