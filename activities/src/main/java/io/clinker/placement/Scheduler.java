package io.clinker.placement;

import io.clinker.store.BackendRow;
import io.clinker.store.PoolRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chooses pools for a volume from rows; decides nothing by itself, since space is only reserved
 * under the pool's row lock.
 */
public final class Scheduler {
  /**
   * What a pool must offer.
   *
   * @param sourceBackend where the source of the contents is, null for a blank volume
   * @param groupBackend where the volumes of its group are, null for a volume of no group
   */
  public record Request(
      long gib,
      String zone,
      Map<String, String> extraSpecs,
      @Nullable String sourceBackend,
      @Nullable String groupBackend) {
    /** A volume of no group. */
    public Request(
        long gib, String zone, Map<String, String> extraSpecs, @Nullable String sourceBackend) {
      this(gib, zone, extraSpecs, sourceBackend, null);
    }
  }

  /** A pool that would do. */
  public record Candidate(BackendRow backend, PoolRow pool) {}

  /**
   * What became of one pool.
   *
   * @param reason why it fell out, null if it fits
   */
  public record Verdict(String backend, String pool, boolean up, @Nullable String reason) {}

  /** What became of each pool; kept with the operation. */
  public record Explanation(List<Verdict> pools, @Nullable String chosen) {
    /** The same with the pool that was taken. */
    public Explanation choosing(Candidate candidate) {
      return new Explanation(pools, candidate.backend().name() + "#" + candidate.pool().name());
    }

    /** In one sentence, for people. */
    public String text() {
      if (pools.isEmpty()) {
        return "No backend has reported a pool yet";
      }
      return pools.stream()
          .map(
              verdict ->
                  "%s#%s: %s"
                      .formatted(
                          verdict.backend(),
                          verdict.pool(),
                          verdict.reason() != null
                              ? verdict.reason()
                              : verdict.up() ? "fits" : "fits, but is down"))
          .collect(Collectors.joining("; "));
    }
  }

  /**
   * The outcome.
   *
   * @param up pools that fit and can be used now, the best first
   * @param down pools that fit and cannot be used now
   */
  public record Choice(List<Candidate> up, List<Candidate> down, Explanation explanation) {}

  private final Liveness liveness;

  public Scheduler(Liveness liveness) {
    this.liveness = liveness;
  }

  /** Sorts out all pools. */
  public Choice choose(Request request, List<BackendRow> backends, List<PoolRow> pools) {
    Map<String, BackendRow> byName = new HashMap<>();
    backends.forEach(backend -> byName.put(backend.name(), backend));
    List<Candidate> up = new ArrayList<>();
    List<Candidate> down = new ArrayList<>();
    List<Verdict> verdicts = new ArrayList<>();
    for (PoolRow pool : pools) {
      BackendRow backend = byName.get(pool.backend());
      if (backend == null) {
        continue;
      }
      boolean isUp = liveness.up(backend.name());
      Optional<String> reason = unfit(request, backend, pool);
      verdicts.add(new Verdict(backend.name(), pool.name(), isUp, reason.orElse(null)));
      if (reason.isEmpty()) {
        (isUp ? up : down).add(new Candidate(backend, pool));
      }
    }
    up.sort(Comparator.comparingDouble((Candidate one) -> freeRatio(one.pool())).reversed());
    return new Choice(up, down, new Explanation(verdicts, null));
  }

  /**
   * Sorts out backends of which some pool fits each of several demands; pools that can be used now
   * come first.
   *
   * @param demands the extra specs of each type of volume, and the specs of the group's type
   */
  public Choice chooseForAll(
      String zone,
      List<Map<String, String>> demands,
      List<BackendRow> backends,
      List<PoolRow> pools) {
    List<Choice> choices =
        demands.stream()
            .map(specs -> choose(new Request(0, zone, specs, null), backends, pools))
            .toList();
    List<Verdict> verdicts = new ArrayList<>();
    choices.forEach(choice -> verdicts.addAll(choice.explanation().pools()));
    return new Choice(
        common(choices, Choice::up),
        common(choices, Choice::down),
        new Explanation(verdicts.stream().distinct().toList(), null));
  }

  private static List<Candidate> common(
      List<Choice> choices, Function<Choice, List<Candidate>> which) {
    return which.apply(choices.getFirst()).stream()
        .filter(
            candidate ->
                choices.stream()
                    .allMatch(
                        choice ->
                            which.apply(choice).stream()
                                .anyMatch(
                                    other ->
                                        other.backend().name().equals(candidate.backend().name()))))
        .toList();
  }

  private static Optional<String> unfit(Request request, BackendRow backend, PoolRow pool) {
    if (backend.disabled()) {
      String reason = backend.disabledReason();
      return Optional.of(reason == null ? "disabled" : "disabled: " + reason);
    }
    if (backend.frozen()) {
      return Optional.of("frozen");
    }
    String source = request.sourceBackend();
    if (source != null && !source.equals(backend.name())) {
      return Optional.of("the source is on " + source);
    }
    String group = request.groupBackend();
    if (group != null && !group.equals(backend.name())) {
      return Optional.of("the group is on " + group);
    }
    if (!backend.availabilityZone().equals(request.zone())) {
      return Optional.of("is in zone " + backend.availabilityZone());
    }
    Optional<String> unmet = ExtraSpecs.unmet(request.extraSpecs(), backend, pool);
    return unmet.isPresent() ? unmet : tooFull(request.gib(), pool);
  }

  private static Optional<String> tooFull(long gib, PoolRow pool) {
    long left = limit(pool) - pool.allocatedGib();
    if (gib > left) {
      return Optional.of("needs %d GiB, %d GiB of %d are left".formatted(gib, left, limit(pool)));
    }
    double reserved = pool.totalGib() * pool.reservedPercentage() / 100.0;
    double free = (pool.freeGib() - reserved) * (pool.thin() ? pool.overSubscriptionRatio() : 1.0);
    return gib > free
        ? Optional.of(
            String.format(
                Locale.ROOT, "needs %d GiB, the backend reports %.0f GiB free", gib, free))
        : Optional.empty();
  }

  /** How much may be promised in all; the statement that reserves computes the same. */
  static long limit(PoolRow pool) {
    return (long)
        Math.floor(
            pool.totalGib()
                * (100.0 - pool.reservedPercentage())
                / 100.0
                * (pool.thin() ? pool.overSubscriptionRatio() : 1.0));
  }

  private static double freeRatio(PoolRow pool) {
    long limit = limit(pool);
    return limit <= 0 ? 0 : (double) (limit - pool.allocatedGib()) / limit;
  }
}
