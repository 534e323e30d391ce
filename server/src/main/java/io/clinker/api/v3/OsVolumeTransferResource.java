package io.clinker.api.v3;

import io.clinker.api.change.Edits;
import jakarta.ws.rs.Path;

/** {@code /os-volume-transfer}: snapshots go with their volume. */
@Path("/v3/os-volume-transfer")
public final class OsVolumeTransferResource extends TransfersResource {
  public OsVolumeTransferResource(Lookup lookup, Edits edits, int pageSize) {
    super(CREATE, lookup, edits, pageSize);
  }
}
