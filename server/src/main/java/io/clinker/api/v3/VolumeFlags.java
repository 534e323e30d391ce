package io.clinker.api.v3;

import io.clinker.api.change.DirectEdits;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.store.VolumeRow;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Actions on volumes that change nothing but their rows. */
public final class VolumeFlags {
  private final Lookup lookup;
  private final DirectEdits edits;

  public VolumeFlags(Lookup lookup, DirectEdits edits) {
    this.lookup = lookup;
    this.edits = edits;
  }

  /** A change of a locked volume. */
  @FunctionalInterface
  private interface Change {
    void apply(Handle handle, VolumeRow row, Instant now);
  }

  Response setBootable(Call call, String id, boolean bootable) {
    return change(
        call,
        id,
        200,
        (handle, row, now) ->
            lookup.stores().volumes().setBootable(handle, row.id(), bootable, now));
  }

  Response setReadonly(Call call, String id, boolean readonly) {
    return change(
        call,
        id,
        202,
        (handle, row, now) -> {
          if (!row.status().equals("available")) {
            throw Fault.badRequest(
                ("Invalid volume: Volume %s status must be available to update readonly flag, but"
                        + " current status is: %s.")
                    .formatted(row.id(), row.status()));
          }
          Map<String, String> flags = new LinkedHashMap<>(row.adminMetadata());
          flags.put("readonly", readonly ? "True" : "False");
          lookup
              .stores()
              .volumes()
              .setStatus(handle, row.id(), row.status(), row.attachStatus(), flags, now);
        });
  }

  private Response change(Call call, String id, int status, Change change) {
    return edits.once(
        call,
        () -> {
          lookup
              .database()
              .inTransaction(
                  handle -> {
                    change.apply(
                        handle, lookup.lockedVolume(handle, call, id), lookup.database().now());
                    return true;
                  });
          return Answers.empty(status);
        });
  }
}
