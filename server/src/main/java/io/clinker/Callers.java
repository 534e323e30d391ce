package io.clinker;

import io.clinker.auth.Authentication;
import io.clinker.auth.KeystoneAuthentication;
import io.clinker.auth.NoAuthentication;
import io.clinker.clients.KeystoneClient;
import io.clinker.clients.TimedHttp;
import io.clinker.configuration.KeystoneSection;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.AutoCloseableManager;
import java.time.InstantSource;

/** Wires the way in which callers are known. */
final class Callers {
  private Callers() {}

  static Authentication open(ClinkerConfiguration configuration, Environment environment) {
    if (!configuration.authentication().strategy().equals("keystone")) {
      return new NoAuthentication();
    }
    KeystoneSection section = configuration.keystone();
    TimedHttp http = TimedHttp.open(section.timeout(), section.authorities());
    environment.lifecycle().manage(new AutoCloseableManager(http));
    return new KeystoneAuthentication(
        new KeystoneClient(
            section.url(), section.credential(), http, section.timeout(), InstantSource.system()),
        configuration.authentication().policy(),
        section.tokens(),
        InstantSource.system());
  }
}
