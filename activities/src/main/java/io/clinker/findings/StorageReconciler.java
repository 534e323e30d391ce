package io.clinker.findings;

import io.clinker.driver.Driver;
import io.clinker.driver.Inventory;
import io.clinker.findings.StorageComparison.HigherMark;
import io.clinker.findings.StorageComparison.Rows;
import io.clinker.findings.StorageComparison.View;
import io.clinker.model.Mark;
import io.clinker.model.ResourceRef;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.store.Database;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Resolution;
import io.clinker.store.FindingRow.State;
import io.clinker.store.HoldingsStore;
import io.clinker.store.HoldingsStore.Attachment;
import io.clinker.store.HoldingsStore.Snapshot;
import io.clinker.store.HoldingsStore.Volume;
import io.clinker.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares, at a pace, what one backend holds with what its rows say, and lists the differences as
 * findings. Changes nothing on the storage, and in rows of resources only fences that are lower
 * than the mark of their object.
 *
 * <p>Every node that reaches the backend runs one; whoever raises the counter of passes has the
 * turn, and a pass whose counter was raised again writes nothing more. A difference is suspected
 * when it is seen first, and believed when every pass of so many has seen it and a look at the
 * object itself, not at a list, confirms it. One thread calls it.
 */
public final class StorageReconciler {
  private static final Logger LOG = LoggerFactory.getLogger(StorageReconciler.class);
  private static final int AT_ONCE = 500;

  /**
   * How often, and how sure.
   *
   * @param pace the pause between two passes, whichever nodes do them
   * @param passes how many passes after the first a difference must be seen still
   */
  public record Settings(Duration pace, int passes) {}

  /** Where it runs. */
  public record Place(String node, String host, String backend) {}

  private final Place place;
  private final Driver driver;
  private final Database database;
  private final Stores stores;
  private final HoldingsStore holdings;
  private final Settings settings;
  private final Turns turns;

  public StorageReconciler(
      Place place, Driver driver, Database database, Stores stores, Settings settings) {
    this.place = place;
    this.driver = driver;
    this.database = database;
    this.stores = stores;
    this.holdings = stores.holdings();
    this.settings = settings;
    this.turns = new Turns(database, stores, place.backend(), place.node(), settings.pace());
  }

  /** Does a pass if it is time for one and nobody else has the turn; true if it did. */
  public boolean round() {
    OptionalLong pass = turns.take();
    pass.ifPresent(this::pass);
    return pass.isPresent();
  }

  private void pass(long pass) {
    Inventory held = driver.inventory();
    // Rows after the list: an object's row is written before the object is made.
    Rows rows = database.read(handle -> rows(handle, held));
    View view = new View(place.backend(), driver.description().hostBound() ? place.host() : null);
    StorageComparison comparison = new StorageComparison(view, held, rows);
    comparison.higherMarks().forEach(higher -> raise(pass, higher));
    Map<String, FindingRow> known = new HashMap<>();
    database
        .read(handle -> stores.findings().liveOf(handle, place.backend()))
        .forEach(row -> known.put(FindingRow.key(row.kind(), row.resource(), row.backend()), row));
    Set<String> seen = new HashSet<>();
    for (Sighting sighting : comparison.sightings()) {
      seen.add(sighting.key(place.backend()));
      note(pass, sighting, known.get(sighting.key(place.backend())));
    }
    known.forEach(
        (key, row) -> {
          boolean visible =
              row.host() == null || view.exportHost() == null || row.host().equals(place.host());
          if (!seen.contains(key) && visible && !comparison.isBusy(row.resource().id(), null)) {
            end(pass, row);
          }
        });
    turns.end(pass);
  }

  private Rows rows(Handle handle, Inventory held) {
    Map<String, Volume> volumes = byId(holdings.volumes(handle, place.backend()), Volume::id);
    volumes.putAll(
        absent(
            held.volumes().stream().map(one -> one.id().value()).toList(),
            volumes,
            ids -> holdings.volumesById(handle, ids)));
    Map<String, Snapshot> snapshots =
        byId(holdings.snapshots(handle, place.backend()), Snapshot::id);
    snapshots.putAll(
        absent(
            held.snapshots().stream().map(one -> one.id().value()).toList(),
            snapshots,
            ids -> holdings.snapshotsById(handle, ids)));
    Map<String, Attachment> attachments =
        byId(holdings.attachments(handle, place.backend()), Attachment::id);
    attachments.putAll(
        absent(
            held.exports().stream().map(one -> one.attachment().value()).toList(),
            attachments,
            ids -> holdings.attachmentsById(handle, ids)));
    return new Rows(volumes, snapshots, attachments, holdings.open(handle));
  }

  private static <T> Map<String, T> byId(List<T> rows, Function<T, String> id) {
    return rows.stream()
        .collect(Collectors.toMap(id, Function.identity(), (one, same) -> one, HashMap::new));
  }

  private static <T> Map<String, T> absent(
      List<String> held, Map<String, T> known, Function<Collection<String>, Map<String, T>> find) {
    List<String> unknown = held.stream().filter(id -> !known.containsKey(id)).toList();
    Map<String, T> found = new HashMap<>();
    for (int from = 0; from < unknown.size(); from += AT_ONCE) {
      found.putAll(find.apply(unknown.subList(from, Math.min(from + AT_ONCE, unknown.size()))));
    }
    return found;
  }

  /** Only an older state of the database knows less than a mark; a higher fence harms nobody. */
  private void raise(long pass, HigherMark higher) {
    boolean raised =
        turns.during(
            pass, handle -> holdings.raiseFence(handle, higher.object(), higher.mark().fence()));
    if (raised) {
      LOG.atWarn()
          .addKeyValue("backend", place.backend())
          .addKeyValue("object", higher.object())
          .addKeyValue("mark", higher.mark().text())
          .log("fence raised to a mark that the database did not know");
    }
  }

  private void note(long pass, Sighting sighting, @Nullable FindingRow known) {
    boolean believed = known != null && known.state() != State.SUSPECTED;
    boolean confirmed =
        !believed
            && known != null
            && pass - known.firstPass() >= settings.passes()
            && isSoItself(sighting);
    boolean written =
        turns.during(
            pass,
            handle -> {
              Instant now = database.now();
              if (known == null) {
                stores
                    .findings()
                    .insert(handle, row(handle, sighting, fresh(pass, now), State.SUSPECTED, pass));
                return false;
              }
              State state = confirmed ? State.OPEN : known.state();
              boolean still =
                  stores.findings().seenAgain(handle, row(handle, sighting, known, state, pass));
              return confirmed && still;
            });
    if (written) {
      LOG.atWarn()
          .addKeyValue("backend", place.backend())
          .addKeyValue("kind", sighting.kind().word())
          .addKeyValue("resource", sighting.resource())
          .log("backend and rows differ");
    }
  }

  /** Asks for the object itself, since lists may be late; exports can only be listed. */
  private boolean isSoItself(Sighting sighting) {
    ResourceRef object = sighting.resource();
    return switch (object.kind()) {
      case VOLUME ->
          isSo(
              sighting,
              driver.observeVolume(new VolumeId(object.id())).map(one -> one.size().bytes()));
      case SNAPSHOT ->
          isSo(
              sighting,
              driver.observeSnapshot(new SnapshotId(object.id())).map(one -> one.size().bytes()));
      case ATTACHMENT -> true;
      case GROUP, GROUP_SNAPSHOT -> false;
    };
  }

  private static boolean isSo(Sighting sighting, Optional<Long> held) {
    return switch (sighting.kind()) {
      case MISSING -> held.isEmpty();
      case ORPHAN, DRIFT -> held.isPresent() && held.get().equals(sighting.heldBytes());
    };
  }

  /** A suspicion that is not confirmed never was a finding; a finding goes after as many passes. */
  private void end(long pass, FindingRow row) {
    turns.during(
        pass,
        handle -> {
          if (row.state() == State.SUSPECTED) {
            stores.findings().forget(handle, row.id());
          } else if (pass - row.lastPass() >= settings.passes()) {
            stores.findings().resolve(handle, row.id(), Resolution.GONE, database.now());
          }
          return true;
        });
  }

  private record Fresh(String id, long firstPass, Instant createdAt) {}

  private static Fresh fresh(long pass, Instant now) {
    return new Fresh(UUID.randomUUID().toString(), pass, now);
  }

  private FindingRow row(
      Handle handle, Sighting sighting, FindingRow known, State state, long pass) {
    return row(
        handle, sighting, new Fresh(known.id(), known.firstPass(), known.createdAt()), state, pass);
  }

  private FindingRow row(Handle handle, Sighting sighting, Fresh fresh, State state, long pass) {
    Provenance provenance = Provenance.of(handle, stores, sighting);
    Mark mark = sighting.mark();
    String project = sighting.projectId() == null ? provenance.projectId() : sighting.projectId();
    return new FindingRow(
        fresh.id(),
        sighting.kind(),
        sighting.resource(),
        place.backend(),
        sighting.host(),
        sighting.volumeId(),
        project,
        state,
        sighting.message(),
        sighting.heldBytes(),
        mark == null ? null : mark.text(),
        provenance.text(),
        null,
        null,
        fresh.firstPass(),
        pass,
        fresh.createdAt(),
        database.now(),
        null);
  }
}
