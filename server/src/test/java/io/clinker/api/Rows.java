package io.clinker.api;

import io.clinker.model.AttachmentId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.store.AttachmentRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.time.Instant;
import java.util.Map;

/** Rows as the stores would have written them. */
final class Rows {
  private static final Instant BIRTH = Instant.parse("2026-11-22T10:00:00.000001Z");
  private final ApiServer server;

  Rows(ApiServer server) {
    this.server = server;
  }

  TypeRow type() {
    return server
        .database()
        .database()
        .read(handle -> server.stores().types().find(handle, TypeRow.BUILT_IN, null))
        .orElseThrow();
  }

  VolumeRow volume(String name, int secondsLater, String status, String attachStatus) {
    TypeRow type = type();
    return new VolumeRow(
        VolumeId.random(),
        ApiServer.PROJECT,
        "u1",
        name,
        null,
        1,
        null,
        status,
        null,
        attachStatus,
        null,
        type.id(),
        type.name(),
        null,
        null,
        "nova",
        "file",
        "default",
        "nbd",
        false,
        false,
        Map.of("k", name),
        Map.of(),
        Map.of(),
        1,
        0,
        null,
        BIRTH.plusSeconds(secondsLater),
        null,
        null,
        null,
        null);
  }

  VolumeRow inserted(VolumeRow row) {
    return server
        .database()
        .database()
        .inTransaction(
            handle -> {
              server.stores().volumes().insert(handle, row);
              return row;
            });
  }

  SnapshotRow insertedSnapshot(VolumeRow volume, String status) {
    SnapshotRow row =
        new SnapshotRow(
            SnapshotId.random(),
            volume.id(),
            volume.projectId(),
            "u1",
            "snap",
            null,
            volume.sizeGib(),
            volume.volumeTypeId(),
            status,
            "100%",
            Map.of("k", "v"),
            1,
            0,
            null,
            BIRTH,
            null,
            null,
            null);
    return server
        .database()
        .database()
        .inTransaction(
            handle -> {
              server.stores().snapshots().insert(handle, row);
              return row;
            });
  }

  AttachmentRow insertedAttachment(VolumeRow volume) {
    AttachmentRow row =
        new AttachmentRow(
            AttachmentId.random(),
            volume.id(),
            ApiServer.PROJECT,
            VolumeId.random().value(),
            "host1",
            "/dev/vdb",
            "rw",
            "attached",
            Map.of("host", "host1"),
            Map.of("target_portal", "127.0.0.1:3260"),
            "secret",
            "iscsi",
            "host1",
            1,
            0,
            null,
            BIRTH,
            null,
            BIRTH,
            null,
            null);
    return server
        .database()
        .database()
        .inTransaction(
            handle -> {
              server.stores().attachments().insert(handle, row);
              return row;
            });
  }
}
