package io.clinker.simulation;

import io.clinker.drivers.simulator.FaultRule;
import io.clinker.operations.AttachmentInput.CompleteAttachment;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.AttachmentInput.DeleteAttachment;
import io.clinker.operations.AttachmentInput.UpdateAttachment;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.CreateSnapshot;
import io.clinker.operations.OperationInput.DeleteSnapshot;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ReconcileSnapshot;
import io.clinker.operations.OperationInput.ResetSnapshot;
import io.clinker.operations.OperationInput.ResetVolume;
import io.clinker.operations.OperationInput.RevertVolume;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A schedule that is written by hand instead of drawn. */
final class Script {
  private static final int AT_ONCE = 20;

  private final List<Move> moves = new ArrayList<>();
  private final Map<String, String> volumes = new HashMap<>();
  private int count;
  private Duration leap = Schedule.Setting.LONG_LEAP;

  /** Clients ask for all of this at the same time; requests are numbered from 0 in their order. */
  Script ask(OperationInput... together) {
    return ask(List.of(together));
  }

  /**
   * The same, so many at a time: more than a busy machine admits in the time for it are refused.
   */
  Script ask(List<? extends OperationInput> many) {
    for (int from = 0; from < many.size(); from += AT_ONCE) {
      moves.add(
          new Move.Ask(
              many.subList(from, Math.min(many.size(), from + AT_ONCE)).stream()
                  .map(this::request)
                  .toList()));
    }
    return this;
  }

  /** One after the other, each when the one before has ended. */
  Script inTurn(OperationInput... each) {
    for (OperationInput input : each) {
      ask(input).awaitEnds();
    }
    return this;
  }

  Script awaitEnds() {
    moves.add(new Move.AwaitEnds());
    return this;
  }

  Script cancel(int request) {
    moves.add(new Move.Cancel(request));
    return this;
  }

  Script loseRun(int request) {
    moves.add(new Move.LoseRun(request));
    return this;
  }

  Script disturb(FaultRule rule) {
    moves.add(new Move.Disturb(rule, rule.toString()));
    return this;
  }

  /** What happens to the node that is the first to come to this point of this request. */
  Script strike(OperationInput input, String point, Effect effect) {
    String workflow = input.kind().resourceKind().word() + "/" + input.resourceId();
    moves.add(new Move.Strike(workflow, point, effect, workflow));
    return this;
  }

  /** The clock is never moved further at once. */
  Script leap(Duration longest) {
    leap = longest;
    return this;
  }

  Schedule schedule() {
    return new Schedule(0, new Schedule.Setting(100_000, -1, false, leap), moves);
  }

  private Request request(OperationInput input) {
    String volume = volumeOf(input);
    volumes.put(input.resourceId(), volume);
    return new Request(
        count++,
        input,
        volume,
        detailOf(input),
        List.of(),
        input.kind().word() + " " + input.resourceId());
  }

  private String volumeOf(OperationInput input) {
    return switch (input) {
      case CreateSnapshot create -> create.volume().value();
      case CreateAttachment create -> create.volume().value();
      case DeleteSnapshot known -> volumes.get(known.resourceId());
      case ResetSnapshot known -> volumes.get(known.resourceId());
      case ReconcileSnapshot known -> volumes.get(known.resourceId());
      case UpdateAttachment known -> volumes.get(known.resourceId());
      case CompleteAttachment known -> volumes.get(known.resourceId());
      case DeleteAttachment known -> volumes.get(known.resourceId());
      default -> input.resourceId();
    };
  }

  private static @Nullable String detailOf(OperationInput input) {
    return switch (input) {
      case DeleteVolume delete -> delete.cascade() ? "cascade" : null;
      case ResetVolume reset -> reset.status();
      case ResetSnapshot reset -> reset.status();
      case RevertVolume revert -> revert.snapshot().value();
      case CreateAttachment create -> create.connector() == null ? "reserve" : null;
      default -> null;
    };
  }
}
