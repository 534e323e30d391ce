package io.clinker.findings;

import io.clinker.clients.IdentityException;
import io.clinker.clients.Projects;
import io.clinker.store.Database;
import io.clinker.store.FindingRow.Resolution;
import io.clinker.store.FindingRow.State;
import io.clinker.store.Json;
import io.clinker.store.OwnerlessRow;
import io.clinker.store.OwnerlessStore.Use;
import io.clinker.store.Stores;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the identity service, at a pace, for every project that has rows, and lists those that it
 * does not know any more as findings. Changes nothing of what they have. A pass in which somebody
 * could not be asked for says nothing of the projects after it. One thread calls it.
 */
public final class OwnerlessProjects {
  private static final Logger LOG = LoggerFactory.getLogger(OwnerlessProjects.class);

  /** The counter of its passes beside those of backends, whose names are never empty. */
  private static final String PASSES = "";

  /**
   * How often, and how sure.
   *
   * @param pace the pause between two passes, whichever nodes do them
   * @param passes how many passes after the first a project must be unknown still
   */
  public record Settings(Duration pace, int passes) {}

  private final Projects projects;
  private final Database database;
  private final Stores stores;
  private final Settings settings;
  private final Turns turns;

  /**
   * @param node whose turns these are
   */
  public OwnerlessProjects(
      Projects projects, String node, Database database, Stores stores, Settings settings) {
    this.projects = projects;
    this.database = database;
    this.stores = stores;
    this.settings = settings;
    this.turns = new Turns(database, stores, PASSES, node, settings.pace());
  }

  /**
   * Does a pass if it is time for one and nobody else has the turn; true if it did.
   *
   * @throws IllegalStateException if the identity service cannot tell
   */
  public boolean round() {
    OptionalLong pass = turns.take();
    pass.ifPresent(this::pass);
    return pass.isPresent();
  }

  private void pass(long pass) {
    Map<String, OwnerlessRow> known = new HashMap<>();
    database
        .read(handle -> stores.ownerless().live(handle))
        .forEach(row -> known.put(row.projectId(), row));
    List<Use> uses = database.read(handle -> stores.ownerless().uses(handle));
    for (Use use : uses) {
      if (isGone(use.projectId())) {
        note(pass, use, known.remove(use.projectId()));
      }
    }
    known.values().forEach(row -> end(pass, row));
    turns.end(pass);
  }

  private boolean isGone(String projectId) {
    try {
      return !projects.knows(projectId);
    } catch (IdentityException unknown) {
      throw new IllegalStateException(unknown.reason(), unknown);
    }
  }

  private void note(long pass, Use use, @Nullable OwnerlessRow known) {
    boolean suspected = known == null || known.state() == State.SUSPECTED;
    boolean believed =
        !suspected || (known != null && pass - known.firstPass() >= settings.passes());
    boolean first = believed && suspected;
    Instant now = database.now();
    OwnerlessRow row =
        new OwnerlessRow(
            known == null ? UUID.randomUUID().toString() : known.id(),
            use.projectId(),
            believed ? State.OPEN : State.SUSPECTED,
            "the identity service does not know project %s, which has %d volumes, %d snapshots and %d groups"
                .formatted(use.projectId(), use.volumes(), use.snapshots(), use.groups()),
            Json.write(new Provenance(use)),
            null,
            known == null ? pass : known.firstPass(),
            pass,
            known == null ? now : known.createdAt(),
            now,
            null);
    boolean written =
        turns.during(
            pass,
            handle -> {
              if (known == null) {
                stores.ownerless().insert(handle, row);
              } else {
                stores.ownerless().seenAgain(handle, row);
              }
              return true;
            });
    if (written && first) {
      LOG.atWarn().addKeyValue("project", use.projectId()).log("a project with rows is gone");
    }
  }

  private record Provenance(
      String by, String projectId, long volumes, long snapshots, long groups) {
    Provenance(Use use) {
      this("identity", use.projectId(), use.volumes(), use.snapshots(), use.groups());
    }
  }

  /** The project is known again, or has nothing left. */
  private void end(long pass, OwnerlessRow row) {
    turns.during(
        pass,
        handle -> {
          if (row.state() == State.SUSPECTED) {
            stores.findings().forget(handle, row.id());
          } else {
            stores.findings().resolve(handle, row.id(), Resolution.GONE, database.now());
          }
          return true;
        });
  }
}
