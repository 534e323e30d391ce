package io.clinker.admission;

import io.clinker.driver.Capability;
import io.clinker.store.BackendRow;
import io.clinker.store.VolumeRow;

/** Which backends give and take objects. */
final class Manageability {
  private Manageability() {}

  /** Refuses a backend that cannot, must not, or is not there to be asked. */
  static void require(AdmitScope scope, BackendRow backend, Capability capability) {
    if (!backend.capabilities().contains(capability)) {
      throw Refusals.notSupported(
          "Backend %s cannot do this: %s.".formatted(backend.name(), capability));
    }
    Holders.requireNotFrozen(scope, backend.name());
    if (!scope.liveness().up(backend.name())) {
      throw Refusals.badRequest(
          "Service is unavailable at this time: backend %s is down.".formatted(backend.name()));
    }
  }

  /** The same for the backend of a volume that has a place. */
  static String requireOf(AdmitScope scope, VolumeRow volume, Capability capability) {
    String name = volume.backend();
    BackendRow backend =
        name == null ? null : scope.stores().pools().backend(scope.handle(), name).orElse(null);
    if (backend == null) {
      throw Refusals.invalidState(
          400, "Invalid volume: Volume %s has no place.".formatted(volume.id()));
    }
    require(scope, backend, capability);
    return backend.name();
  }
}
