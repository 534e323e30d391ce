package io.clinker.drivers.simulator;

import io.clinker.driver.Inventory;
import io.clinker.driver.PoolReport;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.ResourceRef;
import io.clinker.model.Token;
import io.clinker.model.VolumeId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A storage array that exists in memory only. It checks a call's token and has the call's effect in
 * one short critical section, so a late call never acts; it keeps the log of what it decided, in
 * order.
 *
 * <p>All methods may be called from any thread. {@link #call} waits as long as the faults say, with
 * no lock held; giving up on it is the caller's affair, as with a real array.
 */
public final class SimulatorArray implements AutoCloseable {
  private final Object lock = new Object();
  private final FaultTable faults = new FaultTable();
  private final ArrayState state;
  private final Effects effects;
  private final AdminActs acts;
  private final Journal journal;
  private final List<LogEntry> log = new ArrayList<>();
  private final Map<Long, ArrayRequest> flight = new TreeMap<>();
  private long lastRequest;
  private int mostInFlight;
  private final Map<String, Integer> mostChanges = new TreeMap<>();

  /** An array with these pools that forgets everything with its process. */
  public SimulatorArray(Collection<SimulatorPool> pools) {
    this(pools, null);
  }

  /** An array with these pools; if a state file is given it goes on where the file ends. */
  public SimulatorArray(Collection<SimulatorPool> pools, @Nullable Path stateFile) {
    this(pools, stateFile, System::nanoTime);
  }

  /** One whose lists become old by another clock. */
  SimulatorArray(Collection<SimulatorPool> pools, @Nullable Path stateFile, LongSupplier nanoTime) {
    this.state = new ArrayState(pools, nanoTime);
    this.effects = new Effects(state);
    this.acts = new AdminActs(state);
    this.journal = stateFile == null ? Journal.none() : Journal.open(stateFile, this::again);
  }

  /**
   * Carries a call out.
   *
   * @throws ClinkerException as the driver SPI says; OUTCOME_UNKNOWN when a fault lost the reply
   */
  ArrayAnswer call(ArrayRequest request) throws InterruptedException {
    Call call = begin(request, faults.plan(request));
    try {
      return run(call);
    } finally {
      synchronized (lock) {
        flight.remove(call.number);
      }
    }
  }

  /** The faults of this array. */
  public FaultTable faults() {
    return faults;
  }

  /** The log from this entry number on, at most so many entries. */
  public List<LogEntry> log(long from, int limit) {
    synchronized (lock) {
      int start = (int) Math.min(Math.max(from - 1, 0), log.size());
      return List.copyOf(log.subList(start, (int) Math.min(log.size(), (long) start + limit)));
    }
  }

  /** The whole log. */
  public List<LogEntry> log() {
    return log(1, Integer.MAX_VALUE);
  }

  /** The marks of all objects, of those that are gone too. */
  public Map<ResourceRef, Mark> marks() {
    synchronized (lock) {
      return state.marks();
    }
  }

  /** All objects of a pool, without faults. */
  public Inventory inventory(String pool) {
    synchronized (lock) {
      return state.inventory(pool, 0);
    }
  }

  /** The true space of every pool. */
  public List<PoolReport> pools() {
    synchronized (lock) {
      return state.pools.keySet().stream().map(state::report).toList();
    }
  }

  /** Makes the pool unless there is one of its name. */
  void addPoolIfAbsent(SimulatorPool pool) {
    synchronized (lock) {
      if (!state.pools.containsKey(pool.name())) {
        act(new AdminAct.SetPool(pool));
      }
    }
  }

  /** Calls that have begun and not ended, those that hang above all, by number. */
  public Map<Long, ArrayRequest> inFlight() {
    synchronized (lock) {
      return Map.copyOf(flight);
    }
  }

  /** The highest number of calls that were in flight at one time. */
  public int mostInFlight() {
    synchronized (lock) {
      return mostInFlight;
    }
  }

  /** The highest number of changing calls of each pool that were in flight at one time. */
  public Map<String, Integer> mostChangesInFlight() {
    synchronized (lock) {
      return Map.copyOf(mostChanges);
    }
  }

  /** Does something behind the back of the array's users. */
  public void act(AdminAct act) {
    synchronized (lock) {
      acts.apply(act);
      journal.add(new Journal.Line(null, null, false, act));
    }
  }

  /** Bytes of a volume or snapshot; what was never written is zero. */
  public byte[] read(ResourceRef object, long offset, int length) {
    synchronized (lock) {
      return acts.read(object, offset, length);
    }
  }

  /**
   * Bytes as a host reads them through its export.
   *
   * @throws ClinkerException NOT_FOUND if there is no such export; BACKEND_REFUSED if the secret is
   *     wrong
   */
  public byte[] hostRead(AttachmentId attachment, String secret, long offset, int length) {
    synchronized (lock) {
      return acts.read(acts.reach(attachment, secret, false).ref(), offset, length);
    }
  }

  /** Writes as a host does through its export; refused as {@link #hostRead} and if read-only. */
  public void hostWrite(AttachmentId attachment, String secret, long offset, byte[] bytes) {
    synchronized (lock) {
      VolumeId volume = acts.reach(attachment, secret, true);
      act(new AdminAct.Write(volume, offset, bytes));
    }
  }

  /** Lets hanging calls go on and closes the state file. */
  @Override
  public void close() {
    faults.clear();
    synchronized (lock) {
      journal.close();
    }
  }

  private record Call(long number, ArrayRequest request, FaultPlan plan) {}

  private Call begin(ArrayRequest request, FaultPlan plan) {
    synchronized (lock) {
      lastRequest++;
      flight.put(lastRequest, request);
      mostInFlight = Math.max(mostInFlight, flight.size());
      if (request.call() instanceof ArrayCall.Change) {
        mostChanges.merge(request.pool(), changesInFlight(request.pool()), Math::max);
      }
      return new Call(lastRequest, request, plan);
    }
  }

  private int changesInFlight(String pool) {
    return (int)
        flight.values().stream()
            .filter(under -> under.call() instanceof ArrayCall.Change)
            .filter(under -> under.pool().equals(pool))
            .count();
  }

  private ArrayAnswer run(Call call) throws InterruptedException {
    FaultPlan plan = call.plan;
    plan.pause(FaultPoint.BEFORE);
    if (plan.down()) {
      throw fail(call, ErrorCode.BACKEND_UNAVAILABLE, "The array is away");
    }
    if (plan.losesReply(FaultPoint.BEFORE)) {
      throw lose(call);
    }
    ArrayAnswer answer;
    if (call.request.call() instanceof ArrayCall.Change) {
      Token token = call.request.token();
      if (token == null || !token.fences().keySet().containsAll(CallRules.mustName(call.request))) {
        throw fail(
            call,
            ErrorCode.INVALID_INPUT,
            "The token does not name every object that the call changes");
      }
      if (plan.parts()) {
        mark(call, token);
        plan.pause(FaultPoint.MIDDLE);
        if (plan.losesReply(FaultPoint.MIDDLE)) {
          throw lose(call);
        }
      }
      answer = change(call, token);
    } else {
      answer = unfenced(call);
    }
    plan.pause(FaultPoint.AFTER);
    if (plan.losesReply(FaultPoint.AFTER)) {
      throw lost();
    }
    return answer;
  }

  /** First part of a call that parts: writes the marks. */
  private void mark(Call call, Token token) {
    synchronized (lock) {
      seal(call, token);
      note(
          call,
          Outcome.SEALED,
          CallRules.sealed(call.request, token),
          false,
          null,
          observed(call),
          false);
    }
  }

  /** Check and effect, as one. */
  private ArrayAnswer change(Call call, Token token) {
    synchronized (lock) {
      seal(call, token);
      List<ResourceRef> sealed = CallRules.sealed(call.request, token);
      String observed = observed(call);
      boolean half = call.plan.partial().isPresent();
      try {
        CallRules.refuse(call.request, call.plan);
        ArrayReply reply = effects.apply(call.request, half);
        if (half) {
          ErrorCode code = call.plan.partial().orElseThrow();
          note(call, Outcome.FAILED, sealed, true, code, observed, true);
        } else {
          Outcome outcome =
              call.plan.losesReply(FaultPoint.AFTER) ? Outcome.LOST_REPLY : Outcome.ACCEPTED;
          note(call, outcome, sealed, true, null, observed, false);
          return new ArrayAnswer(reply, observed);
        }
      } catch (ClinkerException e) {
        note(call, Outcome.FAILED, sealed, false, e.code(), observed, false);
        throw e;
      }
      throw new ClinkerException(
          call.plan.partial().orElseThrow(), "The array broke off in the middle of the call");
    }
  }

  private ArrayAnswer unfenced(Call call) {
    synchronized (lock) {
      try {
        CallRules.refuse(call.request, call.plan);
        ArrayReply reply = falsified(call, effects.apply(call.request, false));
        Outcome outcome =
            call.plan.losesReply(FaultPoint.AFTER) ? Outcome.LOST_REPLY : Outcome.ACCEPTED;
        boolean effect = false;
        if (reply instanceof ArrayReply.Restored back) {
          effect = !back.exports().isEmpty();
        } else if (reply instanceof ArrayReply.Swept swept) {
          effect = !swept.halves().isEmpty();
          // Which ones were old enough is kept, not the age: clocks do not survive a restart.
          swept
              .halves()
              .forEach(
                  half ->
                      journal.add(new Journal.Line(null, null, false, new AdminAct.Wipe(half))));
        }
        note(call, outcome, List.of(), effect, null, "", false);
        return new ArrayAnswer(reply, "");
      } catch (ClinkerException e) {
        note(call, Outcome.FAILED, List.of(), false, e.code(), "", false);
        throw e;
      }
    }
  }

  private ArrayReply falsified(Call call, ArrayReply reply) {
    return switch (reply) {
      case ArrayReply.OfAll all when call.plan.lag() > 0 ->
          new ArrayReply.OfAll(state.inventory(call.request.pool(), call.plan.lag() * 1_000_000));
      case ArrayReply.OfPools pools ->
          call.plan
              .wrongCapacity()
              .<ArrayReply>map(
                  wrong ->
                      new ArrayReply.OfPools(
                          List.of(
                              new PoolReport(call.request.pool(), wrong.total(), wrong.free()))))
              .orElse(pools);
      default -> reply;
    };
  }

  private void seal(Call call, Token token) {
    try {
      state.seal(token, CallRules.sealed(call.request, token), call.plan.ignoresMarks());
    } catch (ClinkerException e) {
      note(call, Outcome.REFUSED_STALE, List.of(), false, e.code(), observed(call), false);
      throw e;
    }
  }

  private String observed(Call call) {
    return effects.describe(call.request.call());
  }

  private ClinkerException fail(Call call, ErrorCode code, String message) {
    synchronized (lock) {
      note(call, Outcome.FAILED, List.of(), false, code, "", false);
    }
    return new ClinkerException(code, message);
  }

  private ClinkerException lose(Call call) {
    synchronized (lock) {
      note(call, Outcome.LOST_REPLY, List.of(), false, null, "", false);
    }
    return lost();
  }

  private static ClinkerException lost() {
    return new ClinkerException(ErrorCode.OUTCOME_UNKNOWN, "The array's reply was lost");
  }

  private void note(
      Call call,
      Outcome outcome,
      List<ResourceRef> sealed,
      boolean effect,
      @Nullable ErrorCode code,
      String observed,
      boolean half) {
    LogEntry entry =
        new LogEntry(
            log.size() + 1L,
            call.number,
            call.request.node(),
            call.request.call().word(),
            call.request.call().objects(),
            call.request.token(),
            sealed,
            outcome,
            effect,
            code,
            observed);
    log.add(entry);
    journal.add(new Journal.Line(entry, call.request, half, null));
  }

  /** Does once more what a line of the state file tells. */
  private void again(Journal.Line line) {
    AdminAct act = line.act();
    if (act != null) {
      acts.apply(act);
    }
    LogEntry entry = line.entry();
    ArrayRequest request = line.request();
    if (entry != null && request != null) {
      Token token = request.token();
      if (token != null) {
        state.seal(token, entry.sealed(), true);
      }
      if (entry.effect() && !(request.call() instanceof ArrayCall.Sweep)) {
        effects.apply(request, line.half());
      }
      log.add(entry);
      lastRequest = Math.max(lastRequest, entry.request());
    }
  }
}
