package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.admission.Admission.EngineRun;
import io.clinker.admission.AdmissionService;
import io.clinker.admission.AdmissionSettings;
import io.clinker.cases.Shows;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Outcome;
import io.clinker.operations.StepRecord;
import io.clinker.store.Purge;
import io.clinker.store.testing.AllUp;
import io.clinker.store.testing.Rig;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of an operation when no engine knows it any more: here there is none at all. */
class HistoryIsOverTest {
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.123456Z");

  @AutoClose private final ApiServer server = new ApiServer();
  private final Purge purge = new Purge(server.database().database(), Purge.Retention.standard());
  private OperationId failed;

  @BeforeEach
  void anOperationThatFailedInItsThirdAttempt() {
    Rig.backend(
        server.database().database(),
        "b1",
        1000,
        Set.of(io.clinker.driver.Capability.values()),
        Set.of());
    AdmissionService admission =
        new AdmissionService(
            server.database().database(),
            server.stores(),
            new AllUp(),
            AdmissionSettings.standard());
    OperationRequest request = Rig.request(ApiServer.PROJECT, Rig.blank(VolumeId.random(), 1));
    Admitted admitted =
        (Admitted)
            admission.admit(
                request, new EngineRun(request.resource().workflowId(), "run-of-the-past"));
    failed = admitted.operation();
    StepRecord step =
        new StepRecord(
            1, "create-volume", "failed", 3, "node-7", "absent", "the array refused", THEN, THEN);
    assertThat(
            admission.settle(
                failed,
                admitted.run(),
                new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "refused"),
                List.of(step)))
        .isTrue();
  }

  private void passDays(int days) {
    server
        .database()
        .run(
            "update operation set admitted_at = admitted_at - interval %1$d day, ended_at = ended_at"
                    .formatted(days)
                + " - interval %d day".formatted(days));
    purge.round();
  }

  @Test
  @Shows("W-9")
  void anOperationIsToldWithItsStepsForAMonth() {
    passDays(29);

    JsonNode operation = server.get("/operations/" + failed).json().path("operation");
    assertThat(operation.path("state").asText()).isEqualTo("failed");
    assertThat(operation.path("error").toString()).contains("refused");
    assertThat(operation.path("steps"))
        .singleElement()
        .satisfies(
            step -> {
              assertThat(step.path("name").asText()).isEqualTo("create-volume");
              assertThat(step.path("attempts").asInt()).isEqualTo(3);
              assertThat(step.path("node").asText()).isEqualTo("node-7");
              assertThat(step.path("reason").asText()).isEqualTo("the array refused");
            });
    assertThat(server.get("/operations").text()).contains(failed.value());

    passDays(2);
    assertThat(server.get("/operations/" + failed).status()).isEqualTo(404);
  }
}
