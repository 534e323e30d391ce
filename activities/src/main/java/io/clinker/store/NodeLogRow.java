package io.clinker.store;

import java.util.Map;
import java.util.Set;

/**
 * What a node logs, from its row in {@code node}.
 *
 * @param levels by the prefix of the logger, those that have one of their own; as the node told
 *     last
 */
public record NodeLogRow(String name, String host, Set<String> roles, Map<String, String> levels) {}
