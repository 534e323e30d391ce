package io.clinker.admission;

import io.clinker.admission.Decision.Place;
import io.clinker.admission.Quota.Demand;
import io.clinker.model.ErrorCategory;
import io.clinker.model.ErrorCode;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.RetypeVolume;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.placement.ExtraSpecs;
import io.clinker.store.AttachmentRow;
import io.clinker.store.BackendRow;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.PoolRow;
import io.clinker.store.QosSpecsRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A volume and its snapshots get another type, and count in its quota. Where the volume's pool has
 * what the type wants, nothing on the storage changes and admission does it all. Else the volume
 * would have to move, which it cannot: the operation fails, and the volume is as before.
 */
final class VolumeRetypeRule implements Rule<RetypeVolume> {
  private static final String REFUSAL =
      "Invalid volume: Retype needs volume to be in available or in-use state, not be part of an"
          + " active migration or a consistency group, requested type has to be different that the"
          + " one from the volume, and for in-use volumes front-end qos specs cannot change.";
  private static final Set<String> NOT_MIGRATING = Set.of("none", "deleting", "error", "success");

  private final Quota quota;
  private final Types types;

  VolumeRetypeRule(Quota quota, Types types) {
    this.quota = quota;
    this.types = types;
  }

  @Override
  public Decision admit(AdmitScope scope, RetypeVolume input) {
    var volumes = scope.stores().volumes();
    // Read first, since the projects and the type are taken before the volume.
    VolumeRow seen =
        volumes
            .find(scope.handle(), input.volume(), scope.visible())
            .orElseThrow(() -> Refusals.volumeNotFound(input.volume().value()));
    SortedMap<String, Demand> moving =
        moving(seen, scope.stores().snapshots().ofVolume(scope.handle(), seen.id()));
    moving.keySet().forEach(project -> quota.lock(scope.handle(), project));
    TypeRow asked = types.require(scope, input.newType());
    requireReady(scope, seen, asked);
    TypeRow type = types.choose(scope, asked, null);
    Types.requireSize(type, seen.sizeGib());
    moving.forEach((project, demand) -> quota.requireOfType(scope.handle(), project, type, demand));

    VolumeRow volume = scope.lockVolume(input.volume());
    List<SnapshotRow> snapshots =
        scope.stores().snapshots().lockOfVolume(scope.handle(), volume.id());
    if (!moving.equals(moving(volume, snapshots))) {
      throw new RepeatException("the volume changed while the request was decided");
    }
    Home home = requireReady(scope, volume, type);
    OperationKind kind = OperationKind.VOLUME_RETYPE;
    Holders.requireUnpinned(scope, volume.id().ref(), kind.excludedBy(), 400, REFUSAL);
    volumes.hold(scope.handle(), volume, scope.operation(), kind.statuses().during(), scope.now());
    List<String> attachments = attachStatuses(scope, volume);
    Optional<String> misfit = home.misfit(volume, type, attachments);
    if (misfit.isPresent()) {
      return Decision.steps(
              new Plan.Hopeless(
                  "Volume %s would have to move to be of type %s, and volumes do not move: %s"
                      .formatted(volume.id(), type.name(), misfit.get())),
              FoundThings.answer(scope, volume.id()),
              Map.of(volume.id().ref(), volume.fence() + 1))
          .at(Place.of(home.backend().name(), home.pool().name()));
    }
    volumes.setType(
        scope.handle(), volume.id(), type, Types.protocol(type, home.backend()), scope.now());
    scope.stores().snapshots().setTypeOfVolume(scope.handle(), volume.id(), type.id());
    VolumeStatus.Computed status = VolumeStatus.of(null, volume.status(), attachments);
    volumes.release(
        scope.handle(),
        volume.id(),
        scope.operation(),
        status.status(),
        status.attachStatus(),
        scope.now());
    AnswerRow answer = FoundThings.answer(scope, volume.id());
    return Decision.done(answer);
  }

  /** What moves to the new type, by project: a snapshot may have stayed with a former owner. */
  private static SortedMap<String, Demand> moving(VolumeRow volume, List<SnapshotRow> snapshots) {
    SortedMap<String, Demand> moving = new TreeMap<>();
    moving.put(volume.projectId(), new Demand(1, 0, volume.sizeGib()));
    for (SnapshotRow snapshot : snapshots) {
      moving.merge(snapshot.projectId(), new Demand(0, 1, snapshot.sizeGib()), Demand::plus);
    }
    return moving;
  }

  /** Where a volume is. */
  private record Home(BackendRow backend, PoolRow pool) {
    /** Why the volume cannot be of that type here. */
    Optional<String> misfit(VolumeRow volume, TypeRow type, List<String> attachments) {
      Optional<String> unmet = ExtraSpecs.unmet(type.extraSpecs(), backend, pool);
      String protocol = Types.protocol(type, backend);
      if (unmet.isPresent() || attachments.isEmpty() || protocol.equals(volume.protocol())) {
        return unmet;
      }
      return Optional.of(
          "hosts are connected by %s, the type wants %s".formatted(volume.protocol(), protocol));
    }
  }

  private Home requireReady(AdmitScope scope, VolumeRow volume, TypeRow type) {
    if (!OperationKind.VOLUME_RETYPE.statuses().allowed().contains(volume.status())
        || volume.operationId() != null) {
      throw Holders.refusal(scope, volume, 400, REFUSAL);
    }
    String migration = volume.migrationStatus();
    if (volume.volumeTypeId().equals(type.id())
        || volume.groupId() != null
        || (migration != null && !NOT_MIGRATING.contains(migration))) {
      throw Refusals.invalidState(400, REFUSAL);
    }
    if (volume.status().equals("in-use")) {
      requireInUse(scope, volume, type);
    }
    String backend = volume.backend();
    String pool = volume.pool();
    if (backend == null || pool == null) {
      throw Refusals.invalidState(
          400, "Invalid volume: Volume %s has no place.".formatted(volume.id()));
    }
    var pools = scope.stores().pools();
    return new Home(
        pools.backend(scope.handle(), backend).orElseThrow(() -> unknown(backend, pool)),
        pools.pool(scope.handle(), backend, pool).orElseThrow(() -> unknown(backend, pool)));
  }

  private static RefusedException unknown(String backend, String pool) {
    return Refusals.invalidState(
        400, "Invalid volume: Pool %s#%s is not known.".formatted(backend, pool));
  }

  /** What a host was told when it connected must stay true. */
  private void requireInUse(AdmitScope scope, VolumeRow volume, TypeRow type) {
    if (type.multiattach() != volume.multiattach()) {
      throw Refusals.invalidInput(
          ("Invalid volume_type passed, retypes affecting multiattach are only allowed on available"
                  + " volumes, the specified volume however currently has a status of: %s.")
              .formatted(volume.status()));
    }
    TypeRow before = types.ofVolume(scope, volume);
    if (type.encrypted() != before.encrypted()) {
      throw Refusals.invalidInput(
          "Invalid volume_type passed, the encryption of a volume in use cannot change.");
    }
    if (!Objects.equals(before.qosSpecsId(), type.qosSpecsId())
        && (concernsHosts(scope, before) || concernsHosts(scope, type))) {
      throw Refusals.invalidState(400, REFUSAL);
    }
  }

  private static boolean concernsHosts(AdmitScope scope, TypeRow type) {
    @Nullable String specs = type.qosSpecsId();
    return specs != null
        && scope
            .stores()
            .qosSpecs()
            .find(scope.handle(), specs)
            .map(QosSpecsRow::consumer)
            .filter(consumer -> !consumer.equals("back-end"))
            .isPresent();
  }

  private static List<String> attachStatuses(AdmitScope scope, VolumeRow volume) {
    return scope.stores().attachments().ofVolume(scope.handle(), volume.id()).stream()
        .map(AttachmentRow::attachStatus)
        .toList();
  }

  @Override
  public void settle(SettleScope scope, RetypeVolume input) {
    VolumeRow volume = StorageTruth.held(scope, input.volume());
    VolumeStatus.Computed status =
        VolumeStatus.of(
            null,
            scope.statusAfter(volume.previousStatus()),
            StorageTruth.attachStatuses(scope, volume));
    scope.requireHeld(
        scope
            .stores()
            .volumes()
            .release(
                scope.handle(),
                volume.id(),
                scope.operation(),
                status.status(),
                status.attachStatus(),
                scope.now()));
    switch (scope.outcome()) {
      case Outcome.Succeeded unused -> {}
      case Outcome.Cancelled() -> {}
      case Outcome.Failed(ErrorCode code, String unused) ->
          Messages.volume(
              scope,
              volume.id().value(),
              Messages.Action.SCHEDULE,
              code.category() == ErrorCategory.CAPACITY
                  ? Messages.Detail.NO_BACKEND
                  : Messages.Detail.UNKNOWN);
    }
  }
}
