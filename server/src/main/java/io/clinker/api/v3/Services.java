package io.clinker.api.v3;

import io.clinker.api.v3.view.Hosts;
import io.clinker.store.BackendNodeRow;
import io.clinker.store.BackendRow;
import io.clinker.store.NodeRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Backends and nodes as services; {@link Hosts} says which becomes what. */
public final class Services {
  static final String VOLUME = "cinder-volume";
  static final String SCHEDULER = "cinder-scheduler";
  private static final String ZONE = "nova";

  private final Lookup lookup;
  private final Alive alive;

  public Services(Lookup lookup, Alive alive) {
    this.lookup = lookup;
    this.alive = alive;
  }

  /** One service. */
  record Service(
      String binary,
      String host,
      String zone,
      boolean disabled,
      @Nullable String disabledReason,
      boolean frozen,
      boolean up,
      Instant updatedAt) {

    /** Whether this is its host, or the part of it before the backend. */
    boolean isOn(String asked) {
      return host.equals(asked) || host.startsWith(asked + "@");
    }
  }

  /** Backends first, each in the order of names. */
  List<Service> all() {
    List<BackendRow> backends =
        lookup.database().read(handle -> lookup.stores().pools().backends(handle));
    Map<String, Instant> heard =
        lookup.database().read(handle -> lookup.stores().pools().backendNodes(handle)).stream()
            .collect(
                Collectors.toMap(
                    BackendNodeRow::backend,
                    BackendNodeRow::updatedAt,
                    (one, other) -> one.isAfter(other) ? one : other));
    List<NodeRow> nodes = lookup.database().read(handle -> lookup.stores().nodes().nodes(handle));
    List<Service> all = new ArrayList<>();
    for (BackendRow backend : backends) {
      all.add(
          new Service(
              VOLUME,
              Hosts.ofBackend(backend.name()),
              backend.availabilityZone(),
              backend.disabled(),
              backend.disabledReason(),
              backend.frozen(),
              alive.backendUp(backend.name()),
              heard.getOrDefault(backend.name(), backend.updatedAt())));
    }
    for (NodeRow node : nodes) {
      if (node.roles().contains("engine")) {
        all.add(
            new Service(
                SCHEDULER,
                node.name(),
                ZONE,
                node.disabled(),
                node.disabledReason(),
                false,
                alive.nodeUp(node.name()),
                node.updatedAt()));
      }
    }
    return all;
  }
}
