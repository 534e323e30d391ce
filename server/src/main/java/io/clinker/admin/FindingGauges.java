package io.clinker.admin;

import io.clinker.store.Database;
import io.clinker.store.QuotaUseStore.Drift;
import io.clinker.store.Stores;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What administrators should be told of: findings that wait for them, and quota that rows reserve
 * for no open operation, which must be 0.
 */
public final class FindingGauges {
  private final Database database;
  private final Stores stores;
  private final MultiGauge findings;
  private final MultiGauge drifting;
  private final AtomicLong drift = new AtomicLong();

  public FindingGauges(Database database, Stores stores, MeterRegistry metrics) {
    this.database = database;
    this.stores = stores;
    this.findings =
        MultiGauge.builder("clinker.findings")
            .description("differences between backends and rows that are not resolved")
            .register(metrics);
    this.drifting =
        MultiGauge.builder("clinker.quota.drift.gibibytes")
            .description("GiB that rows of a project reserve for no open operation; must be 0")
            .register(metrics);
    metrics.gauge("clinker.quota.drift", drift);
  }

  /** Counts again. */
  public void round() {
    Map<String, Long> counts = database.read(stores.findings()::counts);
    findings.register(
        counts.entrySet().stream()
            .map(
                entry -> {
                  String[] words = entry.getKey().split(" ", 3);
                  return MultiGauge.Row.of(
                      Tags.of("backend", words[0], "kind", words[1], "state", words[2]),
                      entry.getValue());
                })
            .toList(),
        true);
    List<Drift> drifts = database.read(handle -> stores.quotaUses().drifts(handle, null));
    drift.set(drifts.stream().mapToLong(Drift::weight).sum());
    drifting.register(
        drifts.stream()
            .map(one -> MultiGauge.Row.of(Tags.of("project", one.projectId()), one.gibibytes()))
            .toList(),
        true);
  }
}
