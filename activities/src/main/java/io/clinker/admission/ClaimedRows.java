package io.clinker.admission;

import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.VolumeId;
import io.clinker.store.BackendRow;
import io.clinker.store.FindingRow;
import io.clinker.store.HoldingsStore;
import io.clinker.store.HoldingsStore.Known;
import io.clinker.store.PoolRow;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows for objects that had none. The primary key is the claim: of two operations that want the
 * same object one inserts first.
 */
final class ClaimedRows {
  private ClaimedRows() {}

  /**
   * Makes room for a row of this object.
   *
   * @return the fence that a row of the past had, 0 if there was none
   */
  static long makeRoom(AdmitScope scope, ResourceRef object) {
    HoldingsStore holdings = scope.stores().holdings();
    Optional<Known> known = holdings.lock(scope.handle(), object);
    if (known.isEmpty()) {
      return 0;
    }
    if (!known.get().deleted()) {
      throw Refusals.invalidState(409, "There is a row of %s: it is no orphan.".formatted(object));
    }
    holdings.forget(scope.handle(), object);
    return known.get().fence();
  }

  static BackendRow backend(AdmitScope scope, FindingRow finding) {
    return scope
        .stores()
        .pools()
        .backend(scope.handle(), finding.backend())
        .orElseThrow(
            () ->
                Refusals.invalidState(
                    409, "Backend %s is not known.".formatted(finding.backend())));
  }

  /** The pool of the backend that an orphan lies in. */
  static String pool(AdmitScope scope, FindingRow finding) {
    return scope.stores().pools().pools(scope.handle()).stream()
        .filter(pool -> pool.backend().equals(finding.backend()))
        .map(PoolRow::name)
        .findFirst()
        .orElseThrow(
            () ->
                Refusals.invalidState(
                    409, "Backend %s has reported no pool yet.".formatted(finding.backend())));
  }

  /** Who owns a row and what it says beside what was found. */
  record Owner(
      String projectId,
      String userId,
      @Nullable String name,
      @Nullable String description,
      Map<String, String> metadata) {}

  /**
   * A volume's row, held by the operation.
   *
   * @param pool null: not counted in any
   */
  static VolumeRow volume(
      AdmitScope scope,
      FindingRow finding,
      Owner owner,
      TypeRow type,
      @Nullable String pool,
      long fence) {
    BackendRow backend = backend(scope, finding);
    return new VolumeRow(
        new VolumeId(finding.resource().id()),
        owner.projectId(),
        owner.userId(),
        owner.name(),
        owner.description(),
        FoundThings.gib(finding),
        null,
        scope.request().kind().statuses().during(),
        null,
        "detached",
        null,
        type.id(),
        type.name(),
        null,
        null,
        backend.availabilityZone(),
        backend.name(),
        pool,
        Types.protocol(type, backend),
        false,
        type.multiattach(),
        owner.metadata(),
        Map.of(),
        Map.of(),
        fence,
        0,
        scope.operation().value(),
        scope.now(),
        null,
        null,
        null,
        null);
  }

  static Size size(FindingRow finding) {
    return Size.ofGibibytes(FoundThings.gib(finding));
  }
}
