package io.clinker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.cases.Shows;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.site.Await;
import io.clinker.site.Site;
import io.clinker.store.UnservedOperations;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Who does the work: three nodes, of which one or all lose a backend. With {@code
 * -Dclinker.full=true}, for it waits for minutes.
 */
@Timeout(900)
@EnabledIfSystemProperty(named = "clinker.full", matches = "true")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DistributionIT {
  @TempDir static Path folder;

  private static Crew crew;

  @BeforeAll
  static void open() throws Exception {
    crew = Crew.open(folder, 3);
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

  /** More long steps hang than there are slots for them; short ones and other projects go on. */
  @Test
  @Order(1)
  @Shows("E-3")
  void longStepsOfOneProjectDelayNobodyElse() {
    Rest loud = crew.project();
    Rest quiet = crew.project();
    String victim = Crew.created(quiet, Site.ARRAY);
    List<String> creates = new ArrayList<>();
    for (int count = 0; count < 110; count++) {
      creates.add(Crew.create(loud, Site.ARRAY));
    }
    creates.forEach(operation -> loud.awaitEnd(operation, "succeeded"));
    crew.array().addFault(FaultRule.on("createSnapshot", new Fault.Hang(FaultPoint.BEFORE)));
    List<String> slow = new ArrayList<>();
    for (JsonNode volume : loud.volumes()) {
      slow.add(
          Crew.accepted(
              loud.post(
                  "/snapshots",
                  Map.of("snapshot", Map.of("volume_id", volume.path("id").asText())))));
    }
    // 31 of 32 long slots at each of three nodes: one is always left to other projects.
    Await.until("the slots are taken", Crew.LONG, () -> crew.array().inFlight().size() >= 93);

    List<String> quick = new ArrayList<>();
    for (int count = 0; count < 60; count++) {
      quick.add(Crew.create(quiet, Site.ARRAY));
      quick.add(Crew.create(loud, Site.ARRAY));
    }
    quick.add(Crew.accepted(quiet.delete("/volumes/" + victim)));

    quick.forEach(operation -> quiet.awaitEnd(operation, "succeeded"));
    assertThat(slow).allMatch(id -> loud.operation(id).path("ended_at").isNull());
    crew.array().clearFaults();
    slow.forEach(operation -> loud.awaitEnd(operation, "succeeded"));
  }

  /** More deletes hang than there are slots for them: each is accepted at once all the same. */
  @Test
  @Order(2)
  @Shows("G-11")
  void deletesThatDoNotEndDelayNothingElse() {
    Rest rest = crew.project();
    List<String> creates = new ArrayList<>();
    for (int count = 0; count < 130; count++) {
      creates.add(Crew.create(rest, Site.ARRAY));
    }
    creates.forEach(operation -> rest.awaitEnd(operation, "succeeded"));
    List<String> volumes = new ArrayList<>();
    rest.volumes().forEach(volume -> volumes.add(volume.path("id").asText()));
    List<String> kept = volumes.subList(0, 10);
    crew.array().addFault(FaultRule.on("deleteVolume", new Fault.Hang(FaultPoint.BEFORE)));

    List<String> deletes = new ArrayList<>();
    for (String volume : volumes.subList(10, volumes.size())) {
      deletes.add(Crew.accepted(rest.delete("/volumes/" + volume)));
    }
    Await.until("the slots are taken", Crew.LONG, () -> crew.array().inFlight().size() >= 93);
    List<String> quick = new ArrayList<>();
    for (String volume : kept) {
      quick.add(
          Crew.accepted(
              rest.post(
                  "/volumes/" + volume + "/action", Map.of("os-extend", Map.of("new_size", 2)))));
      quick.add(Crew.create(rest, Site.ARRAY));
      quick.add(Crew.create(rest, Site.FILE));
    }

    quick.forEach(operation -> rest.awaitEnd(operation, "succeeded"));
    assertThat(rest.get("/volumes/" + kept.getFirst()).status()).isEqualTo(200);
    assertThat(deletes).allMatch(id -> rest.operation(id).path("ended_at").isNull());
    crew.array().clearFaults();
    deletes.forEach(operation -> rest.awaitEnd(operation, "succeeded"));
  }

  @Test
  @Order(3)
  @Shows("E-5")
  void aBackendThatHangsIsFeltByNoOther() {
    Rest rest = crew.project();
    crew.array().addFault(FaultRule.always(new Fault.Hang(FaultPoint.BEFORE)));
    List<String> hanging = new ArrayList<>();
    for (int count = 0; count < 20; count++) {
      hanging.add(Crew.create(rest, Site.ARRAY));
    }
    for (int count = 0; count < 20; count++) {
      Crew.created(rest, Site.FILE);
    }
    Await.until(
        "every breaker is open",
        Crew.LONG,
        () ->
            List.of("node-1", "node-2", "node-3").stream()
                .allMatch(
                    node ->
                        crew.standing(rest, node, Site.ARRAY)
                            .path("breaker")
                            .asText()
                            .equals("open")));

    Crew.created(rest, Site.FILE);
    for (int number = 1; number <= 3; number++) {
      String name = "node-" + number;
      JsonNode node = rest.get("/nodes/" + name).body().path("node");
      assertThat(node.path("state").asText()).isEqualTo("up");
      assertThat(crew.standing(rest, name, Site.FILE).path("state").asText()).isEqualTo("up");
      assertThat(Crew.metric(crew.node(number), "clinker_breaker_open", Site.ARRAY)).isEqualTo(1);
      assertThat(Crew.metric(crew.node(number), "clinker_breaker_open", Site.FILE)).isZero();
    }
    assertThat(poolState(rest, Site.ARRAY)).isEqualTo("down");
    assertThat(poolState(rest, Site.FILE)).isEqualTo("up");
    Await.holds(Crew.LONG, () -> hanging.stream().allMatch(id -> saysThatItWaits(rest, id)));
    assertThat(hanging)
        .allSatisfy(
            id -> assertThat(saysThatItWaits(rest, id)).as("%s", rest.operation(id)).isTrue());
    crew.array().clearFaults();
    hanging.forEach(operation -> rest.awaitEnd(operation, "succeeded"));
  }

  @Test
  @Order(4)
  @Shows("E-6")
  void aNodeThatLostOnlyItsStorageLeavesItsWorkToOthers() {
    Rest rest = crew.project();
    crew.array().addFault(FaultRule.always(new Fault.Down()).from("host-2"));
    Await.until(
        "the breaker of node-2 is open",
        Crew.LONG,
        () -> crew.standing(rest, "node-2", Site.ARRAY).path("breaker").asText().equals("open"));
    List<String> operations = new ArrayList<>();
    for (int count = 0; count < 60; count++) {
      operations.add(Crew.create(rest, Site.ARRAY));
    }
    operations.forEach(operation -> rest.awaitEnd(operation, "succeeded"));

    for (String operation : operations) {
      assertThat(rest.operation(operation).path("steps"))
          .filteredOn(step -> step.path("name").asText().equals("create-volume"))
          .isNotEmpty()
          .noneMatch(step -> step.path("node").asText().equals("node-2"));
    }
    assertThat(crew.standing(rest, "node-1", Site.ARRAY).path("state").asText()).isEqualTo("up");
    assertThat(crew.standing(rest, "node-2", Site.FILE).path("state").asText()).isEqualTo("up");
    crew.array().clearFaults();
    Await.until(
        "node-2 takes steps again",
        Crew.LONG,
        () -> crew.standing(rest, "node-2", Site.ARRAY).path("state").asText().equals("up"));
  }

  @Test
  @Order(5)
  @Shows("G-9")
  void anArrayThatBearsNoTwoCallsIsNeverGivenTwo() {
    Rest rest = crew.project();
    crew.array().addFault(FaultRule.on("createVolume", new Fault.Delay(40, FaultPoint.BEFORE)));
    List<String> operations = new ArrayList<>();
    for (int count = 0; count < 30; count++) {
      operations.add(Crew.create(rest, Site.NARROW));
    }
    operations.forEach(operation -> rest.awaitEnd(operation, "succeeded"));
    operations.clear();
    for (JsonNode volume : rest.volumes()) {
      operations.add(Crew.accepted(rest.delete("/volumes/" + volume.path("id").asText())));
    }
    operations.forEach(operation -> rest.awaitEnd(operation, "succeeded"));

    assertThat(crew.array().mostChangesInFlight()).containsEntry("narrow", 1);
  }

  @Test
  @Order(6)
  @Shows({"E-4", "W-13"})
  void anOperationWithoutAWorkerSaysSo() {
    Rest rest = crew.project();
    String volume = Crew.created(rest, Site.ARRAY);
    // Only the API and the engine are left.
    var last = crew.add("node-4", "api,engine");
    last.start();
    Await.until(
        "node-4 is up",
        Crew.LONG,
        () -> rest.get("/nodes/node-4").body().path("node").path("state").asText().equals("up"));
    Rest alone = rest.at(last.api());
    Await.until("node-4 answers", Crew.LONG, () -> alone.get("/volumes").status() == 200);
    for (int number = 1; number <= 3; number++) {
      crew.node(number).kill();
    }
    String operation = Crew.accepted(alone.delete("/volumes/" + volume));
    Await.until(
        "the operation says that nobody serves it",
        Crew.LONG,
        () ->
            alone.operation(operation).path("state").asText().equals("waiting")
                && reason(alone, operation)
                    .startsWith(UnservedOperations.WAITING + "no live node serves backend array"));
    assertThat(poolState(alone, Site.ARRAY)).isEqualTo("down");

    for (int number = 1; number <= 3; number++) {
      crew.node(number).start();
    }
    alone.awaitEnd(operation, "succeeded");
    for (int number = 1; number <= 3; number++) {
      crew.node(number).awaitReady();
    }
  }

  /** For a worker; or for the pool, if it was down already when the volume was to be placed. */
  private static boolean saysThatItWaits(Rest rest, String operation) {
    String reason = reason(rest, operation);
    return reason.startsWith(UnservedOperations.WAITING) || reason.startsWith("waits for a pool: ");
  }

  private static String reason(Rest rest, String operation) {
    return rest.operation(operation).path("waiting_reason").asText("");
  }

  private static String poolState(Rest rest, String backend) {
    for (JsonNode pool : rest.get("/scheduler-stats/get_pools?detail=true").body().path("pools")) {
      if (pool.path("capabilities").path("volume_backend_name").asText().equals(backend)) {
        return pool.path("capabilities").path("backend_state").asText();
      }
    }
    throw new AssertionError("no pool of " + backend);
  }
}
