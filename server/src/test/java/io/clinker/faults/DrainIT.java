package io.clinker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.cases.Shows;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.site.Await;
import io.clinker.site.Site;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes and backends are taken out of work while work goes on. */
@Timeout(900)
class DrainIT {
  private static final long BLOCK = 1 << 20;

  @TempDir static Path folder;

  private static Crew crew;

  @BeforeAll
  static void open() throws Exception {
    crew = Crew.open(folder, 2, "-Ddw.node.drainTimeout=1s");
  }

  @AfterAll
  static void close() throws Exception {
    if (crew != null) {
      crew.close();
    }
  }

  @AfterEach
  void requireOrder() throws Exception {
    crew.requireOrder();
  }

  @Test
  @Shows("E-8")
  void aNodeIsDrainedUnderLoadAndNothingFails() throws Exception {
    Rest rest = crew.project();
    ConcurrentLinkedQueue<String> operations = new ConcurrentLinkedQueue<>();
    AtomicBoolean enough = new AtomicBoolean();
    Thread load =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!enough.get()) {
                    for (String type : List.of(Site.ARRAY, Site.FILE)) {
                      operations.add(Crew.create(rest, type));
                    }
                  }
                });
    String said;
    try {
      said = drain(0, "node-2");
      assertThat(status(rest, "node-2")).isEqualTo("drained");
      int before = operations.size();
      Await.until("more work came", Crew.LONG, () -> operations.size() > before + 20);
    } finally {
      enough.set(true);
      load.join();
    }
    operations.forEach(operation -> rest.awaitEnd(operation, "succeeded"));
    assertThat(said).contains("node-2: drained, 0 calls left");
    JsonNode last = rest.operation(List.copyOf(operations).getLast());
    assertThat(last.path("steps"))
        .allMatch(step -> List.of("", "node-1").contains(step.path("node").asText()));

    crew.site().dev().run(0, "undrain", "node-2", "--api", crew.node(1).api().toString());
    crew.array().addFault(FaultRule.on("createVolume", new Fault.Hang(FaultPoint.BEFORE)));
    List<String> more = new ArrayList<>();
    Await.until(
        "node-2 takes steps again",
        Crew.LONG,
        () -> {
          // Until the order is followed node-1 takes them all, and holds them while they hang.
          more.add(Crew.create(rest, Site.ARRAY));
          return crew.standing(rest, "node-2", Site.ARRAY).path("calls").asInt() > 0;
        });
    crew.array().clearFaults();
    more.forEach(operation -> rest.awaitEnd(operation, "succeeded"));
  }

  @Test
  void callsThatHangAreHandedOverByTheDeadline() throws Exception {
    Rest rest = crew.project();
    crew.array().addFault(FaultRule.on("createVolume", new Fault.Hang(FaultPoint.BEFORE)));
    List<String> operations = new ArrayList<>();
    for (int count = 0; count < 12; count++) {
      operations.add(Crew.create(rest, Site.ARRAY));
    }
    Await.until(
        "node-2 has some",
        Crew.LONG,
        () -> crew.standing(rest, "node-2", Site.ARRAY).path("calls").asInt() > 0);

    drain(0, "node-2", "--deadline", "2");

    assertThat(crew.standing(rest, "node-2", Site.ARRAY).path("calls").asInt()).isZero();
    crew.array().clearFaults();
    operations.forEach(operation -> rest.awaitEnd(operation, "succeeded"));
    crew.site().dev().run(0, "undrain", "node-2", "--api", crew.node(1).api().toString());
  }

  @Test
  void theLastNodeIsNotDrainedByMistake() throws Exception {
    Rest rest = crew.project();
    drain(0, "node-2");

    Rest.Answer refused = rest.post("/nodes/node-1/action", Map.of("drain", Map.of()));

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.fault()).contains("last live one with the role engine");
    crew.site().dev().run(0, "undrain", "node-2", "--api", crew.node(1).api().toString());
  }

  @Test
  void aDrainedBackendIsCalledByNobodyAndItsOperationsWait() throws Exception {
    Rest rest = crew.project();
    String volume = Crew.created(rest, Site.ARRAY);
    crew.site()
        .dev()
        .run(
            0,
            "drain",
            "--backend",
            Site.ARRAY,
            "--deadline",
            "5",
            "--api",
            crew.node(1).api().toString());
    String delete = Crew.accepted(rest.delete("/volumes/" + volume));
    Crew.created(rest, Site.FILE);
    Await.until(
        "the delete waits",
        Crew.LONG,
        () ->
            rest.operation(delete)
                .path("waiting_reason")
                .asText("")
                .contains("the backend is drained"));

    crew.site()
        .dev()
        .run(0, "undrain", "--backend", Site.ARRAY, "--api", crew.node(1).api().toString());
    rest.awaitEnd(delete, "succeeded");
  }

  /** SIGTERM in the middle of a copy: the other node goes on where it was stopped. */
  @Test
  @Shows("E-9")
  void aLongCopyGoesOnAtAnotherNode() throws Exception {
    Rest rest = crew.project();
    Rest.Answer created = rest.post("/volumes", Rest.volume("size", 3, "volume_type", Site.FILE));
    Rest.require(created, 202);
    rest.awaitEnd(created.operation(), "succeeded");
    String volume = created.body().path("volume").path("id").asText();
    write(image("volume-" + volume), 3 << 10);

    Rest.Answer snapshot = rest.post("/snapshots", Map.of("snapshot", Map.of("volume_id", volume)));
    Rest.require(snapshot, 202);
    String operation = snapshot.operation();
    Await.until(
        "the copy is on its way",
        Crew.LONG,
        () -> {
          int percent = rest.operation(operation).path("progress").asInt(0);
          return percent >= 9 && percent < 80;
        });
    String first = runningAt(rest, operation);
    int number = first.equals("node-1") ? 1 : 2;
    Rest other = rest.at(crew.node(3 - number).api());
    crew.node(number).stop();
    other.awaitEnd(operation, "succeeded");

    JsonNode step = step(other, operation);
    assertThat(step.path("node").asText()).isNotEqualTo(first);
    assertThat(step.path("attempts").asInt()).isGreaterThan(1);
    assertThat(step.path("observed").asText()).startsWith("a copy of which ");
    String id = snapshot.body().path("snapshot").path("id").asText();
    assertThat(Files.mismatch(image("volume-" + volume), image("snapshot-" + id))).isEqualTo(-1);
    crew.node(number).start();
    crew.node(number).awaitReady();
  }

  private static String runningAt(Rest rest, String operation) {
    return step(rest, operation).path("node").asText();
  }

  private static JsonNode step(Rest rest, String operation) {
    for (JsonNode step : rest.operation(operation).path("steps")) {
      if (step.path("name").asText().equals("create-snapshot")) {
        return step;
      }
    }
    throw new AssertionError("no step yet: " + rest.operation(operation));
  }

  private static Path image(String object) throws IOException {
    try (Stream<Path> files = Files.walk(crew.site().data().resolve("backends"))) {
      return files
          .filter(file -> file.getFileName().toString().equals("data.raw"))
          .filter(file -> file.toString().contains(object))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void write(Path image, int blocks) throws IOException {
    byte[] bytes = new byte[(int) BLOCK];
    Random random = new Random(1);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      for (int block = 0; block < blocks; block++) {
        random.nextBytes(bytes);
        file.write(bytes);
      }
      // Or the copy, and everybody else, would wait for it.
      file.getFD().sync();
    }
  }

  private static String status(Rest rest, String node) {
    return rest.get("/nodes/" + node).body().path("node").path("status").asText();
  }

  private static String drain(int exit, String node, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("drain", node));
    command.addAll(List.of(more));
    command.addAll(List.of("--api", crew.node(1).api().toString()));
    return crew.site().dev().run(exit, command.toArray(String[]::new));
  }
}
