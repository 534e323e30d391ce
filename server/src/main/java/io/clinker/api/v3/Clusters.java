package io.clinker.api.v3;

import io.clinker.api.v3.view.Hosts;
import io.clinker.store.BackendNodeRow;
import io.clinker.store.BackendRow;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Backends as clusters; the hosts of a cluster are the nodes that are configured for it. */
public final class Clusters {
  private final Lookup lookup;
  private final Alive alive;

  public Clusters(Lookup lookup, Alive alive) {
    this.lookup = lookup;
    this.alive = alive;
  }

  /** One cluster. */
  record Cluster(
      String name,
      boolean up,
      boolean disabled,
      @Nullable String disabledReason,
      boolean frozen,
      int hosts,
      int downHosts,
      Instant lastHeartbeat,
      Instant createdAt,
      Instant updatedAt) {}

  /** In the order of names. */
  List<Cluster> all() {
    return lookup.database().read(this::all);
  }

  /** The same inside a transaction. */
  List<Cluster> all(Handle handle) {
    List<BackendRow> backends = lookup.stores().pools().backends(handle);
    List<BackendNodeRow> nodes = lookup.stores().pools().backendNodes(handle);
    return backends.stream()
        .map(
            backend ->
                cluster(
                    backend,
                    nodes.stream().filter(node -> node.backend().equals(backend.name())).toList()))
        .toList();
  }

  private Cluster cluster(BackendRow backend, List<BackendNodeRow> nodes) {
    int down =
        (int) nodes.stream().filter(node -> !node.up() || !alive.nodeUp(node.node())).count();
    Instant heard =
        nodes.stream()
            .map(BackendNodeRow::updatedAt)
            .max(Instant::compareTo)
            .orElse(backend.updatedAt());
    return new Cluster(
        Hosts.ofBackend(backend.name()),
        alive.backendUp(backend.name()),
        backend.disabled(),
        backend.disabledReason(),
        backend.frozen(),
        nodes.size(),
        down,
        heard,
        backend.createdAt(),
        backend.updatedAt());
  }
}
