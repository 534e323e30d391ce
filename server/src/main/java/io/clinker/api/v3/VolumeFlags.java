package io.clinker.api.v3;

import io.clinker.admission.VolumeAnnouncements;
import io.clinker.admission.VolumeGrowth;
import io.clinker.api.change.DirectEdits;
import io.clinker.api.change.Edits;
import io.clinker.api.http.Answers;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.store.VolumeRow;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Actions on volumes that change nothing but their rows. */
public final class VolumeFlags {
  private final Lookup lookup;
  private final DirectEdits edits;
  private final VolumeAnnouncements announcements;
  private final VolumeGrowth growth;

  public VolumeFlags(Lookup lookup, Edits edits) {
    this.lookup = lookup;
    this.edits = edits.direct();
    this.announcements = edits.announcements();
    this.growth = edits.growth();
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

  /** What an image said of a volume; the whole set afterwards. */
  Response setImageMetadata(Call call, String id, Map<String, String> more) {
    return imageMetadata(
        call,
        id,
        before -> {
          before.putAll(more);
          return Answers.ok(Metadata.all(before));
        });
  }

  Response unsetImageMetadata(Call call, String id, String key) {
    return imageMetadata(
        call,
        id,
        before -> {
          if (before.remove(key) == null) {
            throw Fault.notFound("Volume %s has no image metadata with key %s.".formatted(id, key));
          }
          return Answers.empty(200);
        });
  }

  private Response imageMetadata(
      Call call, String id, Function<Map<String, String>, Response> change) {
    return edits.change(
        call,
        handle -> {
          VolumeRow row = lookup.lockedVolume(handle, call, id);
          if (row.status().equals("maintenance")) {
            throw Fault.badRequest(
                "Invalid volume: The volume cannot be updated while it is in maintenance.");
          }
          Map<String, String> metadata = new TreeMap<>(row.imageMetadata());
          Response answer = change.apply(metadata);
          lookup
              .stores()
              .volumes()
              .setImageMetadata(handle, row.id(), metadata, lookup.database().now());
          return answer;
        });
  }

  Response reserve(Call call, String id) {
    return change(call, id, 202, announcements::reserve);
  }

  Response unreserve(Call call, String id) {
    return change(call, id, 202, announcements::unreserve);
  }

  Response beginDetaching(Call call, String id) {
    return change(call, id, 202, announcements::beginDetaching);
  }

  Response rollDetaching(Call call, String id) {
    return change(call, id, 202, announcements::rollDetaching);
  }

  /** Takes back whatever was announced. */
  Response withdraw(Call call, String id) {
    return change(call, id, 202, announcements::withdraw);
  }

  /** What became of the servers that an extend waits for. */
  Response completeExtend(Call call, String id, boolean failed) {
    return change(call, id, 202, (handle, row, now) -> growth.complete(handle, row, failed, now));
  }

  private Response change(Call call, String id, int status, Change change) {
    return edits.change(
        call,
        status,
        handle ->
            change.apply(handle, lookup.lockedVolume(handle, call, id), lookup.database().now()));
  }
}
