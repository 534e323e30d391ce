package io.clinker.drivers.simulator;

import io.clinker.model.ResourceRef;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When a fault strikes. Every condition that is given must hold; one that is left out holds always.
 *
 * @param calls names of calls ({@link ArrayCall#word()})
 * @param object a resource that the call is about
 * @param node the calling node
 * @param skip so many matching calls go unharmed first
 * @param times how often it strikes; without end if left out
 * @param probability between 0 and 1; 1 if left out
 * @param seed of the dice for the probability; the same seed and calls give the same strikes
 */
public record FaultRule(
    Fault fault,
    @Nullable Set<String> calls,
    @Nullable ResourceRef object,
    @Nullable String node,
    int skip,
    @Nullable Integer times,
    @Nullable Double probability,
    long seed) {

  public FaultRule {
    if (calls != null && !ArrayCall.words().containsAll(calls)) {
      throw new IllegalArgumentException(
          "calls: must be among " + new TreeSet<>(ArrayCall.words()) + ", not " + calls);
    }
  }

  /** Strikes every call. */
  public static FaultRule always(Fault fault) {
    return new FaultRule(fault, null, null, null, 0, null, null, 0);
  }

  /** Strikes every call of this name. */
  public static FaultRule on(String call, Fault fault) {
    return always(fault).onCalls(Set.of(call));
  }

  /** The same for these calls only. */
  public FaultRule onCalls(Set<String> names) {
    return new FaultRule(fault, names, object, node, skip, times, probability, seed);
  }

  /** The same for calls about this object only. */
  public FaultRule about(ResourceRef resource) {
    return new FaultRule(fault, calls, resource, node, skip, times, probability, seed);
  }

  /** The same for calls of this node only. */
  public FaultRule from(String caller) {
    return new FaultRule(fault, calls, object, caller, skip, times, probability, seed);
  }

  /** The same for so many calls only. */
  public FaultRule times(int count) {
    return new FaultRule(fault, calls, object, node, skip, count, probability, seed);
  }

  /** The same after so many matching calls. */
  public FaultRule after(int count) {
    return new FaultRule(fault, calls, object, node, count, times, probability, seed);
  }

  /** The same by dice. */
  public FaultRule withProbability(double share, long diceSeed) {
    return new FaultRule(fault, calls, object, node, skip, times, share, diceSeed);
  }

  boolean matches(ArrayRequest request) {
    return (calls == null || calls.contains(request.call().word()))
        && (object == null || request.call().objects().contains(object))
        && (node == null || node.equals(request.node()));
  }
}
