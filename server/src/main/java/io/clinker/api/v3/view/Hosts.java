package io.clinker.api.v3.view;

import org.jspecify.annotations.Nullable;

/**
 * How backends and nodes appear where Cinder speaks of hosts. Any node of a backend can serve any
 * of its volumes, so a volume belongs to no node: a backend is one {@code cinder-volume} service on
 * the host {@code clinker@<backend>}, up while any of its nodes is; its pools are {@code
 * clinker@<backend>#<pool>}. A node with the role {@code engine} is a {@code cinder-scheduler}
 * service on a host of its own name.
 */
public final class Hosts {
  /** The host of all backends. */
  public static final String CLUSTER = "clinker";

  private Hosts() {}

  /** The host of a backend. */
  public static String ofBackend(String backend) {
    return CLUSTER + "@" + backend;
  }

  /** The host of a pool. */
  public static String ofPool(String backend, String pool) {
    return ofBackend(backend) + "#" + pool;
  }

  /** The same for a volume that may not be placed yet. */
  public static @Nullable String ofVolume(@Nullable String backend, @Nullable String pool) {
    return backend == null ? null : ofPool(backend, pool == null ? backend : pool);
  }

  /** The pool of a host, null for the host of a whole backend. */
  public static @Nullable String poolOf(String host) {
    int pool = host.indexOf('#');
    return pool < 0 ? null : host.substring(pool + 1);
  }

  /** The backend of a host, null for hosts of other forms. */
  public static @Nullable String backendOf(String host) {
    String prefix = CLUSTER + "@";
    if (!host.startsWith(prefix)) {
      return null;
    }
    int pool = host.indexOf('#');
    return host.substring(prefix.length(), pool < 0 ? host.length() : pool);
  }
}
