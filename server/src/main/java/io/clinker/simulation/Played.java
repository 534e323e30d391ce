package io.clinker.simulation;

import io.clinker.drivers.simulator.LogEntry;
import io.clinker.oracle.Rows;
import io.clinker.oracle.Verdict;
import java.util.List;

/**
 * What became of a schedule.
 *
 * @param operations all of them
 * @param log what the array decided
 */
record Played(
    Schedule schedule,
    Verdict verdict,
    List<Rows.Operation> operations,
    Strikes strikes,
    List<LogEntry> log,
    Witness witness) {}
