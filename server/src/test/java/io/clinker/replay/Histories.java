package io.clinker.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.operations.OperationKind;
import io.clinker.site.Await;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes histories of closed runs into a folder, without what replay does not read. */
final class Histories {
  private static final Duration CLOSED = Duration.ofSeconds(60);
  private static final List<String> UNREAD = List.of("stackTrace", "identity");

  private final WorkflowClient client;
  private final Path folder;
  private final ObjectMapper mapper = new ObjectMapper();

  Histories(WorkflowClient client, Path folder) {
    this.client = client;
    this.folder = folder;
  }

  /**
   * Takes the history of a run once it is closed.
   *
   * @param runId null for the last run of that id
   */
  void take(OperationKind kind, String name, String workflowId, @Nullable String runId) {
    WorkflowStub run =
        client.newUntypedWorkflowStub(workflowId, Optional.ofNullable(runId), Optional.empty());
    Await.until(
        workflowId + " is closed",
        CLOSED,
        () ->
            run.describe().getStatus()
                != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING);
    Path file = folder.resolve(kind.word()).resolve(name + ".json");
    if (Files.exists(file)) {
      throw new IllegalStateException("histories are only added: " + file);
    }
    try {
      Files.createDirectories(file.getParent());
      String json =
          client.fetchHistory(workflowId, run.describe().getExecution().getRunId()).toJson(false);
      JsonNode history = mapper.readTree(json);
      strip(history);
      Files.writeString(
          file, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(history) + "\n");
    } catch (IOException failure) {
      throw new IllegalStateException("not written: " + file, failure);
    }
    System.out.println("recorded " + kind.word() + "/" + name);
  }

  private static void strip(JsonNode node) {
    if (node instanceof ObjectNode object) {
      UNREAD.forEach(object::remove);
    }
    node.forEach(Histories::strip);
  }
}
