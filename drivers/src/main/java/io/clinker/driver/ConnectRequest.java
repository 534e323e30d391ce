package io.clinker.driver;

import io.clinker.model.AttachmentId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import org.jspecify.annotations.Nullable;

/**
 * Asks for an export of a volume to one host.
 *
 * @param initiator the host's iSCSI name where it has one
 * @param hostName the host's name
 * @param hostAddress the host's address where it gave one
 * @param readOnly whether writes must be refused
 * @param secret what the host must prove to know; made once per attachment by admit, so that a
 *     repeat gives the same connection
 */
public record ConnectRequest(
    AttachmentId attachment,
    VolumeId volume,
    StorageProtocol protocol,
    @Nullable String initiator,
    String hostName,
    @Nullable String hostAddress,
    boolean readOnly,
    String secret) {
  @Override
  public String toString() {
    return "ConnectRequest[attachment=%s, volume=%s, protocol=%s, hostName=%s, readOnly=%s]"
        .formatted(attachment, volume, protocol, hostName, readOnly);
  }
}
