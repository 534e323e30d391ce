package io.clinker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.faults.Rest.Answer;
import io.clinker.site.Await;
import io.clinker.site.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the service stands on is away for a while. */
final class AwayFaults {
  private static final Duration BACK = Duration.ofSeconds(120);
  private static final int EACH = 25;

  /** The question whether the database is there takes 2.5 s. */
  private static final Duration ANSWERED = Duration.ofSeconds(5);

  /** Admission takes 10 s. */
  private static final Duration ADMITTED = Duration.ofSeconds(13);

  private final Ground ground;
  private final boolean full;

  AwayFaults(Ground ground, boolean full) {
    this.ground = ground;
    this.full = full;
  }

  void theBackend() {
    Duration away = full ? Duration.ofMinutes(10) : Duration.ofSeconds(30);
    Rest rest = ground.project();
    List<String> volumes = new ArrayList<>();
    for (int count = 0; count < 3 * EACH; count++) {
      Answer answer = rest.post("/volumes", Rest.volume("size", 1, "volume_type", Site.ARRAY));
      Rest.require(answer, 202);
      volumes.add(answer.body().path("volume").path("id").asText());
    }
    Await.until(
        "all are available",
        BACK,
        () -> rest.volumes().stream().allMatch(one -> is(one, "available")));
    ground.array().addFault(FaultRule.always(new Fault.Down()));
    List<String> operations = new ArrayList<>();
    for (int count = 0; count < EACH; count++) {
      operations.add(
          accepted(rest.post("/volumes", Rest.volume("size", 1, "volume_type", Site.ARRAY))));
      operations.add(accepted(rest.delete("/volumes/" + volumes.get(count))));
      operations.add(
          accepted(
              rest.post(
                  "/volumes/" + volumes.get(EACH + count) + "/action",
                  Map.of("os-extend", Map.of("new_size", 2)))));
      operations.add(
          accepted(
              rest.post(
                  "/snapshots",
                  Map.of("snapshot", Map.of("volume_id", volumes.get(2 * EACH + count))))));
    }
    Await.sleep(away);
    Map<String, Integer> meanwhile = new TreeMap<>();
    String reason = "";
    for (String operation : operations) {
      JsonNode row = rest.operation(operation);
      meanwhile.merge(row.path("state").asText(), 1, Integer::sum);
      assertThat(row.path("waiting_reason").asText("")).isNotEmpty();
      reason = row.path("waiting_reason").asText();
    }
    assertThat(meanwhile).isEqualTo(Map.of("waiting", operations.size()));
    assertThat(rest.volumes()).noneMatch(one -> one.path("status").asText().startsWith("error"));
    ground.array().clearFaults();
    long begin = System.nanoTime();
    operations.forEach(operation -> rest.awaitEnd(operation, "succeeded"));
    ground
        .table()
        .seen(
            "backend away for %d s with %d operations (create, delete, extend, snapshot)"
                .formatted(away.toSeconds(), operations.size()),
            "meanwhile %s, none in error, reason \"%s\"; all succeeded %.0f s after it was back; quota: %s"
                .formatted(meanwhile, reason, (System.nanoTime() - begin) / 1e9, rest.usage()));
  }

  private static String accepted(Answer answer) {
    Rest.require(answer, 202);
    return answer.operation();
  }

  private static boolean is(JsonNode volume, String status) {
    return volume.path("status").asText().equals(status);
  }

  /** Killed, and then once more as one whose machine does not answer. */
  void theDatabase() throws IOException {
    databaseAway("killed", "KILL");
    databaseAway("stopped", "STOP");
  }

  private void databaseAway(String how, String signal) throws IOException {
    Rest rest = ground.project();
    List<String> running = hanging(rest, 10);
    long database = ground.site().dev().pid("database");
    signal(launcher(), "STOP");
    signal(database, signal);
    Answers writes = new Answers();
    Answers reads = new Answers();
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    boolean freed = false;
    try {
      while (System.nanoTime() < end) {
        writes.of(
            () -> rest.postOnce("/volumes", Rest.volume("size", 1, "volume_type", Site.ARRAY)));
        reads.of(() -> rest.getOnce("/volumes"));
        if (!freed) {
          // The steps end while nothing can be written down.
          ground.array().clearFaults();
          freed = true;
        }
        Await.sleep(Duration.ofSeconds(1));
      }
    } finally {
      if (signal.equals("STOP")) {
        signal(database, "CONT");
      }
      signal(launcher(), "CONT");
    }
    long begin = System.nanoTime();
    Await.until("reads again", BACK, () -> rest.getOnce("/volumes").status() == 200);
    double readable = (System.nanoTime() - begin) / 1e9;
    running.forEach(operation -> rest.awaitEnd(operation, "succeeded"));
    double ended = (System.nanoTime() - begin) / 1e9;
    Await.until(
        "writes again",
        BACK,
        () ->
            rest.postOnce("/volumes", Rest.volume("size", 1, "volume_type", Site.ARRAY)).status()
                == 202);
    Await.until(
        "all are available",
        BACK,
        () -> rest.volumes().stream().allMatch(one -> is(one, "available")));
    ground
        .table()
        .seen(
            "database %s and away for 30 s with %d creates at their step"
                .formatted(how, running.size()),
            "writes %s; reads %s; back: reads after %.0f s, the %d creates succeeded after %.0f s; %d volumes; quota: %s"
                .formatted(
                    writes.told(),
                    reads.told(),
                    readable,
                    running.size(),
                    ended,
                    rest.volumes().size(),
                    rest.usage()));
    writes.areRefusedBefore(ANSWERED);
    reads.areRefusedBefore(ANSWERED);
  }

  void theEngine() throws IOException {
    Duration away = full ? Duration.ofSeconds(60) : Duration.ofSeconds(25);
    Rest rest = ground.project();
    List<String> running = hanging(rest, 10);
    signal(launcher(), "STOP");
    signal(ground.site().dev().pid("engine"), "KILL");
    Answers writes = new Answers();
    Answers reads = new Answers();
    long end = System.nanoTime() + away.toNanos();
    try {
      while (System.nanoTime() < end) {
        writes.of(
            () -> rest.postOnce("/volumes", Rest.volume("size", 1, "volume_type", Site.ARRAY)));
        for (int count = 0; count < 20; count++) {
          reads.of(() -> rest.getOnce("/volumes/detail"));
        }
        Await.sleep(Duration.ofSeconds(1));
      }
      ground.array().clearFaults();
    } finally {
      signal(launcher(), "CONT");
    }
    long begin = System.nanoTime();
    running.forEach(operation -> rest.awaitEnd(operation, "succeeded"));
    double ended = (System.nanoTime() - begin) / 1e9;
    Await.until(
        "writes again",
        BACK,
        () ->
            rest.postOnce("/volumes", Rest.volume("size", 1, "volume_type", Site.ARRAY)).status()
                == 202);
    Await.until(
        "all are available",
        BACK,
        () -> rest.volumes().stream().allMatch(one -> is(one, "available")));
    assertThat(rest.volumes()).hasSize(running.size() + 1);
    ground
        .table()
        .seen(
            "engine killed and away for %d s with %d creates at their step"
                .formatted(away.toSeconds(), running.size()),
            "writes %s; reads %s; back: the %d creates succeeded after %.0f s, none of the refused ones happened; quota: %s"
                .formatted(writes.told(), reads.told(), running.size(), ended, rest.usage()));
    writes.areRefusedBefore(ADMITTED);
    reads.areAnswered();
  }

  /** What one kind of request was answered, and how long that took. */
  private static final class Answers {
    private final Map<String, Integer> counts = new TreeMap<>();
    private String text = "";
    private final List<Long> nanos = new ArrayList<>();

    void of(Supplier<Answer> request) {
      long begin = System.nanoTime();
      Answer answer = request.get();
      nanos.add(System.nanoTime() - begin);
      counts.merge(said(answer), 1, Integer::sum);
      if (answer.status() >= 400) {
        text = answer.fault();
      }
    }

    String told() {
      String words = text.isEmpty() ? "" : ", \"" + text + "\"";
      return "%s%s, the slowest after %.1f s"
          .formatted(counts, words, Collections.max(nanos) / 1e9);
    }

    void areAnswered() {
      assertThat(counts.keySet()).containsExactly("200");
    }

    /** All but one, for which the machine itself may have stood still. */
    void areRefusedBefore(Duration limit) {
      assertThat(counts.keySet()).allMatch(said -> said.startsWith("503, Retry-After"));
      assertThat(nanos)
          .filteredOn(one -> one > limit.toNanos())
          .as("longer than %s", limit)
          .hasSizeLessThan(2);
    }
  }

  private List<String> hanging(Rest rest, int count) {
    ground.array().addFault(FaultRule.on("createVolume", new Fault.Hang(FaultPoint.BEFORE)));
    List<String> operations = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      operations.add(
          accepted(rest.post("/volumes", Rest.volume("size", 1, "volume_type", Site.ARRAY))));
    }
    Await.until("all hang", BACK, () -> ground.array().inFlight().size() >= count);
    return operations;
  }

  private static String said(Answer answer) {
    return answer.status() == 503
        ? "503, Retry-After " + answer.header("retry-after")
        : Integer.toString(answer.status());
  }

  private long launcher() throws IOException {
    return ground.site().dev().launcher();
  }

  private static void signal(long pid, String name) throws IOException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    try {
      assertThat(kill.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    assertThat(kill.exitValue()).isZero();
    if (name.equals("STOP")) {
      // One thread takes the signal and stops the others: on a busy machine they work on till then.
      Await.until("process " + pid + " stands", BACK, () -> stands(pid));
    }
  }

  private static boolean stands(long pid) {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        // The state comes after the name, which stands in brackets.
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException changing) {
      return false;
    }
  }
}
