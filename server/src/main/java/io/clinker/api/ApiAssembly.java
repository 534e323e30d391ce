package io.clinker.api;

import io.clinker.api.change.Submissions;
import io.clinker.api.http.ArrivalFilter;
import io.clinker.api.http.CallFactory;
import io.clinker.api.http.FaultMapper;
import io.clinker.api.http.HeaderFilter;
import io.clinker.api.http.VersionFilter;
import io.clinker.api.read.AttachmentReads;
import io.clinker.api.read.OperationReads;
import io.clinker.api.read.VolumeReads;
import io.clinker.api.v3.DiscoveryResource;
import io.clinker.api.v3.VolumesResource;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import org.glassfish.jersey.server.ServerProperties;

/** Registers the filters and resources of the API. */
public final class ApiAssembly {
  private ApiAssembly() {}

  /** Makes every resource once and registers it. */
  public static void register(JerseyEnvironment jersey, ApiParts parts) {
    jersey.property(ServerProperties.WADL_FEATURE_DISABLE, true);
    jersey.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
    jersey.register(new ArrivalFilter(parts.authentication(), parts.requests()));
    jersey.register(VersionFilter.class);
    jersey.register(new HeaderFilter());
    jersey.register(new FaultMapper());
    jersey.register(new CallFactory.Binder());

    VolumeReads volumes = new VolumeReads(parts.reader());
    AttachmentReads attachments = new AttachmentReads(parts.reader());
    OperationReads operations = new OperationReads(parts.reader());
    Submissions submissions =
        new Submissions(parts.gateway(), operations, parts.rows(), parts.patience());

    jersey.register(new DiscoveryResource());
    jersey.register(new VolumesResource(volumes, attachments, submissions, parts.pageSize()));
  }
}
