package io.clinker.races;

import com.fasterxml.jackson.databind.JsonNode;
import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.model.VolumeId;
import io.clinker.races.Act.Meeting;
import io.clinker.races.Act.Things;
import io.clinker.races.Client.Answer;
import io.clinker.site.Await;
import io.clinker.site.Site;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Two operations on the same things, each sent to another node. Says what was not as the catalogue
 * has it.
 */
final class Round {
  /** What is there before. */
  enum Ground {
    /** A volume with a snapshot. */
    FREE,
    /** And an attachment that only reserves it. */
    RESERVED,
    /** And a host that is connected. */
    ATTACHED
  }

  /** A question to the catalogue. */
  record Pair(Ground ground, Act first, Act second) {
    @Override
    public String toString() {
      return "%s then %s (%s)".formatted(first, second, ground);
    }
  }

  private static final Set<String> CHANGES =
      Set.of(
          "createVolume",
          "deleteVolume",
          "extendVolume",
          "createSnapshot",
          "deleteSnapshot",
          "revertVolume",
          "connect",
          "disconnect");
  private static final Pattern OPERATION = Pattern.compile("operation [a-z-]* ?([0-9a-f-]{36})");
  private static final Duration LONG = Duration.ofSeconds(60);

  /** An end is seen when it is committed, which comes after its time is written. */
  private static final Duration COMMITTED = Duration.ofSeconds(10);

  private final Field field;
  private final ExecutorService threads;
  private final List<String> problems = new ArrayList<>();
  private final Pair pair;
  private final int number;
  private final String project;
  private final Client one;
  private final Client other;

  Round(Field field, ExecutorService threads, Pair pair, int number) {
    this.field = field;
    this.threads = threads;
    this.pair = pair;
    this.number = number;
    this.project = field.newProject();
    this.one = field.client(number, project);
    this.other = field.client(number + 1, project);
  }

  private void expect(boolean right, String what, Object... details) {
    if (!right) {
      problems.add("%s: %s".formatted(pair, what.formatted(details)));
    }
  }

  private CompletableFuture<Answer> later(Client client, Client.Request request, String more) {
    return CompletableFuture.supplyAsync(() -> client.send(request, more), threads);
  }

  /** Makes the things. */
  private Things things() {
    String volume = made(Act.newVolume(Map.of("size", 1, "volume_type", Site.ARRAY)), "volume");
    String snapshot = made(Act.newSnapshot(volume), "snapshot");
    String attachment =
        switch (pair.ground()) {
          case FREE -> "";
          case RESERVED -> attachment(Act.reserve(volume));
          case ATTACHED -> attachment(Act.attach(volume));
        };
    if (pair.ground() == Ground.ATTACHED) {
      Things there = new Things(volume, snapshot, attachment, "");
      accepted(one.send(Act.COMPLETE.request(there)));
    }
    return new Things(volume, snapshot, attachment, "");
  }

  private String made(Client.Request request, String kind) {
    String id = accepted(one.send(request)).id();
    Await.until(kind + " available", LONG, () -> one.status(kind + "/" + id).equals("available"));
    return id;
  }

  private String attachment(Client.Request request) {
    return accepted(one.send(request)).id();
  }

  private static Answer accepted(Answer answer) {
    if (!answer.accepted()) {
      throw new IllegalStateException("not accepted: " + answer);
    }
    return answer;
  }

  /** The first is held open on the storage while the second comes. */
  List<String> staged() {
    Things things = things();
    if (!pair.first().possible(things, pair.first())
        || !one.send(pair.first().request(things), "dry_run=true").accepted()) {
      return problems;
    }
    boolean alone =
        pair.second().of() != Act.Of.GIVEN
            || (pair.second().possible(things, pair.first())
                && other.send(pair.second().request(things), "dry_run=true").accepted());
    int rule =
        field
            .array()
            .addFault(
                FaultRule.always(new Fault.Hang(FaultPoint.BEFORE))
                    .onCalls(CHANGES)
                    .about(new VolumeId(things.volume()).ref()));
    List<CompletableFuture<Answer>> asked = new ArrayList<>();
    try {
      CompletableFuture<Answer> first = later(one, pair.first().request(things), "");
      asked.add(first);
      @Nullable JsonNode open = openOperation(first);
      if (open == null) {
        return problems;
      }
      String resource = open.path("resource").asText();
      boolean makes = pair.first().request(things).resource() == null;
      Things now = makes ? things.making(resource.substring(resource.indexOf('/') + 1)) : things;
      if (pair.second().possible(now, pair.first())) {
        second(now, open.path("id").asText(), alone, asked);
      }
    } finally {
      field.array().removeFault(rule);
    }
    end(asked);
    return problems;
  }

  /** The operation of the first, once it is open; null if it had ended at once. */
  private @Nullable JsonNode openOperation(CompletableFuture<Answer> first) {
    Await.until(
        "the first operation is admitted: " + pair,
        LONG,
        () -> !open().isEmpty() || (first.isDone() && open().isEmpty()));
    return open().isEmpty() ? null : open().path(0);
  }

  private JsonNode open() {
    return one.get("/operations?state=open").body().path("operations");
  }

  private void second(
      Things things, String holder, boolean alone, List<CompletableFuture<Answer>> asked) {
    Client.Request request = pair.second().request(things);
    Meeting meeting = pair.second().meets(pair.first(), things);
    boolean joins =
        pair.first() == pair.second()
            && (pair.first() == Act.CONNECT || pair.first() == Act.DETACH);
    if (joins) {
      // The same once more waits for the one that is under way.
      asked.add(later(other, request, ""));
      return;
    }
    switch (meeting) {
      case BOTH, SUPERSEDES -> {
        if (alone) {
          asked.add(later(other, request, ""));
        } else {
          Answer answer = other.send(request);
          expect(answer.refused(), "refused alone, yet answered %s", answer);
        }
      }
      case REFUSED -> {
        Answer told = other.send(request, "dry_run=true");
        Answer answer = other.send(request);
        expect(answer.refused(), "not refused: %s", answer);
        expect(
            told.status() == answer.status() && told.message().equals(answer.message()),
            "the dry run was told %s, the request %s",
            told,
            answer);
        // The newest snapshot is the one that is being made.
        boolean byRule = pair.first() == Act.CREATE_SNAPSHOT && pair.second() == Act.REVERT_VOLUME;
        if (alone && !byRule) {
          expect(answer.message().contains(holder), "names not %s: %s", holder, answer);
          asked.add(later(other, request, "wait=60"));
        } else {
          expect(!answer.message().isBlank(), "no reason: %s", answer);
        }
      }
    }
  }

  private void end(List<CompletableFuture<Answer>> asked) {
    List<Answer> answers = asked.stream().map(CompletableFuture::join).toList();
    answers.forEach(answer -> expect(told(answer), "answered %s", answer));
    expect(
        answers.getFirst().accepted() || goesOn(answers.getFirst()) || superseded(answers),
        "lost: %s",
        answers);
    answers.forEach(this::requireTrue);
    field.awaitRest(one);
    expect(
        one.get("/operations?state=failed").body().path("operations").isEmpty(),
        "failed: %s",
        one.get("/operations?state=failed").body());
  }

  /** Whether the client was told what became of its request. */
  private static boolean told(Answer answer) {
    return answer.status() < 500 || goesOn(answer);
  }

  /** The answer of the calls that wait for the storage, when they have waited long enough. */
  private static boolean goesOn(Answer answer) {
    return answer.status() == 504 && answer.message().contains("it goes on");
  }

  /** What is superseded while its client waits for the end is told so. */
  private static boolean superseded(List<Answer> answers) {
    return answers.getFirst().status() == 409
        && answers.getFirst().message().contains("superseded");
  }

  /** Both at the same moment. */
  List<String> together() {
    Things things = things();
    boolean first = wouldDo(pair.first(), things);
    boolean second = wouldDo(pair.second(), things);
    if (pair.first().of() != Act.Of.GIVEN
        || pair.second().of() != Act.Of.GIVEN
        || !(first && second)) {
      return problems;
    }
    List<CompletableFuture<Answer>> asked =
        List.of(
            later(one, pair.first().request(things), ""),
            later(other, pair.second().request(things), ""));
    List<Answer> answers = asked.stream().map(CompletableFuture::join).toList();
    expect(answers.stream().anyMatch(Answer::accepted), "nobody won: %s", answers);
    answers.forEach(answer -> expect(told(answer), "answered %s", answer));
    answers.forEach(this::requireTrue);
    field.awaitRest(one);
    return problems;
  }

  private boolean wouldDo(Act act, Things things) {
    return act.of() == Act.Of.GIVEN
        && act.possible(things, act)
        && one.send(act.request(things), "dry_run=true").accepted();
  }

  /** A refusal that names an operation names one that was open while the request was decided. */
  private void requireTrue(Answer answer) {
    if (!answer.refused()) {
      return;
    }
    requireTrue(field.client(number, project), answer).ifPresent(problems::add);
  }

  static java.util.Optional<String> requireTrue(Client client, Answer answer) {
    Matcher named = OPERATION.matcher(answer.message());
    if (!named.find()) {
      return answer.message().isBlank()
          ? java.util.Optional.of("refused without a reason: " + answer)
          : java.util.Optional.empty();
    }
    JsonNode operation = client.get("/operations/" + named.group(1)).body().path("operation");
    if (operation.isMissingNode()) {
      // It waited itself, and was never admitted.
      return answer.message().contains(" waits to have ")
          ? java.util.Optional.empty()
          : java.util.Optional.of("names an unknown operation: " + answer);
    }
    Instant begun = time(operation.path("admitted_at").asText());
    String ended = operation.path("ended_at").asText("null");
    boolean overlaps =
        !begun.isAfter(answer.answered())
            && (ended.equals("null") || !time(ended).plus(COMMITTED).isBefore(answer.asked()));
    return overlaps
        ? java.util.Optional.empty()
        : java.util.Optional.of(
            "named %s, which was open from %s to %s, between %s and %s: %s"
                .formatted(
                    named.group(1), begun, ended, answer.asked(), answer.answered(), answer));
  }

  private static Instant time(String text) {
    return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
  }
}
