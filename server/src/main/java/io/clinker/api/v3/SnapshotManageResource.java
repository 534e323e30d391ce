package io.clinker.api.v3;

import io.clinker.api.change.Submissions;
import jakarta.ws.rs.Path;

/** {@code /os-snapshot-manage}, the path of older clients. */
@Path("/v3/os-snapshot-manage")
public final class SnapshotManageResource extends SnapshotManaging {
  public SnapshotManageResource(ManageRequests requests, Submissions submissions) {
    super(requests, submissions);
  }
}
