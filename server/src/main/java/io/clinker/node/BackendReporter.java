package io.clinker.node;

import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.model.ClinkerException;
import io.clinker.node.NodeSettings.BackendSettings;
import io.clinker.store.NodeRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says every few seconds whether one backend answers this node, and how much space it has. */
final class BackendReporter {
  private static final Logger LOG = LoggerFactory.getLogger(BackendReporter.class);

  private final NodeRegistry registry;
  private final NodeSettings node;
  private final NodeRegistry.Backend backend;
  private final Driver driver;
  private final AtomicBoolean described = new AtomicBoolean();
  private boolean wasUp = true;

  BackendReporter(
      NodeRegistry registry, NodeSettings node, BackendSettings settings, Driver driver) {
    this.registry = registry;
    this.node = node;
    this.driver = driver;
    this.backend =
        new NodeRegistry.Backend(
            settings.name(),
            settings.driver(),
            settings.availabilityZone(),
            settings.reservedPercentage(),
            settings.overSubscriptionRatio(),
            driver.description());
  }

  void round() {
    if (!described.get()) {
      registry.describe(backend);
      described.set(true);
    }
    try {
      registry.reportPools(
          backend, driver.pools(), driver.description().capabilities().contains(Capability.THIN));
      registry.report(backend.name(), node.name(), node.host(), true, null);
      if (!wasUp) {
        LOG.atInfo().addKeyValue("backend", backend.name()).log("backend answers again");
      }
      wasUp = true;
    } catch (ClinkerException away) {
      registry.report(backend.name(), node.name(), node.host(), false, away.getMessage());
      if (wasUp) {
        LOG.atWarn()
            .addKeyValue("backend", backend.name())
            .addKeyValue("reason", away.getMessage())
            .log("backend does not answer");
      }
      wasUp = false;
    }
  }
}
