package io.clinker;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.DeserializationFeature;
import io.clinker.admin.AdminPages;
import io.clinker.admin.ClinkerMetrics;
import io.clinker.admin.Health;
import io.clinker.admin.OpenCounts;
import io.clinker.admission.Intents;
import io.clinker.api.ApiAssembly;
import io.clinker.api.ApiParts;
import io.clinker.api.change.Submissions.Patience;
import io.clinker.api.change.WaitingRoom;
import io.clinker.api.http.ArrivalFilter;
import io.clinker.api.http.PublicAddress;
import io.clinker.api.operations.OperationView;
import io.clinker.api.v3.Alive;
import io.clinker.configuration.BackendSection;
import io.clinker.configuration.LimitsSection;
import io.clinker.configuration.Listeners;
import io.clinker.configuration.PlainConfigurationErrors;
import io.clinker.node.HeartbeatTracker;
import io.clinker.store.Database;
import io.clinker.store.DatabaseClock;
import io.clinker.store.Stores;
import io.dropwizard.configuration.EnvironmentVariableSubstitutor;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.db.ManagedDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jdbi.v3.core.Jdbi;

/** One node of Clinker: a list of what is wired to what. */
public class ClinkerApplication extends Application<ClinkerConfiguration> {
  private static final Duration INTENT_ROUND = Duration.ofSeconds(2);

  @Override
  public String getName() {
    return "clinker";
  }

  @Override
  public void initialize(Bootstrap<ClinkerConfiguration> bootstrap) {
    bootstrap.setConfigurationSourceProvider(
        new SubstitutingSourceProvider(
            bootstrap.getConfigurationSourceProvider(), new EnvironmentVariableSubstitutor(false)));
    bootstrap.setConfigurationFactoryFactory(PlainConfigurationErrors::new);
    // A key without a value means its default.
    bootstrap
        .getObjectMapper()
        .setDefaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SKIP))
        .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY);
  }

  @Override
  public void run(ClinkerConfiguration configuration, Environment environment) {
    configuration.check().orThrow();
    Listeners.adjust(configuration.getServerFactory());
    MeterRegistry metrics = AdminPages.register(environment);
    ManagedDataSource source = ConnectionPool.of(configuration.database(), environment);
    DatabaseClock clock = new DatabaseClock();
    Database database = new Database(source, clock, Database.Settings.standard());
    Stores stores = Stores.create();
    CloudServices cloud = CloudServices.open(configuration, environment);
    EngineRoom room =
        EngineRoom.open(
            configuration, environment, cloud, database, clock, Jdbi.create(source), metrics);
    ClinkerMetrics counts = new ClinkerMetrics(metrics);
    counts.showOpen(new OpenCounts(database, stores));
    Health.register(
        environment.healthChecks(),
        counts,
        new Health.Subjects(
            database,
            room.begun(),
            room.engine()::answers,
            configuration.backends().stream().map(BackendSection::name).toList(),
            room.heartbeats()::up,
            room.heartbeats()::whyNotServed,
            () -> room.heartbeats().beats(configuration.node().name())));
    ApiAssembly.register(
        environment,
        new ApiParts(
            Callers.open(configuration, cloud),
            configuration.authentication().policy(),
            new ArrivalFilter.Settings(
                configuration.authentication().projectPattern(),
                configuration.limits().maximumBody(),
                configuration.limits().bodyTime(),
                new PublicAddress(
                    configuration.publicEndpoint(), configuration.trustForwardedHeaders())),
            configuration.limits().rate(),
            configuration.audit(),
            configuration.usersMayDetach(),
            cloud.compute(),
            database,
            room.begun(),
            stores,
            room.gateway(),
            room.questions(),
            waitingRoom(configuration, environment, room, database, stores),
            alive(room.heartbeats()),
            new OperationView(configuration.engine().webUi(), configuration.engine().namespace()),
            counts,
            new Patience(
                configuration.engine().admissionTimeout(), configuration.engine().resultTimeout()),
            configuration.limits().pageSize()));
  }

  private static WaitingRoom waitingRoom(
      ClinkerConfiguration configuration,
      Environment environment,
      EngineRoom room,
      Database database,
      Stores stores) {
    LimitsSection limits = configuration.limits();
    WaitingRoom waiting =
        new WaitingRoom(
            room.gateway(),
            new Intents(database, stores, room.heartbeats(), configuration.node().name()),
            new WaitingRoom.Limits(limits.longestWait(), limits.waitingRequests()));
    environment
        .lifecycle()
        .scheduledExecutorService("waiting-room-%d", true)
        .threads(1)
        .build()
        .scheduleWithFixedDelay(waiting::round, 0, INTENT_ROUND.toMillis(), MILLISECONDS);
    environment
        .lifecycle()
        .addEventListener(
            new LifeCycle.Listener() {
              @Override
              public void lifeCycleStopping(LifeCycle server) {
                // Before the server counts the requests that it waits for.
                waiting.close();
              }
            });
    return waiting;
  }

  private static Alive alive(HeartbeatTracker heartbeats) {
    return new Alive() {
      @Override
      public boolean backendUp(String backend) {
        return heartbeats.up(backend);
      }

      @Override
      public boolean nodeUp(String node) {
        return heartbeats.nodeUp(node);
      }
    };
  }
}
