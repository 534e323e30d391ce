package io.clinker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.cases.Shows;
import io.clinker.driver.Inventory;
import io.clinker.driver.ObservedVolume;
import io.clinker.drivers.simulator.AdminAct;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.faults.Rest.Answer;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import io.clinker.site.Await;
import io.clinker.site.Site;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Backends that hold something else than the rows say, statuses that administrators set, and a
 * database that was put back to an older state: on two nodes, with the oracle after each.
 */
@Timeout(900)
final class FindingsIT {
  private static final Duration FOUND = Duration.ofSeconds(60);
  private static final Map<String, Object> CONNECTOR =
      Map.of("host", "host-1", "ip", "127.0.0.1", "initiator", "iqn.2016-04.org.example:host-1");

  @TempDir static Path folder;

  private static Ground ground;

  @BeforeAll
  static void open() throws Exception {
    ground = Ground.open(folder);
  }

  @AfterAll
  static void close() throws Exception {
    if (ground != null) {
      ground.close();
    }
  }

  @AfterEach
  void theOracleFindsNothing() throws Exception {
    ground.array().clearFaults();
    Crew.awaitRest(ground.site());
    ground
        .site()
        .dev()
        .run(0, "check", "--settled", "--config", ground.site().configuration().toString());
  }

  /** G-2, G-3: deleted behind our back. */
  @Test
  @Shows({"G-2", "G-3"})
  void whatIsMissingIsSaidAndCanBeDeleted() {
    Rest rest = ground.project();
    String volume = created(rest, Site.ARRAY);
    ground.array().act(new AdminAct.Wipe(new VolumeId(volume).ref()));

    Answer extend = action(rest, "volumes", volume, "{\"os-extend\": {\"new_size\": 2}}");
    Rest.require(extend, 202);
    rest.awaitEnd(extend.operation(), "failed");
    assertThat(rest.operation(extend.operation()).at("/error/code").asText())
        .isEqualTo("OBJECT_MISSING");
    Rest.require(
        action(rest, "volumes", volume, "{\"os-reset_status\": {\"status\": \"error\"}}"), 202);

    JsonNode finding = open(rest, "volume/" + volume);
    assertThat(finding.path("kind").asText()).isEqualTo("missing");
    assertThat(finding.path("message").asText()).contains("does not hold it");
    Answer available =
        action(rest, "volumes", volume, "{\"os-reset_status\": {\"status\": \"available\"}}");
    assertThat(available.status()).isEqualTo(400);
    assertThat(available.fault()).contains("holds no volume");
    assertThat(act(rest, finding, "{\"adopt\": {}}").status()).isEqualTo(400);

    Answer deleted = act(rest, finding, "{\"delete\": null}");
    Rest.require(deleted, 202);
    rest.awaitEnd(deleted.operation(), "succeeded");
    assertThat(rest.status(volume)).isEqualTo("gone");
    assertThat(show(rest, finding).path("resolution").asText()).isEqualTo("deleted");

    String second = created(rest, Site.ARRAY);
    ground.array().act(new AdminAct.Wipe(new VolumeId(second).ref()));
    strike(rest, second);
  }

  /** An orphan is adopted by one of many who ask, with its contents, and counted. */
  @Test
  void anOrphanIsAdoptedOnce() throws Exception {
    Rest rest = ground.project();
    VolumeId volume = VolumeId.random();
    ground.array().act(new AdminAct.AddVolume(volume, "large", Size.ofGibibytes(2), false));
    ground.array().act(new AdminAct.Write(volume, 0, "precious".getBytes(StandardCharsets.UTF_8)));
    JsonNode finding = open(rest, "volume/" + volume);
    List<Answer> answers =
        atOnce(8, rest, finding, "{\"adopt\": {\"name\": \"found\", \"volume_type\": \"array\"}}");
    List<Answer> accepted = answers.stream().filter(one -> one.status() == 202).toList();
    assertThat(accepted.stream().map(Answer::operation).distinct()).hasSize(1);
    assertThat(answers).allSatisfy(one -> assertThat(one.status()).isIn(202, 409, 503));
    rest.awaitEnd(accepted.getFirst().operation(), "succeeded");
    assertThat(rest.status(volume.value())).isEqualTo("available");
    assertThat(rest.usage()).startsWith("1 volumes, 2 GiB");
    assertThat(contents(volume.ref(), 8)).isEqualTo("precious");
    Answer extend = action(rest, "volumes", volume.value(), "{\"os-extend\": {\"new_size\": 3}}");
    Rest.require(extend, 202);
    rest.awaitEnd(extend.operation(), "succeeded");
    strike(rest, volume.value());
  }

  /** An orphan is deleted under its fence, and not while a row claims it. */
  @Test
  void anOrphanIsDeletedOnlyWhileNoRowClaimsIt() throws Exception {
    Rest rest = ground.project();
    VolumeId volume = VolumeId.random();
    ground.array().act(new AdminAct.AddVolume(volume, "large", Size.ofGibibytes(1), false));
    JsonNode finding = open(rest, "volume/" + volume);
    ground.array().addFault(FaultRule.on("deleteVolume", new Fault.Hang(FaultPoint.BEFORE)));
    Answer deleted = act(rest, finding, "{\"delete\": null}");
    Rest.require(deleted, 202);
    Answer adopt = act(rest, finding, "{\"adopt\": {}}");
    assertThat(adopt.status()).isEqualTo(409);
    ground.array().clearFaults();
    rest.awaitEnd(deleted.operation(), "succeeded");
    assertThat(held(volume)).isEmpty();
    assertThat(show(rest, finding).path("state").asText()).isEqualTo("resolved");
    assertThat(act(rest, finding, "{\"delete\": null}").status()).isEqualTo(409);
  }

  /** G-13: lists that are late make no finding, and nothing is deleted. */
  @Test
  @Shows("G-13")
  void listsThatAreLateAreNotBelieved() {
    Rest rest = ground.project();
    String gone = created(rest, Site.ARRAY);
    ground.array().addFault(FaultRule.on("inventory", new Fault.StaleLists(60_000)));
    String made = created(rest, Site.ARRAY);
    strike(rest, gone);
    Await.sleep(Duration.ofSeconds(8));
    for (String volume : List.of(gone, made)) {
      assertThat(findings(rest, "resource=volume/" + volume + "&state=open")).isEmpty();
    }
    ground.array().clearFaults();
    Await.until(
        "no suspicion is left",
        FOUND,
        () ->
            findings(rest, "resource=volume/" + made).isEmpty()
                && findings(rest, "resource=volume/" + gone).isEmpty());
    assertThat(rest.status(made)).isEqualTo("available");
    strike(rest, made);
  }

  /** C-27: what would let a second host in is refused; reconcile sets what is true. */
  @Test
  @Shows("C-27")
  void anAttachedVolumeIsNotMadeAvailable() {
    Rest rest = ground.project();
    String volume = created(rest, Site.ARRAY);
    Answer attachment = attach(rest, volume);
    Answer reset =
        action(rest, "volumes", volume, "{\"os-reset_status\": {\"status\": \"available\"}}");
    assertThat(reset.status()).isEqualTo(400);
    assertThat(reset.fault()).contains("exports volume", "host-1");
    Rest.require(
        action(rest, "volumes", volume, "{\"os-reset_status\": {\"status\": \"error\"}}"), 202);
    assertThat(rest.status(volume)).isEqualTo("error");
    Answer reconcile = action(rest, "volumes", volume, "{\"clinker:reconcile\": null}");
    Rest.require(reconcile, 202);
    rest.awaitEnd(reconcile.operation(), "succeeded");
    assertThat(rest.status(volume)).isEqualTo("in-use");
    Rest.require(rest.delete("/attachments/" + attachmentId(attachment)), 200);
    strike(rest, volume);
  }

  /** A reset ends the operation that holds the volume, and that one changes nothing any more. */
  @Test
  void aResetEndsALiveOperation() {
    Rest rest = ground.project();
    String volume = created(rest, Site.ARRAY);
    int hang =
        ground.array().addFault(FaultRule.on("extendVolume", new Fault.Hang(FaultPoint.BEFORE)));
    Answer extend = action(rest, "volumes", volume, "{\"os-extend\": {\"new_size\": 5}}");
    Rest.require(extend, 202);
    Await.until(
        "the extend hangs",
        FOUND,
        () ->
            ground.array().inFlight().values().stream()
                .anyMatch(call -> call.call().word().equals("extendVolume")));
    Answer reset =
        action(rest, "volumes", volume, "{\"os-reset_status\": {\"status\": \"available\"}}");
    Rest.require(reset, 202);
    rest.awaitEnd(reset.operation(), "succeeded");
    assertThat(rest.end(extend.operation())).isEqualTo("superseded");
    assertThat(rest.operation(reset.operation()).path("user_id").asText()).isEqualTo("somebody");
    ground.array().removeFault(hang);
    Await.until("nothing is under way", FOUND, () -> ground.array().inFlight().isEmpty());
    assertThat(rest.status(volume)).isEqualTo("available");
    assertThat(held(new VolumeId(volume)).orElseThrow().size()).isEqualTo(Size.ofGibibytes(1));
    assertThat(rest.usage()).startsWith("1 volumes, 1 GiB");
    strike(rest, volume);
  }

  /** H-9: at any time the rows explain the usage, whatever goes on. */
  @Test
  @Shows("H-9")
  void quotaIsExplainedWhileItChanges() throws Exception {
    Rest rest = ground.project();
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> work = new ArrayList<>();
      for (int worker = 0; worker < 3; worker++) {
        work.add(threads.submit(() -> lives(rest, 6)));
      }
      Future<Integer> asked = threads.submit(() -> explained(rest, over));
      for (Future<Integer> one : work) {
        one.get();
      }
      over.set(true);
      assertThat(asked.get()).isPositive();
    }
    JsonNode explained = rest.get("/quota/explain").body().path("quota_explain");
    assertThat(explained.path("count").asInt(-1)).isZero();
    assertThat(explained.at("/resources/gigabytes/in_use").asInt(-1)).isZero();
    Await.until(
        "the metrics page says that quota has not drifted",
        Duration.ofSeconds(60),
        () -> String.valueOf(ground.first().admin("/metrics")).contains("clinker_quota_drift 0"));
  }

  private static int lives(Rest rest, int count) {
    for (int life = 0; life < count; life++) {
      String volume = created(rest, Site.ARRAY);
      Answer extend = action(rest, "volumes", volume, "{\"os-extend\": {\"new_size\": 3}}");
      Rest.require(extend, 202);
      rest.awaitEnd(extend.operation(), "succeeded");
      strike(rest, volume);
    }
    return count;
  }

  private static int explained(Rest rest, AtomicBoolean over) {
    int times = 0;
    while (!over.get()) {
      JsonNode explained = rest.get("/quota/explain").body().path("quota_explain");
      assertThat(explained.path("drift").asInt(-1)).as(explained.toString()).isZero();
      times++;
    }
    return times;
  }

  /** L-8: nothing is deleted blindly; what differs is listed and can be repaired. */
  @Test
  @Shows("L-8")
  void aDatabaseOfThePastIsReportedAndRepaired() throws Exception {
    Rest rest = ground.project();
    final String kept = created(rest, Site.ARRAY);
    final String deletedLater = created(rest, Site.ARRAY);
    final String extendedLater = created(rest, Site.ARRAY);
    int hang =
        ground.array().addFault(FaultRule.on("createVolume", new Fault.Hang(FaultPoint.BEFORE)));
    Answer creating = rest.post("/volumes", Rest.volume("size", 1, "volume_type", Site.ARRAY));
    Rest.require(creating, 202);
    final String createdMeanwhile = creating.body().path("volume").path("id").asText();
    Await.until(
        "the create hangs",
        FOUND,
        () ->
            ground.array().inFlight().values().stream()
                .anyMatch(call -> call.call().word().equals("createVolume")));
    DatabaseDump dump = new DatabaseDump(ground.site().installation().database());
    dump.take();

    ground.array().removeFault(hang);
    rest.awaitEnd(creating.operation(), "succeeded");
    grow(rest, createdMeanwhile, 3);
    ground
        .array()
        .act(
            new AdminAct.Write(
                new VolumeId(createdMeanwhile), 0, "meanwhile".getBytes(StandardCharsets.UTF_8)));
    final String createdLater = created(rest, Site.ARRAY);
    final String fileLater = created(rest, Site.FILE);
    strike(rest, deletedLater);
    grow(rest, extendedLater, 2);
    Answer snapshot =
        rest.post("/snapshots", Map.of("snapshot", Map.of("volume_id", kept, "force", true)));
    Rest.require(snapshot, 202);
    rest.awaitEnd(snapshot.operation(), "succeeded");
    final String snapshotLater = snapshot.body().path("snapshot").path("id").asText();
    final String exportLater = attachmentId(attach(rest, kept));

    ground.first().kill();
    ground.second().kill();
    dump.putBack();
    ground.first().start();
    ground.second().start();
    ground.first().awaitReady();
    ground.second().awaitReady();

    final JsonNode ofCreated = open(rest, "volume/" + createdLater);
    final JsonNode ofFile = open(rest, "volume/" + fileLater);
    final JsonNode ofDeleted = open(rest, "volume/" + deletedLater);
    final JsonNode ofExtended = open(rest, "volume/" + extendedLater);
    final JsonNode ofSnapshot = open(rest, "snapshot/" + snapshotLater);
    final JsonNode ofExport = open(rest, "attachment/" + exportLater);
    assertThat(ofCreated.path("kind").asText()).isEqualTo("orphan");
    assertThat(ofCreated.at("/provenance/by").asText()).isEqualTo("mark");
    assertThat(ofCreated.at("/provenance/known").asBoolean(true)).isFalse();
    assertThat(ofDeleted.path("kind").asText()).isEqualTo("missing");
    assertThat(ofExtended.path("kind").asText()).isEqualTo("drift");
    // The create that was open in the dump must not undo what has become of its volume since.
    assertThat(rest.end(creating.operation())).isEqualTo("failed");
    assertThat(contents(new VolumeId(createdMeanwhile).ref(), 9)).isEqualTo("meanwhile");
    for (String volume : List.of(kept, extendedLater, createdMeanwhile, createdLater)) {
      assertThat(held(new VolumeId(volume))).isPresent();
    }

    done(rest, act(rest, ofCreated, "{\"adopt\": {\"volume_type\": \"array\"}}"));
    done(rest, act(rest, ofFile, "{\"adopt\": {\"volume_type\": \"file\"}}"));
    done(rest, act(rest, ofDeleted, "{\"delete\": null}"));
    done(rest, act(rest, ofExtended, "{\"adopt\": null}"));
    done(rest, act(rest, ofExport, "{\"delete\": null}"));
    done(rest, act(rest, ofSnapshot, "{\"adopt\": {}}"));
    strike(rest, createdMeanwhile);
    Await.until(
        "the volume of the create is an orphan",
        FOUND,
        () ->
            findings(rest, "resource=volume/" + createdMeanwhile + "&state=open&kind=orphan").size()
                == 1);
    done(
        rest,
        act(
            rest,
            findings(rest, "resource=volume/" + createdMeanwhile + "&state=open&kind=orphan")
                .getFirst(),
            "{\"adopt\": {\"volume_type\": \"array\"}}"));

    assertThat(contents(new VolumeId(createdMeanwhile).ref(), 9)).isEqualTo("meanwhile");
    assertThat(size(rest, extendedLater)).isEqualTo(2);
    assertThat(size(rest, createdMeanwhile)).isEqualTo(3);
    for (String volume : List.of(kept, extendedLater, createdMeanwhile, createdLater, fileLater)) {
      assertThat(rest.status(volume)).isEqualTo("available");
      grow(rest, volume, 4);
    }
    done(rest, rest.delete("/snapshots/" + snapshotLater));
    Await.until("nothing is found any more", FOUND, () -> findings(rest, "state=open").isEmpty());
    theOracleFindsNothing();
    for (String volume : List.of(kept, extendedLater, createdMeanwhile, createdLater, fileLater)) {
      strike(rest, volume);
    }
  }

  private static void done(Rest rest, Answer answer) {
    Rest.require(answer, 202);
    rest.awaitEnd(answer.operation(), "succeeded");
  }

  private static void grow(Rest rest, String volume, int gib) {
    done(rest, action(rest, "volumes", volume, "{\"os-extend\": {\"new_size\": " + gib + "}}"));
  }

  private static int size(Rest rest, String volume) {
    return rest.get("/volumes/" + volume).body().path("volume").path("size").asInt(-1);
  }

  private static void strike(Rest rest, String volume) {
    done(rest, rest.delete("/volumes/" + volume));
  }

  private static Answer attach(Rest rest, String volume) {
    Answer answer =
        rest.post(
            "/attachments",
            Map.of("attachment", Map.of("volume_uuid", volume, "connector", CONNECTOR)));
    Rest.require(answer, 200);
    Rest.require(action(rest, "attachments", attachmentId(answer), "{\"os-complete\": {}}"), 204);
    return answer;
  }

  private static String attachmentId(Answer answer) {
    return answer.body().path("attachment").path("id").asText();
  }

  private static Answer action(Rest rest, String resources, String id, String body) {
    return rest.patiently("POST", "/" + resources + "/" + id + "/action", body);
  }

  private static String created(Rest rest, String type) {
    Answer answer = rest.post("/volumes", Rest.volume("size", 1, "volume_type", type));
    done(rest, answer);
    return answer.body().path("volume").path("id").asText();
  }

  private static Answer act(Rest rest, JsonNode finding, String body) {
    return rest.patiently("POST", actionOf(finding), body);
  }

  private static Answer actOnce(Rest rest, JsonNode finding, String body) {
    return rest.send("POST", actionOf(finding), body, Map.of());
  }

  private static String actionOf(JsonNode finding) {
    return "/findings/" + finding.path("id").asText() + "/action";
  }

  private static List<Answer> atOnce(int times, Rest rest, JsonNode finding, String body)
      throws Exception {
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(times)) {
      List<Callable<Answer>> calls = new ArrayList<>();
      for (int count = 0; count < times; count++) {
        calls.add(() -> actOnce(rest, finding, body));
      }
      for (Future<Answer> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }

  private static JsonNode show(Rest rest, JsonNode finding) {
    return rest.get("/findings/" + finding.path("id").asText()).body().path("finding");
  }

  /** The finding about this resource, once it is believed. */
  private static JsonNode open(Rest rest, String resource) {
    Await.until(
        "a finding about " + resource,
        FOUND,
        () -> !findings(rest, "resource=" + resource + "&state=open").isEmpty());
    return findings(rest, "resource=" + resource + "&state=open").getFirst();
  }

  private static List<JsonNode> findings(Rest rest, String query) {
    Answer answer = rest.get("/findings?" + query);
    Rest.require(answer, 200);
    List<JsonNode> found = new ArrayList<>();
    answer.body().path("findings").forEach(found::add);
    return found;
  }

  private static Optional<ObservedVolume> held(VolumeId volume) {
    Inventory inventory = ground.array().inventory("large");
    return inventory.volumes().stream().filter(one -> one.id().equals(volume)).findFirst();
  }

  private static String contents(ResourceRef object, int length) {
    return new String(ground.array().read(object, 0, length), StandardCharsets.UTF_8);
  }
}
