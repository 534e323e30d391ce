package io.clinker.store;

import io.clinker.model.ResourceKind;
import java.util.List;

/**
 * Indexes the metadata of volumes and snapshots that builds without such an index wrote, before an
 * upgrade or while nodes are exchanged. Lists are right before and after; they get slower with what
 * is left to do. May run on many nodes at once and end anywhere.
 */
public final class MetadataCatchUp {
  private static final List<MetadataPairs> ALL =
      List.of(new MetadataPairs(ResourceKind.VOLUME), new MetadataPairs(ResourceKind.SNAPSHOT));

  private final Database database;

  public MetadataCatchUp(Database database) {
    this.database = database;
  }

  /** Indexes all that is left, in short transactions. */
  public void round() {
    for (MetadataPairs pairs : ALL) {
      while (database.inRepeatableTransaction(pairs::catchUp)) {
        // The next batch is another transaction.
      }
    }
  }
}
