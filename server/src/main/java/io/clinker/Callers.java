package io.clinker;

import io.clinker.auth.Authentication;
import io.clinker.auth.KeystoneAuthentication;
import io.clinker.auth.NoAuthentication;
import java.time.InstantSource;

/** Wires the way in which callers are known. */
final class Callers {
  private Callers() {}

  static Authentication open(ClinkerConfiguration configuration, CloudServices cloud) {
    return cloud
        .keystone()
        .<Authentication>map(
            keystone ->
                new KeystoneAuthentication(
                    keystone,
                    configuration.authentication().policy(),
                    configuration.keystone().tokens(),
                    InstantSource.system()))
        .orElseGet(NoAuthentication::new);
  }
}
