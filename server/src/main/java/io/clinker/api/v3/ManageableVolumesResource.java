package io.clinker.api.v3;

import io.clinker.api.change.Submissions;
import io.clinker.api.http.Available;
import io.clinker.api.http.Since;
import jakarta.ws.rs.Path;

/** {@code /manageable_volumes}. */
@Path("/v3/manageable_volumes")
@Available(Since.MANAGE_EXISTING)
public final class ManageableVolumesResource extends VolumeManaging {
  public ManageableVolumesResource(ManageRequests requests, Submissions submissions) {
    super(requests, submissions);
  }
}
