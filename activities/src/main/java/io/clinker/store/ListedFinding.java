package io.clinker.store;

import io.clinker.store.FindingRow.State;
import org.jspecify.annotations.Nullable;

/** What administrators are told of: a difference on a backend, or a project without an owner. */
public sealed interface ListedFinding permits FindingRow, OwnerlessRow {
  String id();

  State state();

  /** How it ended; null while it has not. */
  @Nullable String resolution();
}
