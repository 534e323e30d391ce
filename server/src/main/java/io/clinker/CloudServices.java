package io.clinker;

import io.clinker.clients.Compute;
import io.clinker.clients.ComputeClient;
import io.clinker.clients.KeystoneClient;
import io.clinker.clients.TimedHttp;
import io.clinker.configuration.ComputeSection;
import io.clinker.configuration.KeystoneSection;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Wires the other services of the cloud.
 *
 * @param keystone empty without tokens
 * @param compute empty where there is none
 */
record CloudServices(Optional<KeystoneClient> keystone, Optional<Compute> compute) {
  static CloudServices open(ClinkerConfiguration configuration, Environment environment) {
    Optional<KeystoneClient> keystone =
        configuration.authentication().strategy().equals("keystone")
            ? Optional.of(keystone(configuration.keystone(), environment))
            : Optional.empty();
    ComputeSection section = configuration.compute();
    return new CloudServices(
        keystone,
        section.isThere()
            ? Optional.of(compute(section, keystone, environment))
            : Optional.empty());
  }

  private static KeystoneClient keystone(KeystoneSection section, Environment environment) {
    TimedHttp http = TimedHttp.open(section.timeout(), section.authorities());
    environment.lifecycle().manage(new AutoCloseableManager(http));
    return new KeystoneClient(
        section.url(), section.credential(), http, section.timeout(), InstantSource.system());
  }

  private static Compute compute(
      ComputeSection section, Optional<KeystoneClient> keystone, Environment environment) {
    TimedHttp http = TimedHttp.open(section.timeout(), section.authorities());
    environment.lifecycle().manage(new AutoCloseableManager(http));
    Optional<URI> fixed = section.endpoint();
    ComputeClient.Place place =
        fixed.isPresent()
            ? fixed::get
            : () ->
                keystone
                    .orElseThrow()
                    .endpoint("compute", section.catalogInterface(), section.region());
    return new ComputeClient(place, keystone, http, section.timeout());
  }
}
