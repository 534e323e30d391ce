package io.clinker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.model.OperationId;
import io.clinker.store.BulkRows;
import io.clinker.store.OpenOperations;
import io.clinker.store.testing.Rig;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.GetSystemInfoResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceImplBase;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done about open operations whose runs an engine does not know, however many. */
class ReconcilerTest {
  private static final String DELETE = "volume-delete";
  private static final String CREATE = "volume-create";
  private static final String PAGE = "page of open operations";
  private static final String LOOK = "look at a run";
  private static final String OF_A_PAGE = "order by admitted_at, id limit";
  private static final int MOST_AT_ONCE = 500;

  @AutoClose private static final Rig RIG = new Rig();

  private final List<String> acts = Collections.synchronizedList(new ArrayList<>());
  private final Engine engine = new Engine();
  private final String place = UUID.randomUUID().toString();
  private Server server;
  private ManagedChannel channel;
  private EngineClient client;
  private Reconciler reconciler;

  /** An engine that knows some runs and can start others. */
  private final class Engine extends WorkflowServiceImplBase {
    private final Set<String> running = ConcurrentHashMap.newKeySet();
    private final List<String> started = new CopyOnWriteArrayList<>();
    private final Map<String, Runnable> whenLookedAt = new HashMap<>();
    private final List<String> terminated = new CopyOnWriteArrayList<>();
    private String type = DELETE;
    private boolean knowsAll;

    @Override
    public void getSystemInfo(
        GetSystemInfoRequest request, StreamObserver<GetSystemInfoResponse> answer) {
      answer.onNext(GetSystemInfoResponse.getDefaultInstance());
      answer.onCompleted();
    }

    @Override
    public void describeWorkflowExecution(
        DescribeWorkflowExecutionRequest request,
        StreamObserver<DescribeWorkflowExecutionResponse> answer) {
      String id = request.getExecution().getWorkflowId();
      acts.add(LOOK);
      whenLookedAt.getOrDefault(id, () -> {}).run();
      if (!knowsAll && !running.contains(id)) {
        answer.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      answer.onNext(
          DescribeWorkflowExecutionResponse.newBuilder()
              .setWorkflowExecutionInfo(
                  WorkflowExecutionInfo.newBuilder()
                      .setType(WorkflowType.newBuilder().setName(type))
                      .setStatus(WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING))
              .build());
      answer.onCompleted();
    }

    @Override
    public void terminateWorkflowExecution(
        TerminateWorkflowExecutionRequest request,
        StreamObserver<TerminateWorkflowExecutionResponse> answer) {
      terminated.add(request.getWorkflowExecution().getRunId());
      running.remove(request.getWorkflowExecution().getWorkflowId());
      answer.onNext(TerminateWorkflowExecutionResponse.getDefaultInstance());
      answer.onCompleted();
    }

    @Override
    public void startWorkflowExecution(
        StartWorkflowExecutionRequest request,
        StreamObserver<StartWorkflowExecutionResponse> answer) {
      started.add(request.getWorkflowId());
      running.add(request.getWorkflowId());
      answer.onNext(
          StartWorkflowExecutionResponse.newBuilder()
              .setRunId(UUID.randomUUID().toString())
              .build());
      answer.onCompleted();
    }
  }

  @BeforeEach
  void begin() throws IOException {
    RIG.empty();
    server = InProcessServerBuilder.forName(place).addService(engine).build().start();
    channel = InProcessChannelBuilder.forName(place).build();
    client =
        new EngineClient(
            EngineSettings.plain("in this process", "clinker", Duration.ofSeconds(3)),
            WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder()
                    .setChannel(channel)
                    .validateAndBuildWithDefaults()),
            "test");
    RIG.database()
        .jdbi()
        .setSqlLogger(
            new SqlLogger() {
              @Override
              public void logBeforeExecution(StatementContext context) {
                if (context.getRawSql().contains(OF_A_PAGE)) {
                  acts.add(PAGE);
                }
              }
            });
    reconciler =
        new Reconciler(
            client,
            new OpenOperations(RIG.database().jdbi()),
            new SimpleMeterRegistry(),
            new Reconciler.Patience(Duration.ZERO, Duration.ofHours(1)));
  }

  @AfterEach
  void end() {
    client.close();
    channel.shutdownNow();
    server.shutdownNow();
  }

  /** Open operations whose runs the engine does not know; by their ids, the oldest first. */
  private static List<OperationId> lost(int count) {
    List<OperationId> ids = new ArrayList<>();
    RIG.database()
        .inTransaction(
            handle -> {
              PreparedBatch batch =
                  handle.prepareBatch(
                      "insert into operation (id, kind, resource_kind, resource_id, project_id,"
                          + " user_id, request_id, state, request, run, workflow_id,"
                          + " engine_run_id, deadline_seconds, admitted_at, updated_at)"
                          + " values (?, 'volume-delete', 'volume', ?, 'p', 'u', 'r', 'running',"
                          + " '{}', 1, ?, ?, 3600, utc_timestamp(6) - interval ? second,"
                          + " utc_timestamp(6))");
              for (int number = 0; number < count; number++) {
                OperationId id = OperationId.random();
                ids.add(id);
                batch.add(
                    id.value(),
                    id.value(),
                    "volume/" + id,
                    UUID.randomUUID().toString(),
                    10 + count - number);
              }
              return batch.execute().length;
            });
    return ids;
  }

  private static String run(OperationId operation) {
    return "volume/" + operation;
  }

  /** Rows are taken in pages, and work begins with the first of them. */
  @Test
  @Shows("C-23")
  void aStartWithManyOpenOperationsNeverHoldsMoreThanAPage() {
    int count = 2 * MOST_AT_ONCE + 30;
    lost(count);

    reconciler.round();

    assertThat(acts).startsWith(PAGE, LOOK);
    int sinceThePage = 0;
    for (String act : acts) {
      sinceThePage = act.equals(PAGE) ? 0 : sinceThePage + 1;
      assertThat(sinceThePage).isLessThanOrEqualTo(MOST_AT_ONCE);
    }
    assertThat(engine.started).hasSize(count).doesNotHaveDuplicates();
  }

  /** However many are open, a round reads each row once and holds a page of them. */
  @Test
  @Shows("C-23")
  void aRoundOverFiftyThousandReadsEachOnce() throws SQLException {
    int count = 50_000;
    BulkRows rows = new BulkRows(RIG.database(), RIG.stores());
    rows.volumes(Rig.PROJECT, 5000);
    rows.openOperations(Rig.PROJECT, count);
    // Else the server plans with what it knew of the table before.
    RIG.test().run("analyze table operation");
    engine.knowsAll = true;
    try (Connection connection = RIG.test().dataSource().getConnection()) {
      AtomicInteger pages = new AtomicInteger();
      Jdbi jdbi = Jdbi.create(connection);
      jdbi.setSqlLogger(
          new SqlLogger() {
            @Override
            public void logBeforeExecution(StatementContext context) {
              pages.incrementAndGet();
            }
          });
      long before = rowsRead(connection);

      new Reconciler(
              client,
              new OpenOperations(jdbi),
              new SimpleMeterRegistry(),
              new Reconciler.Patience(Duration.ZERO, Duration.ofHours(1)))
          .round();

      assertThat(acts).filteredOn(LOOK::equals).hasSize(count);
      assertThat(engine.started).isEmpty();
      assertThat(pages.get()).isEqualTo(count / MOST_AT_ONCE + 1);
      assertThat(rowsRead(connection) - before).isBetween((long) count, count + 10L * pages.get());
    }
  }

  /** Rows and places of indices that this connection has had read. */
  private static long rowsRead(Connection connection) throws SQLException {
    long read = 0;
    try (Statement statement = connection.createStatement();
        ResultSet counters = statement.executeQuery("show session status like 'Handler_read%'")) {
      while (counters.next()) {
        // What the answer to this question itself has cost is in there too.
        if (!counters.getString(1).startsWith("Handler_read_rnd")) {
          read += counters.getLong(2);
        }
      }
    }
    return read;
  }

  /** One that ends and one that vanishes while their neighbours are looked at. */
  @Test
  @Shows("C-22")
  void whatIsFoundOfOneOperationSaysNothingOfTheNext() {
    List<OperationId> batch = lost(6);
    engine.running.add(run(batch.get(1)));
    engine.whenLookedAt.put(
        run(batch.get(2)),
        () ->
            RIG.test()
                .run(
                    "update operation set state = 'succeeded', ended_at = utc_timestamp(6)"
                        + " where id = '%s'".formatted(batch.get(2))));
    engine.whenLookedAt.put(
        run(batch.get(4)),
        () -> RIG.test().run("delete from operation where id = '%s'".formatted(batch.get(4))));

    reconciler.round();
    reconciler.round();

    assertThat(engine.started)
        .containsExactly(run(batch.get(0)), run(batch.get(3)), run(batch.get(5)));
  }

  /** Its hand-over was written after it had stopped to wait for the answer. */
  @Test
  void aRunThatDoesNotKnowThatItWasSupersededIsEnded() {
    OperationId delete = lost(1).getFirst();
    superseded(delete, 30);
    engine.running.add(run(delete));
    engine.type = CREATE;

    reconciler.round();

    assertThat(engine.terminated).containsExactly(engineRun(delete));
    assertThat(engine.started).containsExactly(run(delete));
  }

  @Test
  void aRunThatIsBeingHandedOverIsLeftTimeForIt() {
    OperationId now = lost(1).getFirst();
    superseded(now, 1);
    OperationId another = lost(1).getFirst();
    engine.running.addAll(List.of(run(now), run(another)));
    engine.type = CREATE;

    reconciler.round();

    assertThat(engine.terminated).isEmpty();
    assertThat(engine.started).isEmpty();
  }

  /** The operation that had the run of this one, and ended so many seconds ago. */
  private static void superseded(OperationId by, int secondsAgo) {
    RIG.test()
        .run(
            """
            insert into operation (id, kind, resource_kind, resource_id, project_id, user_id,
              request_id, state, request, run, workflow_id, engine_run_id, deadline_seconds,
              superseded_by, admitted_at, updated_at, ended_at)
            select '%s', '%s', resource_kind, resource_id, project_id, user_id, request_id,
              'superseded', request, run, workflow_id, engine_run_id, deadline_seconds, id,
              admitted_at, updated_at, utc_timestamp(6) - interval %d second
            from operation where id = '%s'
            """
                .formatted(OperationId.random(), CREATE, secondsAgo, by));
  }

  private static String engineRun(OperationId operation) {
    return RIG.row(operation).engineRunId();
  }
}
