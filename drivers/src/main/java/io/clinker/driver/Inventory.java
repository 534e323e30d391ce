package io.clinker.driver;

import java.util.List;

/**
 * All that a backend holds of ours, read at one time; may be stale on storage that lists late.
 *
 * @param strays names of things in our place that belong to no object ("leftover of an attempt")
 */
public record Inventory(
    List<ObservedVolume> volumes,
    List<ObservedSnapshot> snapshots,
    List<ObservedExport> exports,
    List<String> strays) {}
