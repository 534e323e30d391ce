package io.clinker.steps;

import io.clinker.model.ErrorCode;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** What steps and settles count. */
public final class StepMetrics {
  private final MeterRegistry registry;

  public StepMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void stepDone(String backend, String step, Duration taken) {
    registry.timer("clinker.steps", "backend", backend, "step", step).record(taken);
  }

  void stepFailed(String backend, String step, ErrorCode code) {
    registry
        .counter("clinker.step.failures", "backend", backend, "step", step, "code", code.name())
        .increment();
    if (code == ErrorCode.STALE_TOKEN) {
      registry.counter("clinker.stale.tokens.refused", "backend", backend).increment();
    }
  }

  void settled(String kind, String outcome) {
    registry.counter("clinker.operations.ended", "kind", kind, "outcome", outcome).increment();
  }

  void admitted(String kind, String outcome) {
    registry.counter("clinker.operations.admission", "kind", kind, "outcome", outcome).increment();
  }
}
