package io.clinker.admission;

import io.clinker.driver.Capability;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.ManageVolume;
import io.clinker.operations.Plan;
import io.clinker.placement.ExtraSpecs;
import io.clinker.store.BackendRow;
import io.clinker.store.Json;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.OperationRow;
import io.clinker.store.PoolRow;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.Map;
import java.util.Optional;

/**
 * Something foreign becomes a volume. Its size is known only when the storage was asked, so quota
 * and space for it are taken by {@link #reserve}, before anything is touched. If it cannot be taken
 * it stays what it was, and the row, in error, has no place.
 */
final class VolumeManageRule implements Rule<ManageVolume> {
  private final Quota quota;
  private final Capacity capacity;
  private final Types types;

  VolumeManageRule(Quota quota, Capacity capacity, Types types) {
    this.quota = quota;
    this.capacity = capacity;
    this.types = types;
  }

  @Override
  public Decision admit(AdmitScope scope, ManageVolume input) {
    String project = scope.request().projectId();
    quota.lock(scope.handle(), project);
    TypeRow asked = input.volumeType() == null ? null : types.require(scope, input.volumeType());
    TypeRow type = types.choose(scope, asked, null);
    PoolRow pool = pool(scope, input.host());
    BackendRow backend = backend(scope, pool, input);
    Optional<String> unmet = ExtraSpecs.unmet(type.extraSpecs(), backend, pool);
    if (unmet.isPresent()) {
      throw Refusals.badRequest(
          "Invalid volume_type provided: a volume of type %s cannot be on %s#%s: %s."
              .formatted(type.name(), backend.name(), pool.name(), unmet.get()));
    }
    quota.require(scope.handle(), project, type, new Quota.Demand(1, 0, 0), 0);
    VolumeRow row =
        new VolumeRow(
            input.volume(),
            project,
            scope.request().userId(),
            input.name(),
            input.description(),
            0,
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
            pool.name(),
            Types.protocol(type, backend),
            input.bootable(),
            type.multiattach(),
            input.metadata(),
            Map.of(),
            Map.of(),
            1,
            0,
            scope.operation().value(),
            scope.now(),
            null,
            null,
            null,
            null);
    scope.stores().volumes().insert(scope.handle(), row);
    return Decision.steps(
            new Plan.ManageVolume(input.volume(), input.reference(), backend.name()),
            new AnswerRow.Volume(row),
            Map.of(input.volume().ref(), 1L))
        .at(Decision.Place.of(backend.name(), pool.name()));
  }

  private static PoolRow pool(AdmitScope scope, String host) {
    return scope.stores().pools().pools(scope.handle()).stream()
        .filter(
            pool -> host.equals(pool.backend() + "#" + pool.name()) || host.equals(pool.backend()))
        .findFirst()
        .orElseThrow(
            () -> Refusals.badRequest("Host '%s' is no pool of a backend.".formatted(host)));
  }

  private static BackendRow backend(AdmitScope scope, PoolRow pool, ManageVolume input) {
    String name = pool.backend();
    BackendRow backend =
        scope
            .stores()
            .pools()
            .backend(scope.handle(), name)
            .orElseThrow(() -> Refusals.badRequest("Backend %s is not known.".formatted(name)));
    Manageability.require(scope, backend, Capability.MANAGE);
    if (backend.disabled()) {
      throw Refusals.badRequest("Service is unavailable: backend %s is disabled.".formatted(name));
    }
    String zone = input.availabilityZone();
    if (zone != null && !zone.equals(backend.availabilityZone())) {
      throw Refusals.invalidInput(
          "Availability zone '%s' is invalid: the volume is in '%s'."
              .formatted(zone, backend.availabilityZone()));
    }
    return backend;
  }

  /** Takes quota and space for the size that a step has found; a repeat takes nothing more. */
  void reserve(AdmitScope scope, ManageVolume input, OperationRow row) {
    quota.lock(scope.handle(), row.projectId());
    VolumeRow volume =
        scope
            .stores()
            .volumes()
            .find(scope.handle(), input.volume(), null)
            .filter(found -> row.id().value().equals(found.operationId()))
            .orElseThrow(() -> new LostTurnException("another operation holds the volume"));
    int gib = foundGib(scope, row);
    if (volume.sizeGib() == gib) {
      return;
    }
    TypeRow type = types.ofVolume(scope, volume);
    Types.requireSize(type, gib);
    int more = gib - volume.sizeGib();
    quota.require(scope.handle(), row.projectId(), type, new Quota.Demand(0, 0, more), gib);
    String backend = volume.backend();
    String pool = volume.pool();
    if (backend == null || pool == null) {
      throw new LostTurnException("the volume has no place any more");
    }
    if (!capacity.grow(scope.handle(), backend, pool, more)) {
      throw Refusals.noRoom(
          "Pool %s#%s has no room for %d GiB more".formatted(backend, pool, more));
    }
    scope.stores().volumes().lock(scope.handle(), volume.id());
    scope.stores().volumes().setSize(scope.handle(), volume.id(), gib);
    scope
        .stores()
        .operations()
        .place(
            scope.handle(),
            row.id(),
            backend,
            pool,
            gib,
            Json.write(new Plan.ManageVolume(volume.id(), input.reference(), backend)),
            null,
            scope.now());
  }

  private static int foundGib(AdmitScope scope, OperationRow row) {
    Long bytes =
        scope
            .stores()
            .observations()
            .find(scope.handle(), row.id())
            .map(Held::bytes)
            .orElseThrow(() -> new LostTurnException("nothing was found yet"));
    return Math.toIntExact(Math.max(1, new Size(bytes).gibibytes()));
  }

  @Override
  public void settle(SettleScope scope, ManageVolume input) {
    scope.stores().observations().delete(scope.handle(), scope.operation());
    VolumeMaking.settle(
        scope,
        capacity,
        input.volume(),
        code -> {
          scope.stores().volumes().setSize(scope.handle(), input.volume(), 0);
          Messages.volume(
              scope,
              input.volume().value(),
              Messages.Action.CREATE_VOLUME,
              code == ErrorCode.QUOTA_EXCEEDED
                  ? Messages.Detail.QUOTA_EXCEEDED
                  : Messages.Detail.CREATE_FAILED);
        });
  }
}
