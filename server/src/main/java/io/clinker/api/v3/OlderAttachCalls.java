package io.clinker.api.v3;

import io.clinker.admission.HostAttachments;
import io.clinker.api.change.Submissions;
import io.clinker.api.change.Submissions.Accepted;
import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.api.http.Json;
import io.clinker.api.v3.view.AttachmentView;
import io.clinker.model.AttachmentId;
import io.clinker.operations.AttachmentInput;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The attach calls of clients older than the attachments API: they name a volume and a host, and
 * become operations on the attachment that is meant. All wait for the end.
 */
public final class OlderAttachCalls {
  private final Lookup lookup;
  private final Submissions submissions;
  private final UserDetach userDetach;
  private final VolumeFlags flags;

  public OlderAttachCalls(
      Lookup lookup, Submissions submissions, UserDetach userDetach, VolumeFlags flags) {
    this.lookup = lookup;
    this.submissions = submissions;
    this.userDetach = userDetach;
    this.flags = flags;
  }

  /**
   * Who uses the volume.
   *
   * @param instance the server; one of it and the host is given
   */
  record User(@Nullable String instance, @Nullable String host, String mountpoint, String mode) {}

  /** The connection of this host, made if it is not there. */
  Response initialize(Call call, String id, Map<String, Object> connector) {
    VolumeRow volume = lookup.volume(call, id);
    Optional<AttachmentRow> found = HostAttachments.ofConnector(all(volume), connector);
    Accepted accepted =
        submissions.complete(
            call,
            new AttachmentInput.InitializeConnection(
                idOf(found), volume.id(), found.isPresent(), connector));
    boolean multipath = AttachmentView.enforcesMultipath(connector);
    return OperationAnswers.of(
        accepted,
        200,
        json -> {
          AttachmentRow row = connected(accepted);
          Json.in(
                  "connection_info",
                  info -> AttachmentView.nested(info, row, lookup.hostTerms(row), multipath))
              .write(json);
        });
  }

  private AttachmentRow connected(Accepted accepted) {
    AttachmentRow row = lookup.now(AnswerRows.attachment(accepted.row()));
    if (row.connectionInfo() == null) {
      throw Fault.conflict(
          "The connection of attachment %s was taken back meanwhile.".formatted(row.id()));
    }
    return row;
  }

  /** The volume is used. */
  Response attach(Call call, String id, User user) {
    VolumeRow volume = lookup.volume(call, id);
    Optional<AttachmentRow> found =
        HostAttachments.ofUser(all(volume), user.instance(), user.host());
    return OperationAnswers.empty(
        submissions.complete(
            call,
            new AttachmentInput.Attach(
                idOf(found),
                volume.id(),
                found.isPresent(),
                user.instance(),
                user.host(),
                user.mountpoint(),
                user.mode())),
        202);
  }

  /**
   * The connection of this host goes; what was reserved is free again.
   *
   * @param connector empty for the only one
   */
  Response terminate(Call call, String id, Map<String, Object> connector) {
    VolumeRow volume = lookup.volume(call, id);
    userDetach.check(call, id, null);
    List<AttachmentRow> all = all(volume);
    List<AttachmentRow> connected = all.stream().filter(row -> row.connector() != null).toList();
    if (connector.isEmpty() && connected.size() > 1) {
      throw Fault.badRequest(
          "Invalid input for field/attribute connector. Value: None. Volume %s has %d connections: name one."
              .formatted(id, connected.size()));
    }
    Optional<AttachmentRow> meant =
        connector.isEmpty()
            ? connected.stream().findFirst()
            : HostAttachments.ofConnector(all, connector);
    return meant
        .flatMap(row -> unlessGone(call, new AttachmentInput.TerminateConnection(row.id())))
        .or(() -> before(call))
        .orElseGet(() -> flags.unreserve(call, id));
  }

  /**
   * The volume is not used any more.
   *
   * @param attachment null for the only one
   */
  Response detach(Call call, String id, @Nullable String attachment) {
    return detach(call, id, attachment, false);
  }

  /** The same by an administrator, whatever is left of it; the attachment must be there. */
  Response forceDetach(Call call, String id, @Nullable String attachment) {
    userDetach.check(call, id, null);
    return detach(call, id, attachment, true);
  }

  private Response detach(Call call, String id, @Nullable String attachment, boolean force) {
    VolumeRow volume = lookup.volume(call, id);
    userDetach.check(call, id, attachment);
    if (volume.status().equals("maintenance")) {
      throw Fault.badRequest("Invalid volume: The volume cannot be detached in maintenance mode.");
    }
    List<AttachmentRow> all = all(volume);
    Optional<AttachmentRow> meant =
        attachment == null ? only(all) : named(call, id, all, attachment);
    if (meant.isEmpty() && force && !all.isEmpty()) {
      throw Fault.badRequest(
          "Error force detaching volume - VolumeAttachmentNotFound: "
              + Ids.missingAttachment(String.valueOf(attachment)));
    }
    return meant
        .flatMap(row -> unlessGone(call, new AttachmentInput.DeleteAttachment(row.id())))
        .or(() -> before(call))
        .orElseGet(() -> flags.withdraw(call, id));
  }

  private static Optional<AttachmentRow> only(List<AttachmentRow> all) {
    List<AttachmentRow> used = HostAttachments.inUse(all);
    List<AttachmentRow> candidates = used.isEmpty() ? all : used;
    if (candidates.size() > 1) {
      throw Fault.badRequest(
          "Error detaching volume - InvalidVolume: Invalid volume: Detach volume failed: More than"
              + " one attachment, but no attachment_id provided.");
    }
    return candidates.stream().findFirst();
  }

  private Optional<AttachmentRow> named(
      Call call, String volume, List<AttachmentRow> all, String attachment) {
    AttachmentId named = Ids.attachment(attachment);
    Optional<AttachmentRow> found = all.stream().filter(row -> row.id().equals(named)).findFirst();
    if (found.isEmpty() && lookup.isAttachment(call, attachment)) {
      throw Fault.badRequest(
          "Invalid volume: Attachment %s is not of volume %s.".formatted(attachment, volume));
    }
    return found;
  }

  /** Empty where another request was faster: there is nothing left to do. */
  private Optional<Response> unlessGone(Call call, AttachmentInput input) {
    try {
      return Optional.of(OperationAnswers.empty(submissions.detach(call, input), 202));
    } catch (Fault fault) {
      if (fault.status() == 404) {
        return Optional.empty();
      }
      throw fault;
    }
  }

  /** A repeat with the same key finds nothing left, because its first request did it. */
  private Optional<Response> before(Call call) {
    return submissions.completedBefore(call).map(done -> OperationAnswers.empty(done, 202));
  }

  private List<AttachmentRow> all(VolumeRow volume) {
    return lookup
        .database()
        .read(handle -> lookup.stores().attachments().ofVolume(handle, volume.id()));
  }

  private static AttachmentId idOf(Optional<AttachmentRow> found) {
    return found.map(AttachmentRow::id).orElseGet(AttachmentId::random);
  }
}
