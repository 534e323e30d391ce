package io.clinker.workflows.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.clinker.cases.Shows;
import io.clinker.model.OperationId;
import io.clinker.operations.Admittance;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationRequest;
import io.clinker.workflows.VolumeCreateWorkflow;
import io.clinker.workflows.Workflows;
import io.clinker.workflows.support.Payloads;
import io.clinker.workflows.support.Start;
import io.clinker.workflows.support.TaskQueues;
import io.clinker.workflows.testing.PatientWorkers;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Today's workflow code must be able to go on with every run that was ever recorded. */
class ReplayHistoriesTest {
  private static final Pattern SECRET =
      Pattern.compile("secret|passw|auth_|chap|psk|api.?key|token\"", Pattern.CASE_INSENSITIVE);

  private static final int MOST_EVENTS = 100;

  private static TestWorkflowEnvironment environment;

  @BeforeAll
  static void open() {
    environment =
        TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(
                    WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.converter())
                        .build())
                .build());
  }

  @AfterAll
  static void close() {
    environment.close();
  }

  static List<Path> histories() {
    return Corpus.all();
  }

  @ParameterizedTest
  @MethodSource("histories")
  @Shows({"M-1", "M-2", "M-5", "W-5"})
  void everyRecordedRunReplays(Path file) throws Exception {
    Worker worker = environment.newWorker(TaskQueues.ENGINE + "/" + file, PatientWorkers.OPTIONS);
    worker.registerWorkflowImplementationTypes(
        Workflows.implementations().toArray(Class<?>[]::new));

    worker.replayWorkflowExecution(WorkflowExecutionHistory.fromJson(Files.readString(file)));
  }

  /** After a worker's start all that it takes is replayed: no run may have much to replay. */
  @ParameterizedTest
  @MethodSource("histories")
  @Shows("W-17")
  void noRunHasALongHistory(Path file) throws Exception {
    JsonNode history = new ObjectMapper().readTree(file.toFile());

    assertThat(history.path("events").size()).isBetween(1, MOST_EVENTS);
  }

  @ParameterizedTest
  @EnumSource(OperationKind.class)
  void everyWorkflowTypeHasItsOutcomesRecorded(OperationKind kind) {
    Set<String> recorded =
        Corpus.of(kind).stream()
            .map(file -> file.getFileName().toString().replaceAll("(-.*)?\\.json$", ""))
            .collect(Collectors.toSet());

    assertThat(recorded)
        .containsAll(Corpus.demanded(kind).stream().map(Corpus.Outcome::word).toList());
  }

  @ParameterizedTest
  @MethodSource("histories")
  void noSecretIsInAnyHistory(Path file) throws Exception {
    JsonNode history = new ObjectMapper().readTree(file.toFile());

    List<String> texts = new ArrayList<>(history.findValuesAsText("message"));
    for (String payload : history.findValuesAsText("data")) {
      texts.add(new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8));
    }

    assertThat(texts).noneMatch(text -> SECRET.matcher(text).find());
  }

  @Test
  @Shows("W-5")
  void codeThatDoesSomethingElseFailsToReplay() throws Exception {
    // given a run of a volume's creation that succeeded
    Worker worker =
        environment.newWorker(TaskQueues.ENGINE + "/incompatible", PatientWorkers.OPTIONS);
    worker.registerWorkflowImplementationTypes(DoesNothing.class);
    Path file = Corpus.recorded(OperationKind.VOLUME_CREATE, "success");
    WorkflowExecutionHistory history = WorkflowExecutionHistory.fromJson(Files.readString(file));

    // when code goes on with it that does not do the same
    Throwable refused = catchThrowable(() -> worker.replayWorkflowExecution(history));

    // then it is told so
    assertThat(refused).hasStackTraceContaining("NonDeterministicException");
  }

  /** A workflow of the same type that skips admission. */
  public static final class DoesNothing implements VolumeCreateWorkflow {
    @Override
    public void run(Start start) {}

    @Override
    public Admittance admit() {
      return new Admittance.Ended(null);
    }

    @Override
    public Admittance supersede(OperationRequest request) {
      return new Admittance.Ended(null);
    }

    @Override
    public String cancel(OperationId operation) {
      return "never";
    }
  }
}
