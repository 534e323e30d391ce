package io.clinker.steps;

import io.clinker.model.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;

/** What steps and settles count. */
public final class StepMetrics {
  private final MeterRegistry registry;

  /**
   * Counts in this registry.
   *
   * @param backends whose refusals are shown from the start, so that an alarm needs no first one
   */
  public StepMetrics(MeterRegistry registry, Collection<String> backends) {
    this.registry = registry;
    backends.forEach(this::refusals);
  }

  private Counter refusals(String backend) {
    return registry.counter("clinker.stale.tokens.refused", "backend", backend);
  }

  void stepDone(String backend, String step, Duration taken) {
    registry.timer("clinker.steps", "backend", backend, "step", step).record(taken);
  }

  void stepFailed(String backend, String step, ErrorCode code) {
    registry
        .counter("clinker.step.failures", "backend", backend, "step", step, "code", code.name())
        .increment();
    if (code == ErrorCode.STALE_TOKEN) {
      refusals(backend).increment();
    }
  }

  void givenBack(String backend, String step) {
    registry.counter("clinker.steps.given.back", "backend", backend, "step", step).increment();
  }

  void settled(String kind, String outcome) {
    registry.counter("clinker.operations.ended", "kind", kind, "outcome", outcome).increment();
  }

  void admitted(String kind, String outcome) {
    registry.counter("clinker.operations.admission", "kind", kind, "outcome", outcome).increment();
  }
}
