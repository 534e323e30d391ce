package io.clinker.admin;

import io.clinker.operations.OperationState;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * What the service as a whole counts; steps and settles are counted where they happen. Names begin
 * with {@code clinker}.
 */
public final class ClinkerMetrics {
  private final MeterRegistry registry;

  public ClinkerMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** An answer to a request for an operation, and how long the client waited for it. */
  public void answered(String kind, String outcome, Duration taken) {
    registry.timer("clinker.operations.answered", "kind", kind, "outcome", outcome).record(taken);
  }

  /** Shows how many operations have not ended, by state. */
  public void showOpen(OpenCounts counts) {
    for (OperationState state : OperationState.values()) {
      if (state.open()) {
        Gauge.builder("clinker.operations.open", counts, one -> one.of(state))
            .tag("state", state.word())
            .strongReference(true)
            .register(registry);
      }
    }
  }

  /** Shows whether something that the service needs is there: 1 or 0. */
  public void showUp(String what, BooleanSupplier up) {
    Gauge.builder("clinker.up", up, one -> one.getAsBoolean() ? 1 : 0)
        .tag("what", what)
        .strongReference(true)
        .register(registry);
  }
}
