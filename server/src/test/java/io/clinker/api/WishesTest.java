package io.clinker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.Admission.Rehearsal;
import io.clinker.api.ApiServer.Answer;
import io.clinker.gateway.OperationGateway.Prospect;
import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Plan;
import io.clinker.operations.Refusal;
import io.clinker.store.AttachmentRow;
import io.clinker.store.VolumeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code wait} and {@code dry_run}. */
@Timeout(120)
class WishesTest {
  @AutoClose private static final ApiServer server = new ApiServer();

  private final VolumeRow volume = new Rows(server).volume("one", 0, "available", "detached");

  private Answer delete(String query) {
    return server.send("DELETE", "/volumes/" + volume.id() + query, "");
  }

  private static Submission refusedBy(OperationId blocker) {
    return new Submission.Refused(
        new Refusal(ErrorCode.OPERATION_IN_PROGRESS, 400, "in the way: " + blocker, blocker));
  }

  private Submission accepted(OperationRequest request) {
    return new Submission.Accepted(request.operation(), new AnswerRow.Volume(volume), false);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"wait=-1", "wait=", "wait=1.5", "wait=soon", "wait=21", "wait=9999999999"})
  void whatIsNoTimeToWaitIsRefused(String query) {
    Answer answer = delete("?" + query);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("'wait'", "from 0 to 20");
  }

  @Test
  void aRequestThatWaitsIsSentAgainWhenTheOtherHasEnded() {
    // No row and no intent of it: it has ended.
    OperationId ended = OperationId.random();
    AtomicInteger sent = new AtomicInteger();
    server
        .gateway()
        .answer(request -> sent.incrementAndGet() < 4 ? refusedBy(ended) : accepted(request));

    assertThat(delete("?wait=20").status()).isEqualTo(202);
    assertThat(sent).hasValue(4);
    sent.set(0);
    assertThat(delete("?wait=0").status()).isEqualTo(400);
    assertThat(sent).hasValue(1);
  }

  @Test
  void aRefusalThatNoTimeMendsIsGivenAtOnce() {
    AtomicInteger sent = new AtomicInteger();
    server
        .gateway()
        .answer(
            request -> {
              sent.incrementAndGet();
              return new Submission.Refused(
                  new Refusal(ErrorCode.INVALID_STATE, 400, "has snapshots", null));
            });

    assertThat(delete("?wait=20").message()).isEqualTo("has snapshots");
    assertThat(sent).hasValue(1);
  }

  @Test
  void atTheEndOfTheTimeTheRefusalOfThatMomentIsGivenAndNoIntentIsLeft() {
    Waiter before = new Waiter();
    ConcurrentLinkedQueue<OperationId> asked = new ConcurrentLinkedQueue<>();
    server
        .gateway()
        .answer(
            request -> {
              asked.add(request.operation());
              return new Submission.Refused(
                  new Refusal(
                      ErrorCode.OPERATION_IN_PROGRESS,
                      400,
                      "number " + asked.size(),
                      before.operation,
                      volume.id().ref()));
            });

    Answer answer = delete("?wait=1");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).isEqualTo("number " + asked.size());
    assertThat(asked).hasSizeGreaterThan(1);
    assertThat(asked.stream().distinct()).hasSize(1);
    assertThat(before.intentsOf(asked.element())).isZero();
  }

  @Test
  void onlySoManyWaitAtOnce() throws Exception {
    Waiter before = new Waiter();
    List<CompletableFuture<Answer>> waiters = allThatMayWait(before);

    Answer third = delete("?wait=20");

    assertThat(third.status()).isEqualTo(503);
    assertThat(third.header("Retry-After")).isEqualTo("1");
    assertThat(third.message()).contains("2 requests wait on this node already");
    end(before, waiters);
  }

  /** As many as there may be, all of which have sat down: each leaves an intent. */
  private List<CompletableFuture<Answer>> allThatMayWait(Waiter before) throws Exception {
    ConcurrentLinkedQueue<OperationId> asked = new ConcurrentLinkedQueue<>();
    server
        .gateway()
        .answer(
            request -> {
              asked.add(request.operation());
              return new Submission.Refused(
                  new Refusal(
                      ErrorCode.OPERATION_IN_PROGRESS,
                      400,
                      "in the way: " + before.operation,
                      before.operation,
                      volume.id().ref()));
            });
    List<CompletableFuture<Answer>> waiters = new ArrayList<>();
    for (int index = 0; index < 2; index++) {
      waiters.add(CompletableFuture.supplyAsync(() -> delete("?wait=20")));
    }
    while (asked.size() < 2 || asked.stream().anyMatch(one -> before.intentsOf(one) == 0)) {
      Thread.sleep(10);
    }
    return waiters;
  }

  private void end(Waiter before, List<CompletableFuture<Answer>> waiters) throws Exception {
    server.gateway().answer(this::accepted);
    before.end();
    for (CompletableFuture<Answer> waiter : waiters) {
      assertThat(waiter.get().status()).isEqualTo(202);
    }
  }

  /** Cinder refuses none because its volume is busy, and no client expects that. */
  @Test
  void aDetachWaitsUnasked() {
    Rows rows = new Rows(server);
    AttachmentRow row =
        rows.insertedAttachment(rows.inserted(rows.volume("used", 1, "in-use", "attached")));
    OperationId ended = OperationId.random();
    AtomicInteger sent = new AtomicInteger();
    server
        .gateway()
        .answer(
            request ->
                sent.incrementAndGet() < 4
                    ? refusedBy(ended)
                    : new Submission.Accepted(
                        request.operation(), new AnswerRow.Attachment(row), true));

    assertThat(detach(row, "").message()).contains("has not ended in time");
    assertThat(sent).hasValue(4);
    sent.set(0);
    assertThat(detach(row, "?wait=0").status()).isEqualTo(400);
    assertThat(sent).hasValue(1);
  }

  @Test
  void aDetachForWhichThereIsNoRoomToWaitIsRefusedAsItStands() throws Exception {
    Rows rows = new Rows(server);
    AttachmentRow row =
        rows.insertedAttachment(rows.inserted(rows.volume("full", 1, "in-use", "attached")));
    Waiter before = new Waiter();
    List<CompletableFuture<Answer>> waiters = allThatMayWait(before);

    Answer answer = detach(row, "");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("in the way");
    end(before, waiters);
  }

  private static Answer detach(AttachmentRow row, String query) {
    return server.at("3.27", "DELETE", "/attachments/" + row.id() + query, "");
  }

  @Test
  void aDryRunTellsTheAnswerAndThePlacement() {
    server
        .gateway()
        .answerDryRun(
            request ->
                new Prospect.Acceptable(
                    new Rehearsal.WouldAdmit(
                        new AnswerRow.Volume(volume),
                        new Plan.Hopeless("no room"),
                        false,
                        "{\"chosen\":null}")));

    Answer answer = server.send("POST", "/volumes?dry_run=true", "{\"volume\":{\"size\":1}}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("X-Clinker-Operation")).isEmpty();
    assertThat(answer.json().path("dry_run").path("status").asInt()).isEqualTo(202);
    assertThat(answer.json().path("dry_run").path("operation").asText()).isEqualTo("volume-create");
    assertThat(answer.json().path("dry_run").path("would_fail").asText()).isEqualTo("no room");
    assertThat(answer.json().path("dry_run").path("placement").has("chosen")).isTrue();
  }

  @Test
  void aDryRunIsRefusedAsTheRequestWouldBe() {
    Refusal refusal = new Refusal(ErrorCode.QUOTA_EXCEEDED, 413, "too many", null);
    server.gateway().answerDryRun(request -> new Prospect.Refused(refusal));
    server.gateway().answer(request -> new Submission.Refused(refusal));
    String body = "{\"volume\":{\"size\":1}}";

    Answer told = server.send("POST", "/volumes?dry_run=1", body);
    Answer refused = server.send("POST", "/volumes", body);

    assertThat(told.status()).isEqualTo(refused.status());
    assertThat(told.text()).isEqualTo(refused.text());
  }

  @Test
  void whatIsNoOperationHasNoDryRun() {
    Answer answer =
        server.send(
            "PUT", "/volumes/" + volume.id() + "?dry_run=true", "{\"volume\":{\"name\":\"n\"}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.message()).contains("no operation");
    String type = "{\"volume_type\":{\"name\":\"only tried\"}}";
    assertThat(server.send("POST", "/types?dry_run=true", type).status()).isEqualTo(400);
    assertThat(server.send("POST", "/types", type).status()).isEqualTo(200);
    assertThat(delete("?dry_run=true&wait=3").status()).isEqualTo(400);
    assertThat(delete("?dry_run=perhaps").status()).isEqualTo(400);
  }

  /** Another request that waits, and so is in the way for as long as it does. */
  private final class Waiter {
    private final OperationId operation = OperationId.random();

    Waiter() {
      server
          .database()
          .run(
              """
              insert into intent (resource_kind, resource_id, operation_id, operation_kind, node,
                created_at)
              values ('volume', '%s', '%s', 'volume-delete', 'n1', now(6))
              """
                  .formatted(volume.id(), operation));
    }

    void end() {
      server.database().run("delete from intent where operation_id = '%s'".formatted(operation));
    }

    long intentsOf(OperationId other) {
      return server
          .database()
          .database()
          .read(
              handle ->
                  handle
                      .createQuery("select count(*) from intent where operation_id = ?")
                      .bind(0, other.value())
                      .mapTo(Long.class)
                      .one());
    }
  }
}
