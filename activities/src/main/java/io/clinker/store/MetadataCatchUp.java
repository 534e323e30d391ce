package io.clinker.store;

import io.clinker.model.ResourceKind;
import io.clinker.store.MetadataPairs.Place;
import java.util.List;
import java.util.Optional;

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

  /** Indexes all that is left and can be indexed, in short transactions. */
  public void round() {
    for (MetadataPairs pairs : ALL) {
      Optional<Place> next = Optional.of(Place.START);
      while (next.isPresent()) {
        Place place = next.get();
        next = database.inRepeatableTransaction(handle -> pairs.catchUp(handle, place));
      }
    }
  }
}
