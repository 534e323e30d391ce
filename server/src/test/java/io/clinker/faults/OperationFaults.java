package io.clinker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.drivers.simulator.ArrayRequest;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.faults.Rest.Answer;
import io.clinker.site.Await;
import io.clinker.site.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Operations that are cancelled or superseded at every step, and a pool that is too small. */
final class OperationFaults {
  private static final Duration BEGUN = Duration.ofSeconds(60);
  private static final String CREATE = "volume-create";
  private static final String EXTEND = "volume-extend";

  private final Ground ground;

  OperationFaults(Ground ground) {
    this.ground = ground;
  }

  /** Where an operation is held: a line of the node's code, or a moment of a call of the array. */
  private record Place(String name, String type, Runnable hold, Runnable reached, Runnable free) {}

  private Place line(String point) {
    return new Place(
        point,
        Site.FILE,
        () -> ground.faults().arm(point),
        ground.faults()::awaitReached,
        ground.faults()::release);
  }

  private Place call(String call, FaultPoint moment) {
    return new Place(
        "%s hangs (%s)".formatted(call, moment),
        Site.ARRAY,
        () -> ground.array().addFault(FaultRule.on(call, new Fault.Hang(moment))),
        () -> awaitCall(call),
        () -> ground.array().clearFaults());
  }

  private void awaitCall(String name) {
    Await.until(
        name + " is under way",
        BEGUN,
        () ->
            ground.array().inFlight().values().stream()
                .map(ArrayRequest::call)
                .anyMatch(call -> call.word().equals(name)));
    Await.sleep(Duration.ofMillis(200));
  }

  private List<Place> places(String workflow, String step, String call) {
    List<Place> places = new ArrayList<>();
    places.add(line(workflow + "/" + step + ":before"));
    places.add(line(workflow + "/" + step + ":after"));
    places.add(line(workflow + "/settle:before"));
    for (FaultPoint moment : FaultPoint.values()) {
      places.add(call(call, moment));
    }
    return places;
  }

  void cancelOfACreateAtEveryStep() {
    Rest rest = ground.project();
    String seen =
        cancelAt(
            rest,
            places(CREATE, "create-volume", "createVolume"),
            place -> rest.post("/volumes", Rest.volume("size", 1, "volume_type", place.type())));
    assertThat(rest.volumes()).isEmpty();
    ground.table().seen("cancel at every step of a create", seen + "; quota: " + rest.usage());
  }

  void cancelOfACloneAtEveryStep() {
    Rest rest = ground.project();
    Map<String, String> sources =
        Map.of(Site.FILE, rest.created(Site.FILE), Site.ARRAY, rest.created(Site.ARRAY));
    List<Place> places = places(CREATE, "create-volume", "createVolume");
    String seen =
        cancelAt(
            rest,
            places,
            place ->
                rest.post(
                    "/volumes", Rest.volume("size", 1, "source_volid", sources.get(place.type()))));
    seen += "; waits for the ticket of the copy before it: " + cancelledInTheQueue(rest, sources);
    assertThat(rest.volumes()).hasSize(2);
    assertThat(rest.usage()).startsWith("2 volumes, 2 GiB");
    ground
        .table()
        .seen(
            "cancel at every step of a clone",
            seen + "; the sources are as before; quota: " + rest.usage());
  }

  /** Copies of one volume of the array take turns. */
  private String cancelledInTheQueue(Rest rest, Map<String, String> sources) {
    Map<String, Object> clone = Rest.volume("size", 1, "source_volid", sources.get(Site.ARRAY));
    Place copying = call("createVolume", FaultPoint.BEFORE);
    copying.hold().run();
    Answer ahead = rest.post("/volumes", clone);
    Rest.require(ahead, 202);
    copying.reached().run();
    Answer queued = rest.post("/volumes", clone);
    Rest.require(queued, 202);
    Await.until(
        "the second copy waits",
        BEGUN,
        () -> rest.operation(queued.operation()).path("state").asText().equals("waiting"));
    rest.cancelPatiently(queued.operation());
    rest.awaitEnd(queued.operation(), "cancelled");
    copying.free().run();
    rest.awaitEnd(ahead.operation(), "succeeded");
    cleanUp(rest, ahead.operation(), "succeeded");
    return "202, cancelled while the one before it hangs";
  }

  void cancelOfAnExtendAtEveryStep() {
    Rest rest = ground.project();
    String seen =
        cancelAt(
            rest,
            places(EXTEND, "extend-volume", "extendVolume"),
            place -> {
              String id = rest.created(place.type());
              return rest.post(
                  "/volumes/" + id + "/action", Map.of("os-extend", Map.of("new_size", 2)));
            });
    long gib = 0;
    for (JsonNode volume : rest.volumes()) {
      assertThat(volume.path("status").asText()).isEqualTo("available");
      gib += volume.path("size").asLong();
    }
    assertThat(rest.usage()).contains(gib + " GiB");
    ground
        .table()
        .seen(
            "cancel at every step of an extend (1 to 2 GiB)",
            seen + "; all available; quota as the sizes are: " + rest.usage());
  }

  private String cancelAt(Rest rest, List<Place> places, Function<Place, Answer> begin) {
    List<String> seen = new ArrayList<>();
    for (Place place : places) {
      place.hold().run();
      Answer begun = begin.apply(place);
      Rest.require(begun, 202);
      String operation = begun.operation();
      place.reached().run();
      Answer cancel = rest.cancel(operation);
      if (cancel.status() == 202) {
        Await.holds(Duration.ofSeconds(2), () -> ended(rest, operation));
      }
      place.free().run();
      String end = rest.end(operation);
      boolean extended = rest.operation(operation).path("kind").asText().equals(EXTEND);
      // Who was told that a create is cancelled must not find a volume.
      assertThat(end).isIn("cancelled", extended || cancel.status() != 202 ? "succeeded" : "");
      seen.add("%s: %d, %s".formatted(place.name(), cancel.status(), end));
      cleanUp(rest, operation, end);
    }
    return String.join("; ", seen);
  }

  private static boolean ended(Rest rest, String operation) {
    return !rest.operation(operation).path("ended_at").isNull();
  }

  /** What was made although the cancel came too late goes away, so that the next counts alone. */
  private static void cleanUp(Rest rest, String operation, String end) {
    JsonNode row = rest.operation(operation);
    if (row.path("kind").asText().equals(CREATE) && end.equals("succeeded")) {
      String id = row.path("resource").asText().substring("volume/".length());
      Answer answer = rest.delete("/volumes/" + id);
      Rest.require(answer, 202);
      rest.awaitEnd(answer.operation(), "succeeded");
    }
  }

  void deleteOfAVolumeThatIsBeingCreated() {
    Rest rest = ground.project();
    List<String> seen = new ArrayList<>();
    for (Place place : places(CREATE, "create-volume", "createVolume")) {
      place.hold().run();
      Answer created = rest.post("/volumes", Rest.volume("size", 1, "volume_type", place.type()));
      Rest.require(created, 202);
      String id = created.body().path("volume").path("id").asText();
      place.reached().run();
      Answer deleted = rest.delete("/volumes/" + id);
      boolean free = deleted.status() == 202;
      if (free) {
        Await.holds(Duration.ofSeconds(5), () -> ended(rest, deleted.operation()));
      }
      place.free().run();
      if (!free) {
        // The engine was busy with the settle: a client repeats after a 503.
        Rest.require(deleted, 503);
        rest.end(created.operation());
        Answer again = rest.delete("/volumes/" + id);
        Rest.require(again, 202);
        rest.awaitEnd(again.operation(), "succeeded");
      } else {
        rest.awaitEnd(deleted.operation(), "succeeded");
      }
      assertThat(rest.status(id)).isEqualTo("gone");
      seen.add(
          "%s: %d, gone, the create is %s"
              .formatted(place.name(), deleted.status(), rest.end(created.operation())));
    }
    ground
        .table()
        .seen(
            "delete of a volume that is being created, at every step",
            String.join("; ", seen) + "; quota: " + rest.usage());
  }

  /** The same request is sent to the engine twice, once on each side of the end of the copy. */
  void deleteOfASourceThatWaitsForItsCopy() throws Exception {
    Rest rest = ground.project();
    String source = rest.created(Site.ARRAY);
    ground.array().addFault(FaultRule.on("createVolume", new Fault.Hang(FaultPoint.BEFORE)));
    Answer copy = rest.post("/volumes", Rest.volume("size", 1, "source_volid", source));
    Rest.require(copy, 202);
    awaitCall("createVolume");
    Rest.require(rest.delete("/volumes/" + source), 400);
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> waits = thread.submit(() -> rest.delete("/volumes/" + source + "?wait=80"));
      // Refused once before the copy ends.
      Await.until("its intent is left", BEGUN, () -> isAwaited(rest, source));
      ground.array().clearFaults();
      rest.awaitEnd(copy.operation(), "succeeded");
      Answer deleted = waits.get();
      Rest.require(deleted, 202);
      rest.awaitEnd(deleted.operation(), "succeeded");
    }
    assertThat(rest.status(source)).isEqualTo("gone");
    ground
        .table()
        .seen(
            "delete with wait=80 of a volume that is being copied",
            "accepted when the copy has ended, gone; quota: " + rest.usage());
  }

  /** Whether a new copy would be told to queue behind somebody who waits for the source. */
  private static boolean isAwaited(Rest rest, String source) {
    return rest.post("/volumes?dry_run=true", Rest.volume("size", 1, "source_volid", source))
        .fault()
        .contains(" waits to have ");
  }

  void twoHundredCreatesIntoAPoolOfAHundred() throws Exception {
    String project = Rest.newProject();
    Rest first = new Rest(ground.first().api(), project);
    Rest second = new Rest(ground.second().api(), project);
    first.withoutLimits();
    List<Callable<Answer>> requests = new ArrayList<>();
    for (int count = 0; count < 200; count++) {
      Rest node = count % 2 == 0 ? first : second;
      requests.add(() -> node.post("/volumes", Rest.volume("size", 1, "volume_type", Site.SMALL)));
    }
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      for (Future<Answer> answer : threads.invokeAll(requests)) {
        answers.add(answer.get());
      }
    }
    assertThat(answers).allSatisfy(answer -> Rest.require(answer, 202));
    answers.forEach(answer -> first.end(answer.operation()));
    Map<String, Integer> statuses = new TreeMap<>();
    first
        .volumes()
        .forEach(volume -> statuses.merge(volume.path("status").asText(), 1, Integer::sum));
    assertThat(statuses).isEqualTo(Map.of("available", 100, "error", 100));
    JsonNode messages = first.get("/messages?limit=1000").body().path("messages");
    assertThat(messages).hasSize(100);
    assertThat(allocated(first)).isEqualTo(100);
    for (JsonNode volume : first.volumes()) {
      Rest.require(first.delete("/volumes/" + volume.path("id").asText()), 202);
    }
    Await.until("all are gone", Duration.ofSeconds(120), () -> first.volumes().isEmpty());
    assertThat(allocated(first)).isZero();
    ground
        .table()
        .seen(
            "200 creates of 1 GiB into a pool of 100 GiB through two nodes, 16 at a time",
            "200 × 202; %s; 100 messages, \"%s\"; ledger 100 GiB; after deleting all: ledger 0, quota: %s"
                .formatted(
                    statuses, messages.path(0).path("user_message").asText(), first.usage()));
  }

  private static long allocated(Rest rest) {
    for (JsonNode pool : rest.get("/scheduler-stats/get_pools?detail=true").body().path("pools")) {
      if (pool.path("name").asText().contains("@" + Site.SMALL)) {
        return pool.path("capabilities").path("allocated_capacity_gb").asLong(-1);
      }
    }
    return -2;
  }
}
