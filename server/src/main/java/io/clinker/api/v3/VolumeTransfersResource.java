package io.clinker.api.v3;

import io.clinker.api.change.Edits;
import io.clinker.api.http.Available;
import io.clinker.api.http.Since;
import jakarta.ws.rs.Path;

/** {@code /volume-transfers}: snapshots may stay. */
@Path("/v3/volume-transfers")
@Available(Since.TRANSFERS_WITH_SNAPSHOTS)
public final class VolumeTransfersResource extends TransfersResource {
  public VolumeTransfersResource(Lookup lookup, Edits edits, int pageSize) {
    super(CREATE_WITH_SNAPSHOTS, lookup, edits, pageSize);
  }
}
