package io.clinker.api;

import io.clinker.admission.AdmissionSettings;
import io.clinker.admission.GroupEdits;
import io.clinker.admission.GroupTypeEdits;
import io.clinker.admission.QosEdits;
import io.clinker.admission.QuotaEdits;
import io.clinker.admission.ServiceEdits;
import io.clinker.admission.SnapshotEdits;
import io.clinker.admission.TransferEdits;
import io.clinker.admission.TypeEdits;
import io.clinker.admission.VolumeAnnouncements;
import io.clinker.admission.VolumeEdits;
import io.clinker.admission.VolumeGrowth;
import io.clinker.api.change.DirectEdits;
import io.clinker.api.change.Edits;
import io.clinker.api.change.Submissions;
import io.clinker.api.description.OpenApiResource;
import io.clinker.api.http.ArrivalFilter;
import io.clinker.api.http.AuditFilter;
import io.clinker.api.http.CallFactory;
import io.clinker.api.http.ContainerErrors;
import io.clinker.api.http.DatabaseFilter;
import io.clinker.api.http.FaultMapper;
import io.clinker.api.http.HeaderFilter;
import io.clinker.api.http.PolicyGuard;
import io.clinker.api.http.RequestRates;
import io.clinker.api.http.VersionFilter;
import io.clinker.api.operations.FindingsResource;
import io.clinker.api.operations.OperationsResource;
import io.clinker.api.operations.QuotaExplainResource;
import io.clinker.api.v3.AttachmentsResource;
import io.clinker.api.v3.BackendsResource;
import io.clinker.api.v3.CapabilitiesResource;
import io.clinker.api.v3.Clusters;
import io.clinker.api.v3.ClustersResource;
import io.clinker.api.v3.DefaultTypesResource;
import io.clinker.api.v3.DiscoveryResource;
import io.clinker.api.v3.ExtensionsResource;
import io.clinker.api.v3.ExtraSpecsResource;
import io.clinker.api.v3.GroupActionsResource;
import io.clinker.api.v3.GroupSnapshotsResource;
import io.clinker.api.v3.GroupSpecsResource;
import io.clinker.api.v3.GroupTypesResource;
import io.clinker.api.v3.GroupsResource;
import io.clinker.api.v3.HostsResource;
import io.clinker.api.v3.LimitsResource;
import io.clinker.api.v3.LogLevelsResource;
import io.clinker.api.v3.Lookup;
import io.clinker.api.v3.ManageRequests;
import io.clinker.api.v3.ManageableSnapshotsResource;
import io.clinker.api.v3.ManageableVolumesResource;
import io.clinker.api.v3.MessagesResource;
import io.clinker.api.v3.NodesResource;
import io.clinker.api.v3.OlderAttachCalls;
import io.clinker.api.v3.OsVolumeTransferResource;
import io.clinker.api.v3.PoolsResource;
import io.clinker.api.v3.QosSpecsResource;
import io.clinker.api.v3.QuotaClassSetsResource;
import io.clinker.api.v3.QuotaSetsResource;
import io.clinker.api.v3.ResourceFiltersResource;
import io.clinker.api.v3.Services;
import io.clinker.api.v3.ServicesResource;
import io.clinker.api.v3.SnapshotActionsResource;
import io.clinker.api.v3.SnapshotManageResource;
import io.clinker.api.v3.SnapshotMetadata;
import io.clinker.api.v3.SnapshotsResource;
import io.clinker.api.v3.TypeAccessResource;
import io.clinker.api.v3.TypeActionsResource;
import io.clinker.api.v3.TypeEncryptionResource;
import io.clinker.api.v3.TypesResource;
import io.clinker.api.v3.UserDetach;
import io.clinker.api.v3.VolumeActionsResource;
import io.clinker.api.v3.VolumeEncryptionResource;
import io.clinker.api.v3.VolumeFlags;
import io.clinker.api.v3.VolumeManageResource;
import io.clinker.api.v3.VolumeMetadata;
import io.clinker.api.v3.VolumeTransfersResource;
import io.clinker.api.v3.VolumesResource;
import io.clinker.api.v3.WorkersResource;
import io.clinker.api.v3.ZonesResource;
import io.clinker.store.Database;
import io.clinker.store.Stores;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jersey.setup.JerseyEnvironment;
import io.dropwizard.jetty.MutableServletContextHandler;
import java.util.List;
import org.glassfish.jersey.server.ServerProperties;

/** Registers the filters and resources of the API. */
public final class ApiAssembly {
  private ApiAssembly() {}

  /** Makes every resource once and registers it. */
  public static void register(Environment environment, ApiParts parts) {
    MutableServletContextHandler context = environment.getApplicationContext();
    // A metadata key may hold a slash.
    context.getServletHandler().setDecodeAmbiguousURIs(true);
    context.setErrorHandler(new ContainerErrors());
    // What cannot be parsed reaches no context.
    environment
        .lifecycle()
        .addServerLifecycleListener(server -> server.setErrorHandler(new ContainerErrors()));
    JerseyEnvironment jersey = environment.jersey();
    jersey.property(ServerProperties.WADL_FEATURE_DISABLE, true);
    jersey.property(ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true);
    jersey.register(
        new ArrivalFilter(
            parts.authentication(),
            parts.requests(),
            new RequestRates(parts.database(), parts.rate())));
    jersey.register(new VersionFilter(parts.policy()));
    jersey.register(new PolicyGuard());
    jersey.register(new AuditFilter(parts.audit()));
    jersey.register(new DatabaseFilter(parts.database(), parts.begun()));
    jersey.register(new HeaderFilter());
    jersey.register(new FaultMapper());
    jersey.register(new CallFactory.Binder());

    Lookup lookup = new Lookup(parts.database(), parts.stores());
    Database database = parts.database();
    Stores stores = parts.stores();
    Edits edits =
        new Edits(
            new DirectEdits(database, stores),
            new VolumeEdits(stores),
            new SnapshotEdits(stores),
            new TypeEdits(stores, AdmissionSettings.standard()),
            new QuotaEdits(database, stores),
            new ServiceEdits(database, stores),
            new QosEdits(stores),
            new GroupTypeEdits(stores),
            new GroupEdits(stores),
            new TransferEdits(stores),
            new VolumeAnnouncements(stores),
            new VolumeGrowth(stores));
    Submissions submissions =
        new Submissions(
            parts.gateway(), parts.waiting(), database, stores, parts.metrics(), parts.patience());
    UserDetach userDetach = new UserDetach(lookup, parts.usersMayDetach(), parts.compute());
    VolumeFlags flags = new VolumeFlags(lookup, edits);
    int pageSize = parts.pageSize();
    ManageRequests managing = new ManageRequests(lookup, parts.questions(), pageSize);
    Services services = new Services(lookup, parts.alive());
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
            new VolumeActionsResource(
                lookup,
                flags,
                new OlderAttachCalls(lookup, submissions, userDetach, flags),
                submissions),
            new SnapshotsResource(lookup, edits, submissions, pageSize),
            new SnapshotMetadata(lookup, edits),
            new SnapshotActionsResource(lookup, edits.direct(), submissions),
            new AttachmentsResource(lookup, submissions, userDetach, pageSize),
            new ManageableVolumesResource(managing, submissions),
            new VolumeManageResource(managing, submissions),
            new ManageableSnapshotsResource(managing, submissions),
            new SnapshotManageResource(managing, submissions),
            new TypesResource(lookup, edits, pageSize),
            new ExtraSpecsResource(lookup, edits),
            new TypeAccessResource(lookup),
            new TypeActionsResource(lookup, edits),
            new TypeEncryptionResource(lookup, edits),
            new DefaultTypesResource(lookup, edits),
            new QosSpecsResource(lookup, edits, pageSize),
            new GroupTypesResource(lookup, edits, pageSize),
            new GroupSpecsResource(lookup, edits),
            new GroupsResource(lookup, edits, submissions, pageSize),
            new GroupActionsResource(lookup, submissions),
            new GroupSnapshotsResource(lookup, submissions, pageSize),
            new OsVolumeTransferResource(lookup, edits, pageSize),
            new VolumeTransfersResource(lookup, edits, pageSize),
            new HostsResource(lookup, services),
            new CapabilitiesResource(lookup),
            new QuotaSetsResource(edits),
            new QuotaClassSetsResource(lookup, edits),
            new ServicesResource(edits, services),
            new LogLevelsResource(edits, lookup, parts.alive()),
            new WorkersResource(edits),
            new ClustersResource(edits, new Clusters(lookup, parts.alive())),
            new NodesResource(edits, lookup, parts.alive()),
            new BackendsResource(edits, lookup, parts.alive()),
            new PoolsResource(lookup, parts.alive()),
            new MessagesResource(lookup, edits, pageSize),
            new QuotaExplainResource(lookup, pageSize),
            new FindingsResource(database, stores, submissions, edits.direct(), pageSize),
            new OperationsResource(
                database, stores, parts.gateway(), parts.operations(), parts.alive(), pageSize));
    resources.forEach(jersey::register);
    jersey.register(new OpenApiResource(resources));
  }
}
