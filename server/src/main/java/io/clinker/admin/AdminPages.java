package io.clinker.admin;

import io.dropwizard.core.setup.Environment;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.servlet.jakarta.PrometheusMetricsServlet;
import io.prometheus.metrics.instrumentation.dropwizard.DropwizardExports;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The Prometheus page of the admin port. */
public final class AdminPages {
  private AdminPages() {}

  /** Serves {@code /metrics} and gives back the registry that it shows. */
  public static MeterRegistry register(Environment environment) {
    PrometheusRegistry page = new PrometheusRegistry();
    JvmMetrics.builder().register(page);
    page.register(new DropwizardExports(environment.metrics()));
    environment
        .admin()
        .addServlet("prometheus", new PrometheusMetricsServlet(page))
        .addMapping("/metrics");
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, page, Clock.SYSTEM);
  }
}
