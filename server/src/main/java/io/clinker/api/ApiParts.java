package io.clinker.api;

import io.clinker.admin.ClinkerMetrics;
import io.clinker.api.change.Submissions.Patience;
import io.clinker.api.change.WaitingRoom;
import io.clinker.api.http.ArrivalFilter;
import io.clinker.api.http.AuditFilter;
import io.clinker.api.operations.OperationView;
import io.clinker.api.v3.Alive;
import io.clinker.auth.Authentication;
import io.clinker.clients.Compute;
import io.clinker.gateway.OperationGateway;
import io.clinker.gateway.StorageQuestions;
import io.clinker.policy.Policy;
import io.clinker.store.Database;
import io.clinker.store.RequestRateStore;
import io.clinker.store.Stores;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What the API needs of the rest.
 *
 * @param rate of the requests of each project
 * @param usersMayDetach whether users may detach what a server uses
 * @param begun whether the schema of the database is that of this build
 * @param compute asked whether a server uses what a user detaches, empty where nobody can tell
 * @param pageSize the most items in one page
 */
public record ApiParts(
    Authentication authentication,
    Policy policy,
    ArrivalFilter.Settings requests,
    RequestRateStore.Rate rate,
    AuditFilter.Extent audit,
    boolean usersMayDetach,
    Optional<Compute> compute,
    Database database,
    BooleanSupplier begun,
    Stores stores,
    OperationGateway gateway,
    StorageQuestions questions,
    WaitingRoom waiting,
    Alive alive,
    OperationView operations,
    ClinkerMetrics metrics,
    Patience patience,
    int pageSize) {}
