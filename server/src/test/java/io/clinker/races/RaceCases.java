package io.clinker.races;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.cases.Shows;
import io.clinker.drivers.simulator.ArrayRequest;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.drivers.simulator.LogEntry;
import io.clinker.model.AttachmentId;
import io.clinker.model.ResourceRef;
import io.clinker.model.VolumeId;
import io.clinker.races.Client.Answer;
import io.clinker.races.Client.Request;
import io.clinker.site.Await;
import io.clinker.site.NodeProcess;
import io.clinker.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The named cases of races that the field knows, each on the real service. */
final class RaceCases {
  private static final Duration LONG = Duration.ofSeconds(120);
  private static final int HUNDRED = 100;

  private final Field field;
  private final Amount amount;
  private final Random random;

  RaceCases(Field field, Amount amount, long seed) {
    this.field = field;
    this.amount = amount;
    this.random = new Random(seed);
  }

  /** Sends all at once, each to the next node. */
  private List<Answer> atOnce(String project, List<Request> requests) {
    try (ExecutorService threads = Executors.newFixedThreadPool(Math.min(64, requests.size()))) {
      List<CompletableFuture<Answer>> asked =
          IntStream.range(0, requests.size())
              .mapToObj(
                  number ->
                      CompletableFuture.supplyAsync(
                          () -> field.client(number, project).send(requests.get(number)), threads))
              .toList();
      List<Answer> answers = asked.stream().map(CompletableFuture::join).toList();
      Client client = field.client(0, project);
      answers.forEach(
          answer -> {
            assertThat(answer.status()).as("%s", answer).isLessThan(500);
            if (answer.refused()) {
              assertThat(Round.requireTrue(client, answer)).isEmpty();
            }
          });
      return answers;
    }
  }

  private List<String> volumes(String project, int count, String type) {
    List<Request> creates =
        Collections.nCopies(count, Act.newVolume(Map.of("size", 1, "volume_type", type)));
    List<String> ids = atOnce(project, creates).stream().map(Answer::id).toList();
    ids.forEach(id -> available(field.client(0, project), id));
    return ids;
  }

  private static void available(Client client, String volume) {
    Await.until(
        "volume available", LONG, () -> client.status("volume/" + volume).equals("available"));
  }

  private static void gone(Client client, String volume) {
    Await.until("volume gone", LONG, () -> client.status("volume/" + volume).equals("gone"));
  }

  private static long accepted(List<Answer> answers) {
    return answers.stream().filter(Answer::accepted).count();
  }

  private long effects(String call, ResourceRef object) {
    return field.array().log(0).stream()
        .filter(entry -> entry.call().equals(call) && entry.objects().contains(object))
        .filter(LogEntry::effect)
        .count();
  }

  /** of many deletes one is accepted, and one reaches the backend. */
  @Shows({"A-1", "A-15"})
  void deletesOfOneVolume() {
    String project = field.newProject();
    Client client = field.client(0, project);
    List<String> ids = volumes(project, amount.rounds(100, 3), Site.ARRAY);
    int deletes = amount.callers(200, 20);
    for (String id : ids) {
      List<Answer> answers = atOnce(project, Collections.nCopies(deletes, Act.deleteVolume(id)));
      assertThat(accepted(answers)).isEqualTo(1);
      gone(client, id);
      assertThat(operationsOf(client, id, "volume-delete")).hasSize(1);
      assertThat(effects("deleteVolume", new VolumeId(id).ref())).isEqualTo(1);
    }
    field.awaitRest(client);
    JsonNode usage =
        client.get("/os-quota-sets/" + project + "?usage=True").body().path("quota_set");
    assertThat(usage.path("volumes").path("in_use").asInt(-1)).isZero();
    assertThat(usage.path("gigabytes").path("in_use").asInt(-1)).isZero();
  }

  private static List<JsonNode> operationsOf(Client client, String resource, String kind) {
    List<JsonNode> found = new ArrayList<>();
    client
        .get("/operations?resource=" + resource)
        .body()
        .path("operations")
        .forEach(
            operation -> {
              // A 503 leaves no operation, only the mark that there never will be one.
              if (operation.path("kind").asText().equals(kind)
                  && !operation.path("state").asText().equals("abandoned")) {
                found.add(operation);
              }
            });
    return found;
  }

  /** one of a delete and an extend wins. */
  @Shows("A-2")
  void deleteAgainstExtend() {
    String project = field.newProject();
    Client client = field.client(0, project);
    for (String id : volumes(project, amount.rounds(1000, 8), Site.ARRAY)) {
      List<Request> both = new ArrayList<>(List.of(Act.deleteVolume(id), Act.extend(id)));
      Collections.shuffle(both, random);
      List<Answer> answers = atOnce(project, both);
      if (accepted(answers) == 2) {
        // Then the delete came when the extend was over.
        assertThat(onlyOf(client, id, "volume-extend").path("ended_at").asText("still open"))
            .isLessThan(onlyOf(client, id, "volume-delete").path("admitted_at").asText());
      } else {
        assertThat(accepted(answers)).isEqualTo(1);
      }
    }
    field.awaitRest(client);
  }

  private static JsonNode onlyOf(Client client, String resource, String kind) {
    List<JsonNode> found = operationsOf(client, resource, kind);
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  /** one of a delete and a reservation wins. */
  @Shows("A-3")
  void deleteAgainstAttach() {
    String project = field.newProject();
    Client client = field.client(0, project);
    for (String id : volumes(project, amount.rounds(1000, 8), Site.ARRAY)) {
      Request attach = random.nextBoolean() ? Act.attach(id) : Act.reserve(id);
      List<Request> both = new ArrayList<>(List.of(Act.deleteVolume(id), attach));
      Collections.shuffle(both, random);
      assertThat(accepted(atOnce(project, both))).isEqualTo(1);
    }
    field.awaitRest(client);
  }

  /** of many attachments of a volume for one host exactly one succeeds, never none. */
  @Shows("A-4")
  void attachmentsOfOneVolume() {
    String project = field.newProject();
    String id = volumes(project, 1, Site.ARRAY).getFirst();
    List<Request> all =
        IntStream.range(0, amount.callers(100, 30))
            .mapToObj(number -> number % 2 == 0 ? Act.attach(id) : Act.reserve(id))
            .toList();
    assertThat(accepted(atOnce(project, all))).isEqualTo(1);
  }

  /** detaches of one attachment are one. */
  @Shows("A-5")
  void detachesOfOneAttachment() {
    String project = field.newProject();
    Client client = field.client(0, project);
    String id = volumes(project, 1, Site.ARRAY).getFirst();
    Answer attached = client.send(Act.attach(id));
    assertThat(attached.accepted()).as("%s", attached).isTrue();
    String attachment = attached.id();

    List<Answer> answers =
        atOnce(project, Collections.nCopies(amount.callers(50, 20), Act.detach(id, attachment)));

    assertThat(accepted(answers)).isPositive();
    assertThat(answers)
        .allMatch(answer -> answer.accepted() || answer.status() == 404, "joined or gone");
    assertThat(operationsOf(client, attachment, "attachment-delete")).hasSize(1);
    assertThat(effects("disconnect", new AttachmentId(attachment).ref())).isEqualTo(1);
    assertThat(client.status("volume/" + id)).isEqualTo("available");
  }

  /** attaches and detaches by many clients; the history tells whether an order explains it. */
  @Shows("A-6")
  void attachesAndDetachesOfOneVolume() {
    String project = field.newProject();
    int clients = 3;
    int each = amount.rounds(3000, 6);
    // Several volumes, so that the history of each stays small enough to be explained.
    List<String> ids = volumes(project, Math.max(1, clients * each / 18), Site.ARRAY);
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<CompletableFuture<Void>> all =
          IntStream.range(0, clients)
              .mapToObj(
                  number ->
                      CompletableFuture.runAsync(
                          () -> meddle(field.client(number, project), ids, each, number), threads))
              .toList();
      all.forEach(CompletableFuture::join);
    }
    field.awaitRest(field.client(0, project));
  }

  private void meddle(Client client, List<String> volumes, int times, int seed) {
    Random dice = new Random(seed);
    for (int turn = 0; turn < times; turn++) {
      String volume = volumes.get(turn * volumes.size() / times);
      client.status("volume/" + volume);
      List<String> there = new ArrayList<>();
      client
          .get("/attachments?volume_id=" + volume)
          .body()
          .path("attachments")
          .forEach(one -> there.add(one.path("id").asText()));
      Answer answer =
          there.isEmpty() || dice.nextInt(4) == 0
              ? client.send(Act.attach(volume))
              : client.send(Act.detach(volume, there.getFirst()));
      assertThat(answer.status()).as("%s", answer).isLessThan(500);
    }
  }

  /** detach, look until it is available, delete at once. */
  @Shows("A-7")
  void detachThenDelete() {
    String project = field.newProject();
    List<String> ids = volumes(project, amount.rounds(1000, 6), Site.ARRAY);
    Client client = field.client(0, project);
    Client other = field.client(1, project);
    for (String id : ids) {
      String attachment = client.send(Act.attach(id)).id();
      try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
        CompletableFuture<Answer> detach =
            CompletableFuture.supplyAsync(() -> client.send(Act.detach(id, attachment)), thread);
        available(other, id);
        Answer delete = other.send(Act.deleteVolume(id));
        assertThat(delete.status()).as("%s", delete).isEqualTo(202);
        assertThat(detach.join().accepted()).isTrue();
      }
      gone(client, id);
      assertThat(client.get("/attachments/" + attachment).status()).isEqualTo(404);
    }
  }

  /** a snapshot beside an extend has the size that it says. */
  @Shows("A-8")
  void extendAgainstSnapshot() {
    String project = field.newProject();
    Client client = field.client(0, project);
    List<String> ids = volumes(project, amount.rounds(500, 8), Site.ARRAY);
    for (String id : ids) {
      List<Request> both = new ArrayList<>(List.of(Act.extend(id), Act.newSnapshot(id)));
      Collections.shuffle(both, random);
      assertThat(accepted(atOnce(project, both))).isPositive();
    }
    field.awaitRest(client);
    Map<String, Long> stored = new java.util.HashMap<>();
    field
        .array()
        .inventory("large")
        .snapshots()
        .forEach(snapshot -> stored.put(snapshot.id().value(), snapshot.size().gibibytes()));
    int compared = 0;
    for (JsonNode snapshot : client.get("/snapshots/detail").body().path("snapshots")) {
      assertThat(stored.get(snapshot.path("id").asText()))
          .as("%s", snapshot)
          .isEqualTo(snapshot.path("size").asLong());
      compared++;
    }
    assertThat(compared).isPositive();
  }

  /** B-1 and B-2: a source that is being copied is kept, and a delete that waits gets it then. */
  @Shows({"B-1", "B-2"})
  void aSourceIsKeptWhileItIsCopied() throws Exception {
    for (boolean ofSnapshot : new boolean[] {true, false}) {
      String project = field.newProject();
      Client client = field.client(0, project);
      Client other = field.client(1, project);
      String volume = volumes(project, 1, Site.ARRAY).getFirst();
      String snapshot = ofSnapshot ? client.send(Act.newSnapshot(volume)).id() : "";
      if (ofSnapshot) {
        Await.until(
            "snapshot", LONG, () -> client.status("snapshot/" + snapshot).equals("available"));
      }
      Request copy =
          ofSnapshot
              ? Act.newVolume(Map.of("size", 1, "snapshot_id", snapshot))
              : Act.newVolume(Map.of("size", 1, "source_volid", volume));
      Request delete = ofSnapshot ? Act.deleteSnapshot(volume, snapshot) : Act.deleteVolume(volume);
      int rule =
          field
              .array()
              .addFault(
                  FaultRule.on("createVolume", new Fault.Hang(FaultPoint.BEFORE))
                      .about(new VolumeId(volume).ref()));
      Answer made = client.send(copy);
      assertThat(made.status()).as("%s", made).isEqualTo(202);
      Answer refused = other.send(delete);
      assertThat(refused.message()).contains(made.operation());
      assertThat(Round.requireTrue(client, refused)).isEmpty();

      try (ExecutorService thread = Executors.newCachedThreadPool()) {
        CompletableFuture<Answer> waits =
            CompletableFuture.supplyAsync(() -> other.send(delete, "wait=100"), thread);
        // New copies queue behind it: refused, or served after it, when nothing is there any more.
        Await.until(
            "the delete leaves its intent",
            LONG,
            () -> client.send(copy, "dry_run=true").message().contains(" waits to have "));
        Answer behind = client.send(copy);
        assertThat(behind.message()).contains(" waits to have ");
        field.array().removeFault(rule);
        Answer deleted = waits.get();
        assertThat(deleted.status()).as("%s", deleted).isEqualTo(202);
      }
      available(client, made.id());
      field.awaitRest(client);
    }
  }

  /** B-3: a chain of copies whose root goes first leaves nothing. */
  @Shows("B-3")
  void aChainIsDeletedFromItsRoot() {
    for (String type : List.of(Site.FILE, Site.ARRAY)) {
      String project = field.newProject();
      Client client = field.client(0, project);
      List<String> chain = new ArrayList<>(volumes(project, 1, type));
      for (int link = 0; link < 5; link++) {
        Answer copy =
            client.send(Act.newVolume(Map.of("size", 1, "source_volid", chain.getLast())));
        chain.add(copy.id());
        available(client, copy.id());
      }
      for (String volume : chain) {
        Answer deleted = client.send(Act.deleteVolume(volume));
        assertThat(deleted.status()).as("%s", deleted).isEqualTo(202);
        gone(client, volume);
      }
    }
  }

  /** Shared pins: many clones of one source run at the same time. */
  void twentyClonesAtOnce() {
    for (String type : List.of(Site.FILE, Site.ARRAY)) {
      String project = field.newProject();
      Client client = field.client(0, project);
      String source = volumes(project, 1, type).getFirst();
      List<Answer> answers =
          atOnce(
              project,
              Collections.nCopies(20, Act.newVolume(Map.of("size", 1, "source_volid", source))));
      assertThat(accepted(answers)).isEqualTo(20);
      answers.forEach(answer -> available(client, answer.id()));
    }
  }

  /** B-4: the pin belongs to the operation: the node that copies dies, and the source is kept. */
  @Shows("B-4")
  void aSourceIsKeptWhenTheCopyingNodeDies() {
    String project = field.newProject();
    Client client = field.client(0, project);
    String volume = volumes(project, 1, Site.ARRAY).getFirst();
    int rule =
        field
            .array()
            .addFault(
                FaultRule.on("createVolume", new Fault.Hang(FaultPoint.BEFORE))
                    .about(new VolumeId(volume).ref()));
    Answer copy = client.send(Act.newVolume(Map.of("size", 1, "source_volid", volume)));
    Await.until(
        "the copy is on the array",
        LONG,
        () ->
            field.array().inFlight().values().stream()
                .map(ArrayRequest::call)
                .anyMatch(call -> call.word().equals("createVolume")));
    // One of them makes the copy.
    for (int dies = 0; dies < field.nodes().size(); dies++) {
      NodeProcess node = field.nodes().get(dies);
      node.kill();
      Answer refused = field.client(dies + 1, project).send(Act.deleteVolume(volume));
      assertThat(refused.message()).contains(copy.operation());
      node.start();
      node.awaitReady();
    }
    field.array().removeFault(rule);
    available(client, copy.id());
    assertThat(client.send(Act.deleteVolume(volume), "wait=60").status()).isEqualTo(202);
    gone(client, volume);
  }

  /** B-5: nothing that locks is left as a file, however often volumes are made and deleted. */
  @Shows("B-5")
  void noLockFiles() throws IOException {
    String project = field.newProject();
    Client client = field.client(0, project);
    // By the hundred: the pool is as large as the disk, and each volume is promised a GiB of it.
    for (int left = amount.rounds(10_000, 10); left > 0; left -= HUNDRED) {
      List<String> ids = volumes(project, Math.min(left, HUNDRED), Site.FILE);
      atOnce(project, ids.stream().map(Act::deleteVolume).toList());
      ids.forEach(id -> gone(client, id));
    }
    Path backend = field.site().data().resolve("backends").resolve("file");
    try (Stream<Path> files = Files.walk(backend)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> name.endsWith(".lock") || name.endsWith(".lck")))
          .isEmpty();
    }
  }
}
