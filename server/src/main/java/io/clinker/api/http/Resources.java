package io.clinker.api.http;

import java.util.Set;

/** The names that can stand first in a path, so that a wide project pattern does not take them. */
final class Resources {
  static final Set<String> NAMES =
      Set.of(
          "extensions",
          "resource_filters",
          "os-availability-zone",
          "limits",
          "volumes",
          "snapshots",
          "attachments",
          "types",
          "backups",
          "groups",
          "group_types",
          "group_snapshots",
          "qos-specs",
          "os-volume-transfer",
          "volume-transfers",
          "os-quota-sets",
          "os-quota-class-sets",
          "os-services",
          "os-hosts",
          "scheduler-stats",
          "capabilities",
          "messages",
          "operations",
          "findings",
          "quota",
          "clusters",
          "nodes",
          "backends",
          "workers",
          "default-types",
          "manageable_volumes",
          "manageable_snapshots");

  private Resources() {}
}
