package io.clinker.api.http;

/**
 * What came with which version: the one table of endpoints, actions, request members, response
 * members and filters that have not been there from 3.0 on.
 */
public enum Since {
  STRICT_BOOTABLE_FILTER(2),
  MESSAGES(3),
  GLANCE_METADATA_FILTER(4),
  MESSAGE_PAGING(5),
  SERVICE_CLUSTER(7),
  CLUSTERS(7),
  VOLUME_GROUP_FILTER(10),
  GROUP_TYPES(11),
  VOLUME_SUMMARY(12),
  VOLUME_GROUP_ID(13),
  GROUPS(13),
  SNAPSHOT_GROUP_SNAPSHOT_ID(14),
  GROUP_SNAPSHOTS(14),
  GROUP_SOURCES(14),
  METADATA_ETAG(15),
  GROUP_SNAPSHOT_RESET_STATUS(19),
  GROUP_RESET_STATUS(20),
  VOLUME_PROVIDER_ID(21),
  SNAPSHOT_METADATA_FILTER(22),
  DELETE_FORCE(23),
  WORKERS_CLEANUP(24),
  GROUP_VOLUMES(25),
  SERVICE_CLUSTER_FREEZE(26),
  CLUSTER_REPLICATION(26),
  ATTACHMENTS(27),
  POOL_FILTERS(28),
  GROUP_SNAPSHOT_PAGING(29),
  SNAPSHOT_SORT_BY_NAME(30),
  UNKNOWN_FILTERS_REFUSED(31),
  LOG_LEVELS(32),
  RESOURCE_FILTERS(33),
  LIKE_FILTERS(34),
  POOL_VOLUME_TYPE_FILTER(35),
  SUMMARY_METADATA(36),
  GROUP_REPLICATION(38),
  LIMITS_OF_PROJECT(39),
  REVERT(40),
  SNAPSHOT_USER_ID(41),
  EXTEND_IN_USE(42),
  ATTACHMENT_COMPLETE(44),
  WITH_COUNT(45),
  CREATE_FROM_BACKUP(47),
  VOLUME_SHARED_TARGETS(48),
  SERVICE_BACKEND_STATE(49),
  TYPE_EXTRA_SPECS_FILTER(52),
  VOLUME_BODIES_CLOSED(53),
  ATTACHMENT_MODE(54),
  TRANSFERS_WITH_SNAPSHOTS(55),
  TRANSFER_HISTORY(57),
  GROUP_PROJECT_ID(58),
  TRANSFER_PAGING(59),
  VOLUME_CLUSTER_NAME(61),
  DEFAULT_TYPES(62),
  VOLUME_TYPE_ID(63),
  VOLUME_ENCRYPTION_KEY_ID(64),
  CONSUMES_QUOTA(65),
  SNAPSHOT_OF_IN_USE(66),
  SHARED_TARGETS_NULL(69);

  private final Microversion version;

  Since(int minor) {
    this.version = new Microversion(3, minor);
  }

  /** The first version that has it. */
  public Microversion version() {
    return version;
  }

  /** Whether a request of this version has it. */
  public boolean in(Microversion requested) {
    return requested.compareTo(version) >= 0;
  }
}
