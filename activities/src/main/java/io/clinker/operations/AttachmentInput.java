package io.clinker.operations;

import io.clinker.model.AttachmentId;
import io.clinker.model.VolumeId;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What clients ask for of attachments. */
public sealed interface AttachmentInput extends OperationInput {
  /**
   * A new attachment; without a connector the volume is only reserved.
   *
   * @param connector as the client gave it; holds no secrets
   */
  record CreateAttachment(
      AttachmentId attachment,
      VolumeId volume,
      @Nullable String instance,
      @Nullable String mode,
      @Nullable Map<String, Object> connector)
      implements AttachmentInput {
    @Override
    public OperationKind kind() {
      return OperationKind.ATTACHMENT_CREATE;
    }

    @Override
    public String resourceId() {
      return attachment.value();
    }
  }

  /** Gives an attachment its connector, and so its export. */
  record UpdateAttachment(AttachmentId attachment, Map<String, Object> connector)
      implements AttachmentInput {
    @Override
    public OperationKind kind() {
      return OperationKind.ATTACHMENT_UPDATE;
    }

    @Override
    public String resourceId() {
      return attachment.value();
    }
  }

  /** The host has connected. */
  record CompleteAttachment(AttachmentId attachment) implements AttachmentInput {
    @Override
    public OperationKind kind() {
      return OperationKind.ATTACHMENT_COMPLETE;
    }

    @Override
    public String resourceId() {
      return attachment.value();
    }
  }

  /**
   * Removes an attachment and its export.
   *
   * @param finding as in {@link DeleteVolume}
   */
  record DeleteAttachment(AttachmentId attachment, @Nullable String finding)
      implements AttachmentInput {
    public DeleteAttachment(AttachmentId attachment) {
      this(attachment, null);
    }

    @Override
    public OperationKind kind() {
      return OperationKind.ATTACHMENT_DELETE;
    }

    @Override
    public String resourceId() {
      return attachment.value();
    }
  }

  /**
   * The older way to ask for a connection: by volume and connector.
   *
   * @param attachment the one of this connector, new unless known
   * @param known whether the attachment is there
   * @param connector as the client gave it; holds no secrets
   */
  record InitializeConnection(
      AttachmentId attachment, VolumeId volume, boolean known, Map<String, Object> connector)
      implements AttachmentInput {
    @Override
    public OperationKind kind() {
      return known ? OperationKind.ATTACHMENT_UPDATE : OperationKind.ATTACHMENT_CREATE;
    }

    @Override
    public Set<String> needs() {
      return Set.of(kind().word(), kind().word() + "/initialize-connection");
    }

    @Override
    public String resourceId() {
      return attachment.value();
    }

    @Override
    public boolean asksTheSameAs(OperationInput open) {
      return open instanceof InitializeConnection other
          && volume.equals(other.volume())
          && connector.equals(other.connector());
    }
  }

  /**
   * The older way to say that a volume is used.
   *
   * @param attachment the one of this user, new unless known
   * @param known whether the attachment is there
   * @param instance the server that uses it
   * @param host the host that uses it; one of both is given
   */
  record Attach(
      AttachmentId attachment,
      VolumeId volume,
      boolean known,
      @Nullable String instance,
      @Nullable String host,
      String mountpoint,
      String mode)
      implements AttachmentInput {
    @Override
    public OperationKind kind() {
      return known ? OperationKind.ATTACHMENT_COMPLETE : OperationKind.ATTACHMENT_CREATE;
    }

    @Override
    public Set<String> needs() {
      return Set.of(kind().word(), kind().word() + "/attach");
    }

    @Override
    public String resourceId() {
      return attachment.value();
    }
  }

  /** The older way to give a connection back; the attachment stays if it is used. */
  record TerminateConnection(AttachmentId attachment) implements AttachmentInput {
    @Override
    public OperationKind kind() {
      return OperationKind.ATTACHMENT_DELETE;
    }

    @Override
    public Set<String> needs() {
      return Set.of(kind().word(), kind().word() + "/terminate-connection");
    }

    @Override
    public String resourceId() {
      return attachment.value();
    }
  }
}
