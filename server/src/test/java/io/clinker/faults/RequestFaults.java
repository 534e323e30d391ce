package io.clinker.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.clinker.faults.Rest.Answer;
import io.clinker.site.Await;
import io.clinker.site.NodeProcess;
import io.clinker.site.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Requests that are repeated, that come too late, or that are wrong. */
final class RequestFaults {
  private final Ground ground;

  RequestFaults(Ground ground) {
    this.ground = ground;
  }

  void theSameKeyFiftyTimesAtOnce() throws Exception {
    String project = Rest.newProject();
    Rest first = new Rest(ground.first().api(), project);
    Rest second = new Rest(ground.second().api(), project);
    Map<String, String> key = Map.of("Idempotency-Key", UUID.randomUUID().toString());
    String body = Rest.text(Rest.volume("size", 1, "volume_type", Site.ARRAY));
    List<Callable<Answer>> requests = new ArrayList<>();
    for (int count = 0; count < 50; count++) {
      Rest node = count % 2 == 0 ? first : second;
      requests.add(() -> Rest.answered(() -> node.send("POST", "/volumes", body, key)));
    }
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(50)) {
      for (Future<Answer> answer : threads.invokeAll(requests)) {
        answers.add(answer.get());
      }
    }
    answers.add(first.send("POST", "/volumes", body, key));
    assertThat(answers).allSatisfy(answer -> Rest.require(answer, 202));
    assertThat(answers.stream().map(RequestFaults::withoutLinks).distinct()).hasSize(1);
    assertThat(answers.stream().map(Answer::operation).distinct()).hasSize(1);
    first.awaitEnd(answers.getFirst().operation(), "succeeded");
    assertThat(first.volumes()).hasSize(1);
    Answer other =
        first.send(
            "POST", "/volumes", Rest.text(Rest.volume("size", 2, "volume_type", Site.ARRAY)), key);
    Rest.require(other, 422);
    ground
        .table()
        .seen(
            "the same Idempotency-Key sent 50 times at once through two nodes, and once more",
            "51 × 202 with one body and one operation; 1 volume; quota: %s; the key with another body: 422 %s"
                .formatted(first.usage(), other.fault()));
  }

  private static JsonNode withoutLinks(Answer answer) {
    ObjectNode volume = answer.body().path("volume").deepCopy();
    volume.remove("links");
    return volume;
  }

  void aReplyThatWasLost() {
    Rest rest = ground.project();
    String key = UUID.randomUUID().toString();
    Map<String, Object> body = Rest.volume("size", 1, "volume_type", Site.ARRAY);
    int before = 0;
    for (int count = 0; count < 10; count++) {
      rest.postAndHangUp("/volumes", body, key + count);
    }
    Await.sleep(Duration.ofSeconds(1));
    before = rest.volumes().size();
    for (int count = 0; count < 10; count++) {
      Map<String, String> header = Map.of("Idempotency-Key", key + count);
      Answer again = Rest.answered(() -> rest.send("POST", "/volumes", Rest.text(body), header));
      Rest.require(again, 202);
      rest.awaitEnd(again.operation(), "succeeded");
    }
    assertThat(rest.volumes()).hasSize(10);
    ground
        .table()
        .seen(
            "10 creates whose client hung up before the answer, each sent again with its key",
            "%d volumes before the repeats, 10 after them; quota: %s"
                .formatted(before, rest.usage()));
  }

  void aDeadlineThatPassedWithoutAWorker() {
    String project = Rest.newProject();
    NodeProcess alone = ground.site().node("node-api", "api");
    ground.first().kill();
    ground.second().kill();
    alone.start();
    alone.awaitUp();
    Rest rest = new Rest(alone.api(), project);
    long begin = System.nanoTime();
    String body = Rest.text(Rest.volume("size", 1, "volume_type", Site.FILE));
    Map<String, String> late = Map.of("Idempotency-Key", "late");
    Answer answer = rest.send("POST", "/volumes", body, late);
    // A cold node may not hear of the database in time, and then does not get as far as admission.
    for (int again = 0;
        again < 60 && answer.fault().contains("The database does not answer");
        again++) {
      begin = System.nanoTime();
      answer = rest.send("POST", "/volumes", body, late);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    Rest.require(answer, 503);
    assertThat(answer.header("retry-after")).isNotEmpty();
    String request = answer.header("x-openstack-request-id");
    ground.first().start();
    ground.second().start();
    ground.first().awaitReady();
    ground.second().awaitReady();
    Await.sleep(Duration.ofSeconds(8));
    assertThat(rest.volumes()).isEmpty();
    JsonNode tombstone =
        rest.get("/operations?request_id=" + request).body().path("operations").path(0);
    assertThat(tombstone.path("state").asText()).isEqualTo("abandoned");
    assertThat(rest.operation(tombstone.path("id").asText()).path("state").asText())
        .isEqualTo("abandoned");
    Answer again = Rest.answered(() -> rest.send("POST", "/volumes", body, late));
    Rest.require(again, 202);
    rest.awaitEnd(again.operation(), "succeeded");
    assertThat(rest.volumes()).hasSize(1);
    alone.stop();
    ground
        .table()
        .seen(
            "a create while only a node with the api role is up, workers back after its deadline",
            "503 after %.1f s, Retry-After %s, \"%s\"; 8 s after the workers were back: no volume, quota untouched, the operation is %s; the repeat with the same key: 202, 1 volume"
                .formatted(
                    seconds,
                    answer.header("retry-after"),
                    answer.fault(),
                    tombstone.path("state").asText()));
  }
}
