package io.clinker.api.description;

import static io.clinker.api.description.Shape.in;
import static io.clinker.api.description.Shape.texts;

import java.util.Locale;

/** The bodies of answers. */
public enum Body {
  /** There is none. */
  NONE(new Shape.Nothing()),
  VERSIONS(ServiceShapes.VERSIONS),
  EXTENSIONS(ServiceShapes.EXTENSIONS),
  EXTENSION(ServiceShapes.EXTENSION),
  RESOURCE_FILTERS(ServiceShapes.RESOURCE_FILTERS),
  ZONES(ServiceShapes.ZONES),
  LIMITS(ServiceShapes.LIMITS),
  VOLUMES(VolumeShapes.VOLUMES),
  VOLUMES_DETAIL(VolumeShapes.VOLUMES_DETAIL),
  VOLUME_SUMMARY(VolumeShapes.SUMMARY),
  VOLUME(in("volume", VolumeShapes.VOLUME)),
  VOLUME_CHANGED(in("volume", VolumeShapes.VOLUME_CHANGED)),
  VOLUME_ENCRYPTION(VolumeShapes.ENCRYPTION),
  VOLUME_ENCRYPTION_KEY(VolumeShapes.ENCRYPTION_KEY),
  METADATA(in("metadata", texts())),
  METADATA_ITEM(in("meta", texts())),
  SNAPSHOTS(VolumeShapes.SNAPSHOTS),
  SNAPSHOTS_DETAIL(VolumeShapes.SNAPSHOTS_DETAIL),
  SNAPSHOT(in("snapshot", VolumeShapes.SNAPSHOT)),
  SNAPSHOT_CREATED(in("snapshot", VolumeShapes.SNAPSHOT_CREATED)),
  SNAPSHOT_UPDATED(in("snapshot", VolumeShapes.SNAPSHOT_UPDATED)),
  MANAGEABLE_VOLUMES(ManageableShapes.VOLUMES),
  MANAGEABLE_VOLUMES_DETAIL(ManageableShapes.VOLUMES_DETAIL),
  MANAGEABLE_SNAPSHOTS(ManageableShapes.SNAPSHOTS),
  MANAGEABLE_SNAPSHOTS_DETAIL(ManageableShapes.SNAPSHOTS_DETAIL),
  ATTACHMENTS(VolumeShapes.ATTACHMENTS),
  ATTACHMENTS_DETAIL(VolumeShapes.ATTACHMENTS_DETAIL),
  ATTACHMENT(VolumeShapes.ATTACHMENT),
  CONNECTION(VolumeShapes.CONNECTION),
  GROUPS(GroupShapes.GROUPS),
  GROUPS_DETAIL(GroupShapes.GROUPS_DETAIL),
  GROUP(GroupShapes.GROUP),
  GROUP_CREATED(GroupShapes.GROUP_CREATED),
  GROUP_REPLICATION_TARGETS(GroupShapes.REPLICATION_TARGETS),
  GROUP_SNAPSHOTS(GroupShapes.GROUP_SNAPSHOTS),
  GROUP_SNAPSHOTS_DETAIL(GroupShapes.GROUP_SNAPSHOTS_DETAIL),
  GROUP_SNAPSHOT(GroupShapes.GROUP_SNAPSHOT),
  GROUP_SNAPSHOT_CREATED(GroupShapes.GROUP_SNAPSHOT_CREATED),
  TRANSFERS(VolumeShapes.TRANSFERS),
  TRANSFERS_DETAIL(VolumeShapes.TRANSFERS_DETAIL),
  TRANSFER(VolumeShapes.TRANSFER),
  TRANSFER_CREATED(VolumeShapes.TRANSFER_CREATED),
  TRANSFER_SUMMARY(VolumeShapes.TRANSFER_SUMMARY),
  TYPES(TypeShapes.TYPES),
  TYPE(TypeShapes.TYPE),
  TYPE_DEFAULT(TypeShapes.TYPE_DEFAULT),
  TYPE_CREATED(TypeShapes.TYPE_CREATED),
  TYPE_UPDATED(TypeShapes.TYPE_UPDATED),
  TYPE_ACCESS(TypeShapes.TYPE_ACCESS),
  TYPE_ENCRYPTION(TypeShapes.ENCRYPTION),
  TYPE_ENCRYPTION_CREATED(TypeShapes.ENCRYPTION_CREATED),
  TYPE_ENCRYPTION_UPDATED(TypeShapes.ENCRYPTION_UPDATED),
  TYPE_ENCRYPTION_MEMBER(TypeShapes.ENCRYPTION_MEMBER),
  EXTRA_SPECS(TypeShapes.EXTRA_SPECS),
  GROUP_SPECS(TypeShapes.GROUP_SPECS),
  /** A pair without an envelope. */
  SPEC(texts()),
  DEFAULT_TYPES(TypeShapes.DEFAULT_TYPES),
  DEFAULT_TYPE(TypeShapes.DEFAULT_TYPE),
  QOS_LIST(TypeShapes.QOS_LIST),
  QOS(TypeShapes.QOS),
  QOS_UPDATED(TypeShapes.QOS_UPDATED),
  QOS_ASSOCIATIONS(TypeShapes.QOS_ASSOCIATIONS),
  GROUP_TYPES(TypeShapes.GROUP_TYPES),
  GROUP_TYPE(TypeShapes.GROUP_TYPE),
  QUOTA_SET(ServiceShapes.QUOTA_SET),
  QUOTA_CLASS_SET(ServiceShapes.QUOTA_CLASS_SET),
  SERVICES(ServiceShapes.SERVICES),
  SERVICE_SWITCHED(ServiceShapes.SERVICE_SWITCHED),
  LOG_LEVELS(ServiceShapes.LOG_LEVELS),
  CLEANUP(ServiceShapes.CLEANUP),
  HOSTS(ServiceShapes.HOSTS),
  HOST(ServiceShapes.HOST),
  POOLS(ServiceShapes.POOLS),
  CAPABILITIES(ServiceShapes.CAPABILITIES),
  MESSAGES(ServiceShapes.MESSAGES),
  MESSAGE(ServiceShapes.MESSAGE),
  CLUSTERS(ServiceShapes.CLUSTERS),
  CLUSTERS_DETAIL(ServiceShapes.CLUSTERS_DETAIL),
  CLUSTER(ServiceShapes.CLUSTER),
  CLUSTER_SWITCHED(ServiceShapes.CLUSTER_SWITCHED),
  OPERATIONS(ClinkerShapes.OPERATIONS),
  OPERATION(ClinkerShapes.OPERATION),
  FINDINGS(ClinkerShapes.FINDINGS),
  FINDING(ClinkerShapes.FINDING),
  NODES(ClinkerShapes.NODES),
  NODE(ClinkerShapes.NODE),
  BACKENDS(ClinkerShapes.BACKENDS),
  BACKEND(ClinkerShapes.BACKEND),
  QUOTA_EXPLAIN(ClinkerShapes.QUOTA_EXPLAIN),
  DRY_RUN(ClinkerShapes.DRY_RUN);

  private final Shape shape;

  Body(Shape shape) {
    this.shape = shape;
  }

  Shape shape() {
    return shape;
  }

  /** Its name in the document. */
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
