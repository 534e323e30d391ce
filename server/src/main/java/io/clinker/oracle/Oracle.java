package io.clinker.oracle;

import java.util.List;
import java.util.function.Supplier;

/** Asks every invariant. Changes nothing; may run beside a system at work. */
public final class Oracle {
  private static final List<Invariant> INVARIANTS =
      List.of(
          new I1RowsHaveObjects(),
          new I2ObjectsHaveRows(),
          new I3QuotaRecount(),
          new I4TransitionalStatuses(),
          new I5OneExclusive(),
          new I6ExportsOfAttachments(),
          new I7OneEnd(),
          new I8TokensRise(),
          new I9CapacityHolds(),
          new I10ExplainableHistory());

  private final RowSource rows;
  private final Backends backends;
  private final Supplier<UsageReport> usage;

  /**
   * @param usage asks the API what is in use; {@link UsageReport#none()} if there is none to ask
   */
  public Oracle(RowSource rows, Backends backends, Supplier<UsageReport> usage) {
    this.rows = rows;
    this.backends = backends;
    this.usage = usage;
  }

  /**
   * All ten.
   *
   * @param settled whether nothing may be under way any more
   */
  public Verdict check(boolean settled, History history) {
    Rows before = rows.all();
    List<BackendEvidence> held = backends.evidence();
    UsageReport said = usage.get();
    Evidence evidence = Evidence.of(before, rows.all(), held, settled, said, history);
    return new Verdict(INVARIANTS.stream().map(invariant -> invariant.finding(evidence)).toList());
  }
}
