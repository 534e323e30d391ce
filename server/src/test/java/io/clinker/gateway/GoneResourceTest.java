package io.clinker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.VolumeId;
import io.clinker.node.EngineClient;
import io.clinker.node.EngineSettings;
import io.clinker.node.HeartbeatTracker;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationRequest;
import io.clinker.store.Json;
import io.clinker.store.NodeRegistry;
import io.clinker.store.OpenOperations;
import io.clinker.store.testing.Rig;
import io.clinker.workflows.support.SearchAttributes;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.operatorservice.v1.AddSearchAttributesRequest;
import io.temporal.api.operatorservice.v1.OperatorServiceGrpc;
import io.temporal.client.WorkflowOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import io.temporal.testserver.TestServer.InProcessTestServer;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests for a resource whose run id another request holds that has not been decided yet. */
@Shows("A-1")
class GoneResourceTest {
  @AutoClose private final Rig rig = new Rig();

  @AutoClose("shutdownNow")
  private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);

  @AutoClose private final InProcessTestServer server = TestServer.createServer(true);

  @AutoClose
  private final EngineClient engine =
      new EngineClient(
          EngineSettings.plain("in this process", "clinker", Duration.ofSeconds(1)),
          WorkflowServiceStubs.newServiceStubs(
              WorkflowServiceStubsOptions.newBuilder()
                  .setChannel(server.getChannel())
                  .validateAndBuildWithDefaults()),
          "client");

  private final TemporalGateway gateway =
      new TemporalGateway(
          engine,
          rig.admission(),
          new OpenOperations(rig.database().jdbi()),
          () -> true,
          new HeartbeatTracker(new NodeRegistry(rig.database().jdbi()), Duration.ofSeconds(10)),
          Json.mapper(),
          true,
          Timing.real(timers));

  @BeforeEach
  void aBackend() {
    rig.backend("b", 100);
    AddSearchAttributesRequest.Builder attributes =
        AddSearchAttributesRequest.newBuilder().setNamespace("clinker");
    SearchAttributes.all()
        .forEach(
            key ->
                attributes.putSearchAttributes(
                    key.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD));
    OperatorServiceGrpc.newBlockingStub(server.getChannel())
        .addSearchAttributes(attributes.build());
  }

  /** A run that nobody decides, as the first of many deletes has one. */
  private void held(VolumeId volume) {
    engine
        .client()
        .newUntypedWorkflowStub(
            "volume-delete",
            WorkflowOptions.newBuilder()
                .setWorkflowId(volume.ref().workflowId())
                .setTaskQueue("nobody")
                .build())
        .start();
  }

  private static OperationRequest delete(VolumeId volume, long admissionMillis) {
    return new OperationRequest(
        OperationId.random(),
        new DeleteVolume(volume, false, false),
        Rig.PROJECT,
        "u",
        false,
        "req-1",
        null,
        null,
        admissionMillis);
  }

  @Test
  void whatIsGoneIsRefusedThoughTheRunIsHeld() {
    VolumeId volume = rig.volume(1);
    rig.done(new DeleteVolume(volume, false, false));
    held(volume);

    assertThat(gateway.submit(delete(volume, 30_000)))
        .isInstanceOfSatisfying(
            Submission.Refused.class,
            refused -> assertThat(refused.refusal().code()).isEqualTo(ErrorCode.NOT_FOUND));
    assertThat(rig.number("select count(*) from operation where state = 'abandoned'")).isZero();
  }

  @Test
  void whatIsThereWaitsForTheRunAndIsGivenUp() {
    VolumeId volume = rig.volume(1);
    held(volume);

    assertThat(gateway.submit(delete(volume, 1000))).isInstanceOf(Submission.Unavailable.class);
    assertThat(rig.number("select count(*) from operation where state = 'abandoned'")).isOne();
  }
}
