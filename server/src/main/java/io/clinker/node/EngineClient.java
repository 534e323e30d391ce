package io.clinker.node;

import com.google.protobuf.util.Durations;
import com.uber.m3.tally.Scope;
import io.clinker.workflows.support.Payloads;
import io.clinker.workflows.support.SearchAttributes;
import io.grpc.ConnectivityState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.authorization.AuthorizationGrpcMetadataProvider;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.GrpcCompression;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection of a node to the engine; made without touching it, since it may be away. */
public final class EngineClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineClient.class);
  private static final long CALL_SECONDS = 3;

  /** How often a connection is tried again at once, however long it has failed. */
  private static final Duration RECONNECT = Duration.ofSeconds(2);

  private final EngineSettings settings;
  private final WorkflowServiceStubs stubs;
  private final WorkflowClient client;
  private final OperatorServiceStubs operator;

  /**
   * @param metrics where the client counts; not closed with this
   */
  public EngineClient(EngineSettings settings, String identity, Scope metrics) {
    this(settings, WorkflowServiceStubs.newServiceStubs(stubOptions(settings, metrics)), identity);
  }

  /** Over a connection that was made before, which is closed with this. */
  public EngineClient(EngineSettings settings, WorkflowServiceStubs stubs, String identity) {
    this.settings = settings;
    this.stubs = stubs;
    this.operator =
        OperatorServiceStubs.newServiceStubs(
            OperatorServiceStubsOptions.newBuilder()
                .setChannel(stubs.getRawChannel())
                .validateAndBuildWithDefaults());
    this.client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setNamespace(settings.namespace())
                .setIdentity(identity)
                .setDataConverter(Payloads.converter())
                .build());
  }

  public WorkflowClient client() {
    return client;
  }

  public EngineSettings settings() {
    return settings;
  }

  /** False while connections to the engine fail, so that nothing sent now would arrive. */
  public boolean isReachable() {
    return stubs.getRawChannel().getState(false) != ConnectivityState.TRANSIENT_FAILURE;
  }

  /** Whether the engine answers for the namespace within a few seconds. */
  public boolean answers() {
    try {
      stubs
          .blockingStub()
          .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
          .describeNamespace(
              io.temporal.api.workflowservice.v1.DescribeNamespaceRequest.newBuilder()
                  .setNamespace(settings.namespace())
                  .build());
      return true;
    } catch (StatusRuntimeException failure) {
      return false;
    }
  }

  /**
   * Makes sure of the namespace and the search attributes; an engine whose store was lost has
   * neither. What is there already is left as it is.
   *
   * @throws StatusRuntimeException if the engine cannot be reached
   */
  public void register() {
    if (!answers()) {
      registerNamespace();
    }
    registerSearchAttributes();
  }

  private void registerNamespace() {
    try {
      stubs
          .blockingStub()
          .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
          .registerNamespace(
              RegisterNamespaceRequest.newBuilder()
                  .setNamespace(settings.namespace())
                  .setWorkflowExecutionRetentionPeriod(
                      Durations.fromMillis(settings.retention().toMillis()))
                  .build());
      LOG.atInfo().addKeyValue("namespace", settings.namespace()).log("namespace registered");
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw failure;
      }
    }
  }

  private void registerSearchAttributes() {
    var present =
        operator
            .blockingStub()
            .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
            .listSearchAttributes(
                io.temporal.api.operatorservice.v1.ListSearchAttributesRequest.newBuilder()
                    .setNamespace(settings.namespace())
                    .build())
            .getCustomAttributesMap();
    AddSearchAttributesRequest.Builder missing =
        AddSearchAttributesRequest.newBuilder().setNamespace(settings.namespace());
    SearchAttributes.all().stream()
        .filter(key -> !present.containsKey(key.getName()))
        .forEach(
            key ->
                missing.putSearchAttributes(
                    key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    if (missing.getSearchAttributesCount() == 0) {
      return;
    }
    try {
      operator
          .blockingStub()
          .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
          .addSearchAttributes(missing.build());
      LOG.atInfo()
          .addKeyValue("count", missing.getSearchAttributesCount())
          .log("search attributes registered");
    } catch (StatusRuntimeException failure) {
      if (failure.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
        throw failure;
      }
    }
  }

  @Override
  public void close() {
    stubs.shutdownNow();
    stubs.awaitTermination(2, TimeUnit.SECONDS);
  }

  private static WorkflowServiceStubsOptions stubOptions(EngineSettings settings, Scope metrics) {
    WorkflowServiceStubsOptions.Builder options =
        WorkflowServiceStubsOptions.newBuilder()
            .setTarget(settings.address())
            .setMetricsScope(metrics)
            .setConnectionBackoffResetFrequency(RECONNECT)
            // Messages of a kilobyte: packing and unpacking would cost both sides more than
            // sending.
            .setGrpcCompression(GrpcCompression.NONE)
            .setGrpcClientInterceptors(List.of(new PatientPolls()));
    String apiKey = settings.apiKey();
    if (apiKey != null) {
      options.addGrpcMetadataProvider(
          new AuthorizationGrpcMetadataProvider(() -> "Bearer " + apiKey));
    }
    if (settings.certificate() != null || settings.authorities() != null) {
      options.setSslContext(sslContext(settings));
    } else if (settings.tls()) {
      options.setEnableHttps(true);
    }
    return options.build();
  }

  private static SslContext sslContext(EngineSettings settings) {
    try {
      SslContextBuilder builder = GrpcSslContexts.configure(SslContextBuilder.forClient());
      Path certificate = settings.certificate();
      Path key = settings.key();
      if (certificate != null && key != null) {
        builder.keyManager(certificate.toFile(), key.toFile());
      }
      Path authorities = settings.authorities();
      if (authorities != null) {
        builder.trustManager(authorities.toFile());
      }
      return builder.build();
    } catch (IOException | IllegalArgumentException failure) {
      throw new IllegalArgumentException(
          "engine.tlsCertificate, engine.tlsKey and engine.tlsAuthorities cannot be used: "
              + failure.getMessage(),
          failure);
    }
  }
}
