package io.clinker.drivers.simulator;

import static io.clinker.drivers.simulator.Bench.BLANK;
import static io.clinker.drivers.simulator.Bench.SIZE;
import static io.clinker.drivers.simulator.Bench.await;
import static io.clinker.drivers.simulator.Bench.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatorServerTest {
  @TempDir Path folder;

  private SimulatorServer server;
  private SimulatorAdmin admin;
  private Driver driver;
  private final VolumeId volume = VolumeId.random();
  private final Step step = Step.of(1, volume.ref());

  @BeforeEach
  void start() throws IOException {
    server = SimulatorServer.start(Bench.array(), 0);
    admin = new SimulatorAdmin(server.address());
    driver = remote("node-1", server.address(), 30);
  }

  @AfterEach
  void stop() {
    driver.close();
    admin.close();
    server.close();
  }

  private static Driver remote(String node, URI address, double seconds) {
    return new SimulatorFactory()
        .create(
            new DriverFactory.BackendContext("simulated", node),
            Map.of("address", address.toString(), "timeLimit", seconds));
  }

  @Test
  void everyCallTravels() {
    Bench.refused(
        ErrorCode.OBJECT_MISSING, () -> driver.extendVolume(step, volume, Size.ofGibibytes(2)));
    assertThat(driver.createVolume(step, volume, SIZE, BLANK).size()).isEqualTo(SIZE);
    AttachmentId attachment = AttachmentId.random();
    Step ofAttachment = Step.of(1, attachment.ref());
    ConnectionInfo connection = driver.connect(ofAttachment, Bench.connect(attachment, volume));
    assertThat(driver.connect(ofAttachment, Bench.connect(attachment, volume)))
        .isEqualTo(connection);
    admin.hostWrite(attachment, "secret-secret", 0, "bytes".getBytes(StandardCharsets.UTF_8));
    assertThat(admin.hostRead(attachment, "secret-secret", 0, 5)).asString().isEqualTo("bytes");
    SnapshotId snapshot = SnapshotId.random();
    Step ofSnapshot = Step.of(1, snapshot.ref());
    assertThat(driver.createSnapshot(ofSnapshot, snapshot, volume).volume()).isEqualTo(volume);
    assertThat(driver.observeSnapshot(snapshot)).isPresent();
    admin.act(new AdminAct.CrashExports(attachment));
    assertThat(
            driver
                .restoreExports(
                    List.of(new ExportRecord(Bench.connect(attachment, volume), 1, connection)))
                .restored())
        .hasSize(1);
    VolumeId clone = VolumeId.random();
    driver.createVolume(
        Step.of(1, clone.ref()), clone, SIZE, new VolumeSource.OfSnapshot(snapshot, volume));
    assertThat(admin.read(clone.ref(), 0, 5)).asString().isEqualTo("bytes");
    assertThat(driver.inventory()).isEqualTo(admin.inventory("pool"));
    assertThat(driver.inventory().volumes()).hasSize(2);
    driver.disconnect(ofAttachment, attachment, volume);
    driver.revertVolume(step, volume, snapshot);
    driver.deleteSnapshot(ofSnapshot, snapshot, volume);
    driver.seal(step, List.of(volume.ref()));
    driver.deleteVolume(step, volume);
    assertThat(driver.observeVolume(volume)).isEmpty();
    assertThat(driver.pools()).hasSize(1);
    assertThat(admin.marks()).containsKeys(volume.ref(), snapshot.ref(), attachment.ref());
    assertThat(TokenOrder.violations(admin.log(1))).isEmpty();
  }

  @Test
  void nodesShareTheArrayAndItsMarks() {
    Driver other = remote("node-2", server.address(), 30);
    other.createVolume(Step.of(2, volume.ref()), volume, SIZE, BLANK);
    refused(ErrorCode.STALE_TOKEN, () -> driver.createVolume(step, volume, SIZE, BLANK));
    assertThat(admin.log(1))
        .extracting(LogEntry::node, LogEntry::outcome)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("node-2", Outcome.ACCEPTED),
            org.assertj.core.groups.Tuple.tuple("node-1", Outcome.REFUSED_STALE));
    other.close();
  }

  @Test
  void aLostReplyIsAConnectionThatEnds() {
    admin.addFault(FaultRule.always(new Fault.LoseReply(FaultPoint.AFTER)).times(1));
    refused(ErrorCode.OUTCOME_UNKNOWN, () -> driver.createVolume(step, volume, SIZE, BLANK));
    assertThat(admin.inventory("pool").volumes()).hasSize(1);
    assertThat(admin.log(1)).hasSize(1);
    driver.createVolume(step, volume, SIZE, BLANK);
  }

  @Test
  void aHangingCallActsWhenItIsReleasedUnlessItIsLate() {
    Driver hasty = remote("node-1", server.address(), 2);
    int fault = admin.addFault(FaultRule.on("createVolume", new Fault.Hang(FaultPoint.MIDDLE)));
    refused(ErrorCode.OUTCOME_UNKNOWN, () -> hasty.createVolume(step, volume, SIZE, BLANK));
    await(() -> admin.inFlight().size() == 1);
    driver.seal(Step.of(2, volume.ref()), List.of(volume.ref()));
    admin.removeFault(fault);
    await(() -> admin.inFlight().isEmpty());
    assertThat(driver.observeVolume(volume)).isEmpty();
    assertThat(TokenOrder.refusals(admin.log(1))).isEqualTo(1);
    hasty.close();
  }

  @Test
  void anArrayThatIsNotThereIsUnavailable() {
    server.close();
    refused(ErrorCode.BACKEND_UNAVAILABLE, () -> driver.createVolume(step, volume, SIZE, BLANK));
    refused(ErrorCode.BACKEND_UNAVAILABLE, driver::pools);
    refused(ErrorCode.BACKEND_UNAVAILABLE, () -> admin.log(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"fault\": {\"fault\": \"delay\", \"milliseconds\": 5, \"at\": \"MIDDLE\"}, \"calls\": [\"connect\"]}",
        "{\"fault\": {\"fault\": \"hang\", \"at\": \"BEFORE\"}, \"times\": 1}",
        "{\"fault\": {\"fault\": \"refuse\", \"code\": \"BACKEND_REFUSED\"}, \"probability\": 0.1, \"seed\": 7}",
        "{\"fault\": {\"fault\": \"loseReply\", \"at\": \"AFTER\"}, \"node\": \"node-1\"}",
        "{\"fault\": {\"fault\": \"partial\", \"code\": \"BACKEND_BUSY\"}, \"skip\": 3}",
        "{\"fault\": {\"fault\": \"staleLists\", \"milliseconds\": 5000}}",
        "{\"fault\": {\"fault\": \"down\"}, \"object\": \"volume/0b30ee41-2d1f-4c34-8b8f-2bd4f9b45de1\"}",
        "{\"fault\": {\"fault\": \"wrongCapacity\", \"total\": 1000, \"free\": 10}}",
        "{\"fault\": {\"fault\": \"full\"}}",
        "{\"fault\": {\"fault\": \"ignoreMarks\"}}"
      })
  void faultsAreSetByHand(String rule) throws Exception {
    assertThat(post("/admin/faults", rule)).isEqualTo("200 {\"id\":1}");
    assertThat(admin.faults()).containsOnlyKeys(1);
    admin.clearFaults();
    assertThat(admin.faults()).isEmpty();
  }

  @Test
  void wrongInputIsRefusedWithAReason() throws Exception {
    assertThat(post("/admin/faults", "{\"fault\": {\"fault\": \"earthquake\"}}"))
        .startsWith("409 ")
        .contains("INVALID_INPUT", "earthquake");
    assertThat(post("/admin/nothing", "")).startsWith("409 ").contains("NOT_FOUND");
    assertThat(post("/call", "{")).startsWith("409 ").contains("INVALID_INPUT");
    refused(ErrorCode.NOT_FOUND, () -> admin.removeFault(99));
    refused(ErrorCode.NOT_FOUND, () -> admin.read(volume.ref(), 0, 1));
  }

  private String post(String path, String body) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(server.address().resolve(path))
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    }
  }

  @Test
  void aStateFileBringsEverythingBackAndDropsALineThatWasCutOff() throws IOException {
    Path file = folder.resolve("array.state");
    SimulatorArray first = new SimulatorArray(List.of(Bench.THIN), file);
    SimulatorDriver local = Bench.driver(first);
    local.createVolume(step, volume, SIZE, BLANK);
    Bench.write(first, volume, "kept");
    SnapshotId snapshot = SnapshotId.random();
    local.createSnapshot(Step.of(1, snapshot.ref()), snapshot, volume);
    first.faults().add(FaultRule.always(new Fault.Partial(ErrorCode.BACKEND_BUSY)).times(1));
    VolumeId half = VolumeId.random();
    refused(
        ErrorCode.BACKEND_BUSY,
        () -> local.createVolume(Step.of(1, half.ref()), half, SIZE, BLANK));
    local.sweep(Duration.ZERO);
    first.faults().add(FaultRule.always(new Fault.Partial(ErrorCode.BACKEND_BUSY)).times(1));
    refused(
        ErrorCode.BACKEND_BUSY,
        () -> local.createVolume(Step.of(2, half.ref()), half, SIZE, BLANK));
    assertThat(first.inventory("pool").strays()).hasSize(1);
    first.close();
    Files.writeString(file, "{\"entry\": {\"numb", StandardOpenOption.APPEND);

    for (int start = 0; start < 2; start++) {
      SimulatorArray again = new SimulatorArray(List.of(Bench.THIN), file);
      assertThat(again.inventory("pool")).isEqualTo(first.inventory("pool"));
      assertThat(again.marks()).isEqualTo(first.marks());
      assertThat(again.log()).isEqualTo(first.log());
      assertThat(Bench.read(again, volume.ref(), 4)).isEqualTo("kept");
      again.close();
    }
  }

  @Test
  void aProcessThatIsKilledComesBackWithItsStateAtItsPort() throws Exception {
    Path file = folder.resolve("array.state");
    Process process = launch("--state", file.toString(), "--pool", "gold:5:thick");
    URI address = address(process);
    Driver gold =
        new SimulatorFactory()
            .create(
                new DriverFactory.BackendContext("gold", "node-1"),
                Map.of("address", address.toString(), "pool", "gold"));
    gold.createVolume(step, volume, SIZE, BLANK);
    process.destroyForcibly().waitFor();
    refused(ErrorCode.BACKEND_UNAVAILABLE, gold::pools);

    Process second =
        launch(
            "--state",
            file.toString(),
            "--pool",
            "gold:5:thick",
            "--port",
            Integer.toString(address.getPort()));
    try {
      assertThat(address(second)).isEqualTo(address);
      assertThat(gold.observeVolume(volume)).isPresent();
      assertThat(gold.pools().getFirst().free()).isEqualTo(Size.ofGibibytes(4));
      refused(ErrorCode.STALE_TOKEN, () -> gold.deleteVolume(Step.of(0, volume.ref()), volume));
    } finally {
      second.destroyForcibly().waitFor();
      gold.close();
    }
  }

  @Test
  void wrongArgumentsEndTheProcessWithAReason() throws Exception {
    Process process = launch("--port", "many");
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(2);
    assertThat(said).contains("--port: 'many' is no number from 0 to 65535");
  }

  private static Process launch(String... arguments) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SimulatorServer.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static URI address(Process process) throws IOException {
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("simulator listening on ")) {
        return URI.create(line.substring("simulator listening on ".length()));
      }
    }
    throw new IllegalStateException("the simulator did not start");
  }
}
