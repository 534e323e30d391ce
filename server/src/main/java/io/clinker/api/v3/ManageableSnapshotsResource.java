package io.clinker.api.v3;

import io.clinker.api.change.Submissions;
import io.clinker.api.http.Available;
import io.clinker.api.http.Since;
import jakarta.ws.rs.Path;

/** {@code /manageable_snapshots}. */
@Path("/v3/manageable_snapshots")
@Available(Since.MANAGE_EXISTING)
public final class ManageableSnapshotsResource extends SnapshotManaging {
  public ManageableSnapshotsResource(ManageRequests requests, Submissions submissions) {
    super(requests, submissions);
  }
}
