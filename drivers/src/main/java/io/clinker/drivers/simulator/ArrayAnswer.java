package io.clinker.drivers.simulator;

/**
 * A reply and what the array found before it acted.
 *
 * @param observed in words ("absent", "present with this size"), empty for reads
 */
public record ArrayAnswer(ArrayReply reply, String observed) {}
