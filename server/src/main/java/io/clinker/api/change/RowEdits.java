package io.clinker.api.change;

import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Single columns that administrators set; the row is locked by the caller. */
public final class RowEdits {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private RowEdits() {}

  public static void setBootable(Handle handle, VolumeId id, boolean bootable, Instant now) {
    handle.execute(
        "update volume set bootable = ?, version = version + 1, updated_at = ? where id = ?",
        bootable,
        TIME.format(now),
        id.value());
  }

  /** Null: none. */
  public static void setMigrationStatus(
      Handle handle, VolumeId id, @Nullable String status, Instant now) {
    handle.execute(
        "update volume set migration_status = ?, version = version + 1, updated_at = ?"
            + " where id = ?",
        status,
        TIME.format(now),
        id.value());
  }

  public static void setStatus(
      Handle handle, SnapshotId id, String status, String progress, Instant now) {
    handle.execute(
        "update snapshot set status = ?, progress = ?, version = version + 1, updated_at = ?"
            + " where id = ?",
        status,
        progress,
        TIME.format(now),
        id.value());
  }
}
