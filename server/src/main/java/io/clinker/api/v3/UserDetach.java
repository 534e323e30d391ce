package io.clinker.api.v3;

import io.clinker.admission.HostAttachments;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.clients.Compute;
import io.clinker.clients.ComputeException;
import io.clinker.model.VolumeId;
import io.clinker.store.AttachmentRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Keeps users from taking a volume from under a server that uses it: the server would go on with
 * the connection, and the next owner of the storage with it (CVE-2023-2088). A service that vouches
 * for the request with its own token has told the server first.
 */
public final class UserDetach {
  private final Lookup lookup;
  private final boolean allowed;
  private final Optional<Compute> compute;

  /**
   * @param allowed whether users may all the same
   * @param compute knows whether a server still uses a volume; without it every server does
   */
  public UserDetach(Lookup lookup, boolean allowed, Optional<Compute> compute) {
    this.lookup = lookup;
    this.allowed = allowed;
    this.compute = compute;
  }

  /**
   * Before an attachment is deleted.
   *
   * @throws Fault 409 if a server uses it, 503 if nobody can tell, 404 if it is not there
   */
  void check(Call call, String attachment) {
    if (!allowed && !call.caller().service()) {
      refuseIfUsed(lookup.attachment(call, attachment));
    }
  }

  /**
   * Before a volume is detached or disconnected.
   *
   * @param attachment null for the only one
   * @throws Fault 409 if a server uses it or if it is not clear which is meant, 400 for an
   *     attachment of another volume, 404 if the volume is not there
   */
  void check(Call call, String volume, @Nullable String attachment) {
    if (allowed || call.caller().service()) {
      return;
    }
    VolumeId id = lookup.volume(call, volume).id();
    List<AttachmentRow> all =
        lookup.database().read(handle -> lookup.stores().attachments().ofVolume(handle, id));
    if (all.isEmpty()) {
      return;
    }
    if (attachment == null) {
      List<AttachmentRow> used = HostAttachments.inUse(all);
      if (used.size() > 1) {
        throw refusal("");
      }
      used.forEach(this::refuseIfUsed);
      return;
    }
    for (AttachmentRow one : all) {
      if (one.id().value().equals(attachment)) {
        refuseIfUsed(one);
        return;
      }
    }
    throw lookup.isAttachment(call, attachment)
        ? Fault.badRequest(
            "Invalid volume: Attachment %s is not of volume %s.".formatted(attachment, volume))
        : refusal("");
  }

  private void refuseIfUsed(AttachmentRow attachment) {
    Map<String, Object> connection = attachment.connectionInfo();
    String server = attachment.instanceUuid();
    if (server != null
        && connection != null
        && !connection.isEmpty()
        && isUsed(server, attachment)) {
      throw refusal(server);
    }
  }

  private boolean isUsed(String server, AttachmentRow attachment) {
    if (compute.isEmpty()) {
      return true;
    }
    try {
      return compute
          .get()
          .attachmentOf(server, attachment.volumeId())
          .filter(attachment.id().value()::equals)
          .isPresent();
    } catch (ComputeException away) {
      throw Fault.unavailable(
          "Nobody can tell whether server %s uses the volume: %s".formatted(server, away.reason()));
    }
  }

  private static Fault refusal(String server) {
    return Fault.conflict(
        "ConflictNovaUsingAttachment: Detach volume from instance %s using the Compute API"
            .formatted(server));
  }
}
