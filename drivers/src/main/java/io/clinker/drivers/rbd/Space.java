package io.clinker.drivers.rbd;

import io.clinker.model.ResourceKind;

/**
 * Where the notes of resources of one kind are: a RADOS namespace of the pool, away from images.
 */
enum Space {
  VOLUMES(ResourceKind.VOLUME, "clinker.volumes"),
  SNAPSHOTS(ResourceKind.SNAPSHOT, "clinker.snapshots"),
  ATTACHMENTS(ResourceKind.ATTACHMENT, "clinker.attachments");

  private final ResourceKind kind;
  private final String word;

  Space(ResourceKind kind, String word) {
    this.kind = kind;
    this.word = word;
  }

  ResourceKind kind() {
    return kind;
  }

  String word() {
    return word;
  }

  static Space of(ResourceKind kind) {
    return switch (kind) {
      case VOLUME -> VOLUMES;
      case SNAPSHOT -> SNAPSHOTS;
      case ATTACHMENT -> ATTACHMENTS;
      case GROUP, GROUP_SNAPSHOT -> throw new IllegalArgumentException(kind + " is no object");
    };
  }
}
