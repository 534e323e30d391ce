package io.clinker.simulation;

import io.clinker.drivers.simulator.FaultRule;
import java.util.List;
import java.util.stream.Collectors;

/** One line of a schedule; the next is made when this one is done. */
sealed interface Move {
  /** Clients ask at the same time; every answer is waited for. */
  record Ask(List<Request> requests) implements Move {
    public Ask {
      requests = List.copyOf(requests);
    }

    @Override
    public String toString() {
      return "ask "
          + requests.stream().map(Request::toString).collect(Collectors.joining(" | and | "));
    }
  }

  /** Every accepted operation is waited for. */
  record AwaitEnds() implements Move {
    @Override
    public String toString() {
      return "await all ends";
    }
  }

  /** The operation of this request is to be cancelled. */
  record Cancel(int request) implements Move {
    @Override
    public String toString() {
      return "cancel #" + request;
    }
  }

  /** The same request with the same key once more. */
  record Repeat(int request) implements Move {
    @Override
    public String toString() {
      return "repeat #" + request;
    }
  }

  /**
   * The engine loses the run of this request's operation; operations without runs are restarted.
   */
  record LoseRun(int request) implements Move {
    @Override
    public String toString() {
      return "the engine loses the run of #" + request;
    }
  }

  /** The array gets a fault. */
  record Disturb(FaultRule rule, String text) implements Move {
    @Override
    public String toString() {
      return "the array: " + text;
    }
  }

  /**
   * What happens to the process that reaches this point for this workflow; the first one only.
   *
   * @param point without the operation: {@code <step>:<before|after>}
   */
  record Strike(String workflowId, String point, Effect effect, String text) implements Move {
    @Override
    public String toString() {
      return "at %s of %s: %s".formatted(point, text, effect);
    }
  }

  /** Frozen nodes go on. */
  record Thaw() implements Move {
    @Override
    public String toString() {
      return "thaw";
    }
  }
}
