package io.clinker.simulation;

import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.model.ErrorCode;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Draws what goes wrong while a request is carried out. */
final class Mishaps {
  private static final Set<Effect> OF_TRANSACTIONS =
      Set.of(Effect.DEADLOCK, Effect.LOST_BEFORE_COMMIT, Effect.LOST_AFTER_COMMIT);

  private static final List<String> TRANSACTIONS =
      List.of(
          "admit",
          "admit",
          "settle",
          "settle",
          "settle",
          "begin-cleaning",
          "supersede",
          "request-cancel",
          "take-ticket",
          "resume",
          "turn");

  private final Random random;

  Mishaps(Random random) {
    this.random = random;
  }

  Move of(Request request) {
    return random.nextInt(3) == 0 ? disturb(request) : strike(request);
  }

  private Move strike(Request request) {
    boolean transaction = random.nextInt(3) > 0;
    String step = transaction ? any(TRANSACTIONS) : any(request.steps()).name();
    Effect effect = any(List.of(Effect.values()));
    while (!transaction && OF_TRANSACTIONS.contains(effect)) {
      effect = any(List.of(Effect.values()));
    }
    // The fate of a commit is settled before it.
    boolean before = OF_TRANSACTIONS.contains(effect) || random.nextBoolean();
    if (effect == Effect.LOSE_REPLY) {
      before = false;
    }
    return new Move.Strike(
        request.resource().workflowId(),
        step + (before ? ":before" : ":after"),
        effect,
        request.text());
  }

  private Move disturb(Request request) {
    StorageStep step = any(request.steps());
    Fault fault = fault();
    int times =
        switch (fault) {
          case Fault.Refuse refuse -> refuse.code().repeatable() ? 1 + random.nextInt(5) : 1;
          case Fault.Down ignored -> 2 + random.nextInt(8);
          case Fault.LoseReply ignored -> 1 + random.nextInt(2);
          default -> 1;
        };
    FaultRule rule = FaultRule.always(fault).times(times);
    if (fault instanceof Fault.Down) {
      return new Move.Disturb(rule, "%s, %d times".formatted(fault, times));
    }
    return new Move.Disturb(
        rule.onCalls(Set.of(step.call())).about(request.resource()),
        "%s, %d times, at %s of %s".formatted(fault, times, step.call(), request.text()));
  }

  private Fault fault() {
    return switch (random.nextInt(10)) {
      case 0 -> new Fault.Down();
      case 1 -> new Fault.Refuse(ErrorCode.BACKEND_REFUSED);
      case 2 ->
          new Fault.Refuse(
              random.nextBoolean() ? ErrorCode.BACKEND_BUSY : ErrorCode.BACKEND_UNAVAILABLE);
      case 3, 4 -> new Fault.LoseReply(any(List.of(FaultPoint.values())));
      case 5, 6 -> new Fault.Hang(any(List.of(FaultPoint.values())));
      case 7 ->
          new Fault.Partial(
              random.nextBoolean() ? ErrorCode.BACKEND_BUSY : ErrorCode.BACKEND_REFUSED);
      case 8 -> new Fault.Full();
      default -> new Fault.Delay(2, any(List.of(FaultPoint.values())));
    };
  }

  private <T> T any(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
