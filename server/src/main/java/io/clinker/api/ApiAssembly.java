package io.clinker.api;

import io.clinker.api.change.DirectEdits;
import io.clinker.api.change.Submissions;
import io.clinker.api.http.ArrivalFilter;
import io.clinker.api.http.CallFactory;
import io.clinker.api.http.FaultMapper;
import io.clinker.api.http.HeaderFilter;
import io.clinker.api.http.VersionFilter;
import io.clinker.api.operations.OperationsResource;
import io.clinker.api.v3.AttachmentsResource;
import io.clinker.api.v3.DiscoveryResource;
import io.clinker.api.v3.ExtensionsResource;
import io.clinker.api.v3.ExtraSpecsResource;
import io.clinker.api.v3.LimitsResource;
import io.clinker.api.v3.Lookup;
import io.clinker.api.v3.MessagesResource;
import io.clinker.api.v3.PoolsResource;
import io.clinker.api.v3.QuotaClassSetsResource;
import io.clinker.api.v3.QuotaSetsResource;
import io.clinker.api.v3.ResourceFiltersResource;
import io.clinker.api.v3.Services;
import io.clinker.api.v3.ServicesResource;
import io.clinker.api.v3.SnapshotActionsResource;
import io.clinker.api.v3.SnapshotMetadata;
import io.clinker.api.v3.SnapshotsResource;
import io.clinker.api.v3.TypeAccessResource;
import io.clinker.api.v3.TypeActionsResource;
import io.clinker.api.v3.TypeEdits;
import io.clinker.api.v3.TypesResource;
import io.clinker.api.v3.VolumeActionsResource;
import io.clinker.api.v3.VolumeEdits;
import io.clinker.api.v3.VolumeEncryptionResource;
import io.clinker.api.v3.VolumeMetadata;
import io.clinker.api.v3.VolumesResource;
import io.clinker.api.v3.ZonesResource;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import java.util.List;
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

    Lookup lookup = new Lookup(parts.database(), parts.stores());
    DirectEdits edits = new DirectEdits(parts.database(), parts.stores());
    Submissions submissions =
        new Submissions(parts.gateway(), parts.database(), parts.stores(), parts.patience());
    TypeEdits types = new TypeEdits(lookup);
    int pageSize = parts.pageSize();
    List<Object> resources =
        List.of(
            new DiscoveryResource(),
            new ExtensionsResource(),
            new ResourceFiltersResource(),
            new ZonesResource(lookup),
            new LimitsResource(lookup),
            new VolumesResource(lookup, edits, submissions, pageSize),
            new VolumeMetadata(lookup, edits),
            new VolumeEncryptionResource(lookup),
            new VolumeActionsResource(lookup, new VolumeEdits(lookup, edits), submissions),
            new SnapshotsResource(lookup, edits, submissions, pageSize),
            new SnapshotMetadata(lookup, edits),
            new SnapshotActionsResource(lookup, edits, submissions),
            new AttachmentsResource(lookup, submissions, pageSize),
            new TypesResource(lookup, edits, types, pageSize),
            new ExtraSpecsResource(lookup, edits, types),
            new TypeAccessResource(lookup),
            new TypeActionsResource(lookup, edits),
            new QuotaSetsResource(lookup, edits),
            new QuotaClassSetsResource(lookup, edits),
            new ServicesResource(lookup, edits, new Services(lookup, parts.alive())),
            new PoolsResource(lookup, parts.alive()),
            new MessagesResource(lookup, edits, pageSize),
            new OperationsResource(
                parts.database(),
                parts.stores(),
                parts.gateway(),
                parts.operations(),
                parts.alive(),
                pageSize));
    resources.forEach(jersey::register);
  }
}
