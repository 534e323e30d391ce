package io.clinker.oracle;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What a running node can afford to count again and again of the invariants that rows decide: each
 * is one statement, which sees one instant, and brings back one number. Must be 0 at all times.
 */
public final class ViolationGauges {
  /** The reset that an administrator asked for, if nothing was done to the resource since. */
  private static final String LAST_WAS_RESET =
      """
      select 1 from operation r where r.kind in (%s) and r.state = 'succeeded'
        and not exists (select 1 from operation later
          where later.resource_id = r.resource_id and later.admitted_at > r.admitted_at
            and later.open is null and later.state <> 'abandoned')
      """;

  private static final Map<String, String> STATEMENTS = statements();

  private final Jdbi jdbi;
  private final Map<String, AtomicLong> counts = new LinkedHashMap<>();

  public ViolationGauges(Jdbi jdbi, MeterRegistry metrics) {
    this.jdbi = jdbi;
    for (String invariant : STATEMENTS.keySet()) {
      AtomicLong count = new AtomicLong();
      counts.put(invariant, count);
      Gauge.builder("clinker.oracle.violations", count, AtomicLong::doubleValue)
          .tag("invariant", invariant)
          .description("violations of an invariant that rows alone decide; must be 0")
          .register(metrics);
    }
  }

  /** Counts again. */
  public void round() {
    jdbi.useHandle(handle -> counts.forEach((id, count) -> count.set(count(handle, id))));
  }

  /** What was counted last, by invariant. */
  public Map<String, Long> counts() {
    Map<String, Long> all = new LinkedHashMap<>();
    counts.forEach((id, count) -> all.put(id, count.get()));
    return all;
  }

  private static Map<String, String> statements() {
    Map<String, String> statements = new LinkedHashMap<>();
    statements.put(
        "I3",
        """
        select
          (select count(*) from pin p left join operation o on o.id = p.operation_id and o.open = 1
            where o.id is null)
          + (select count(*) from volume v left join operation o
              on o.id = v.operation_id and o.open = 1
              where v.live = 1 and o.id is null
                and (v.operation_id is not null or v.extending_to_gib is not null))
          + (select count(*) from snapshot s left join operation o
              on o.id = s.operation_id and o.open = 1
              where s.live = 1 and s.operation_id is not null and o.id is null)
          + (select count(*) from attachment a left join operation o
              on o.id = a.operation_id and o.open = 1
              where a.live = 1 and a.operation_id is not null and o.id is null)
        """);
    statements.put(
        "I4",
        """
        select
          (select count(*) from volume v where v.live = 1 and v.operation_id is null
              and v.status in (%1$s) and not exists (%2$s and r.resource_id = v.id
                and locate(concat('"status":"', v.status, '"'), r.request) > 0))
          + (select count(*) from snapshot s where s.live = 1 and s.operation_id is null
              and s.status in (%1$s) and not exists (%2$s and r.resource_id = s.id
                and locate(concat('"status":"', s.status, '"'), r.request) > 0)
              and not exists (select 1 from volume v
                where v.id = s.volume_id and v.operation_id is not null))
          + (select count(*) from operation where open = 1 and state <> 'cleaning'
              and timestampdiff(second, admitted_at, utc_timestamp()) > deadline_seconds + 120)
        """
            .formatted(
                quoted(I4TransitionalStatuses.TRANSITIONAL),
                LAST_WAS_RESET.formatted(quoted(I4TransitionalStatuses.RESETS))));
    statements.put(
        "I5",
        """
        select count(*) from (select resource_id from operation where open = 1
          group by resource_id having count(*) > 1) held_twice
        """);
    statements.put(
        "I7",
        """
        select count(*) from operation
        where open = 1 and state not in ('running', 'waiting', 'cleaning')
        """);
    statements.put(
        "I9",
        """
        select count(*) from pool p left join
          (select backend, pool, sum(coalesce(extending_to_gib, size_gib)) as gib from volume
            where live = 1 and backend is not null group by backend, pool) given
          on given.backend = p.backend and given.pool = p.name
        where p.allocated_gib <> coalesce(given.gib, 0)
          or p.allocated_gib > floor(p.total_gib * (100 - p.reserved_percentage) / 100
            * (case when p.thin then p.over_subscription_ratio else 1 end))
        """);
    return Collections.unmodifiableMap(statements);
  }

  private static String quoted(Set<String> words) {
    return words.stream().sorted().collect(Collectors.joining("', '", "'", "'"));
  }

  private static long count(Handle handle, String invariant) {
    return handle
        .createQuery(STATEMENTS.getOrDefault(invariant, "select 0"))
        .mapTo(Long.class)
        .one();
  }
}
