package io.clinker.clients;

import io.clinker.model.VolumeId;
import java.util.List;
import java.util.Optional;

/** What this service tells and asks the compute service of the cloud. Any thread may call it. */
public interface Compute {
  /**
   * Tells servers that a volume which they use has grown; a repeat is harmless.
   *
   * @return why some do not know, empty if all do
   * @throws ComputeException if it cannot be told now
   */
  Optional<String> extended(VolumeId volume, List<String> servers) throws ComputeException;

  /**
   * By which attachment a server uses a volume.
   *
   * @return the attachment's id; empty if the server or its use of the volume is not known
   * @throws ComputeException if nobody can tell now
   */
  Optional<String> attachmentOf(String server, VolumeId volume) throws ComputeException;
}
