package io.clinker.drivers.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;

/** The faults that are set. Removing one lets the calls go on that hang by it. */
public final class FaultTable {
  private final Map<Integer, Active> rules = new TreeMap<>();
  private int lastId;

  FaultTable() {}

  /** Sets a fault and returns its number. */
  public synchronized int add(FaultRule rule) {
    lastId++;
    rules.put(lastId, new Active(rule));
    return lastId;
  }

  /** Takes a fault away; false if it is not set. */
  public synchronized boolean remove(int id) {
    Active active = rules.remove(id);
    if (active == null) {
      return false;
    }
    active.gone.countDown();
    return true;
  }

  /** Takes all faults away. */
  public synchronized void clear() {
    rules.values().forEach(active -> active.gone.countDown());
    rules.clear();
  }

  /** The faults that are set, by number, with how often each struck. */
  public synchronized Map<Integer, Standing> all() {
    Map<Integer, Standing> standing = new TreeMap<>();
    rules.forEach((id, active) -> standing.put(id, new Standing(active.rule, active.struck)));
    return standing;
  }

  /** A fault and how often it struck. */
  public record Standing(FaultRule rule, int struck) {}

  synchronized FaultPlan plan(ArrayRequest request) {
    List<FaultPlan.Strike> strikes = new ArrayList<>();
    for (Active active : rules.values()) {
      if (active.strikes(request)) {
        strikes.add(new FaultPlan.Strike(active.rule.fault(), active.gone));
      }
    }
    return new FaultPlan(strikes);
  }

  private static final class Active {
    private final FaultRule rule;
    private final Random dice;
    private final CountDownLatch gone = new CountDownLatch(1);
    private int seen;
    private int struck;

    private Active(FaultRule rule) {
      this.rule = rule;
      this.dice = new Random(rule.seed());
    }

    private boolean strikes(ArrayRequest request) {
      if (!rule.matches(request)) {
        return false;
      }
      seen++;
      Integer times = rule.times();
      Double probability = rule.probability();
      if (seen <= rule.skip()
          || (times != null && struck >= times)
          || (probability != null && dice.nextDouble() >= probability)) {
        return false;
      }
      struck++;
      return true;
    }
  }
}
