package io.clinker.api.v3;

import io.clinker.api.change.Submissions;
import jakarta.ws.rs.Path;

/** {@code /os-volume-manage}, the path of older clients. */
@Path("/v3/os-volume-manage")
public final class VolumeManageResource extends VolumeManaging {
  public VolumeManageResource(ManageRequests requests, Submissions submissions) {
    super(requests, submissions);
  }
}
