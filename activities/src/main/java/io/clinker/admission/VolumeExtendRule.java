package io.clinker.admission;

import io.clinker.admission.Decision.Place;
import io.clinker.driver.Capability;
import io.clinker.model.ErrorCategory;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.AttachmentRow;
import io.clinker.store.BackendRow;
import io.clinker.store.Database.RepeatException;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A volume becomes larger, in use too where the backend can. */
final class VolumeExtendRule implements Rule<ExtendVolume> {
  private final Quota quota;
  private final Capacity capacity;
  private final Types types;

  VolumeExtendRule(Quota quota, Capacity capacity, Types types) {
    this.quota = quota;
    this.capacity = capacity;
    this.types = types;
  }

  @Override
  public Decision admit(AdmitScope scope, ExtendVolume input) {
    var volumes = scope.stores().volumes();
    // Read first, since the project and the pool are taken before the volume.
    VolumeRow seen =
        volumes
            .find(scope.handle(), input.volume(), scope.visible())
            .orElseThrow(() -> Refusals.volumeNotFound(input.volume().value()));
    quota.lock(scope.handle(), seen.projectId());
    String backend = requireReady(scope, input, seen);
    int more = input.newSizeGib() - seen.sizeGib();
    if (more <= 0) {
      throw Refusals.invalidInput(
          "New size for extend must be greater than current size. (current: %d, extended: %d)."
              .formatted(seen.sizeGib(), input.newSizeGib()));
    }
    TypeRow type = types.ofVolume(scope, seen);
    Types.requireSize(type, input.newSizeGib());
    quota.require(
        scope.handle(), seen.projectId(), type, new Quota.Demand(0, 0, more), input.newSizeGib());
    String pool = seen.pool();
    boolean fits = pool != null && capacity.grow(scope.handle(), backend, pool, more);

    VolumeRow volume = scope.lockVolume(input.volume());
    if (volume.sizeGib() != seen.sizeGib()
        || !volume.volumeTypeId().equals(seen.volumeTypeId())
        || !volume.projectId().equals(seen.projectId())) {
      throw new RepeatException("the volume changed while the request was decided");
    }
    requireReady(scope, input, volume);
    OperationKind kind = OperationKind.VOLUME_EXTEND;
    Holders.requireUnpinned(
        scope, volume.id().ref(), kind.excludedBy(), 400, refusal(input, volume));
    volumes.hold(scope.handle(), volume, scope.operation(), kind.statuses().during(), scope.now());
    Map<ResourceRef, Long> fences = Map.of(volume.id().ref(), volume.fence() + 1);
    if (!fits || pool == null) {
      return Decision.steps(
          new Plan.Hopeless(
              "Pool %s#%s has no room for %d GiB more".formatted(backend, pool, more)),
          answer(scope, volume),
          fences);
    }
    volumes.setExtending(scope.handle(), volume.id(), input.newSizeGib());
    Optional<String> exportHost =
        scope.stores().attachments().exportHost(scope.handle(), volume.id());
    return Decision.steps(
            new Plan.ExtendVolume(
                volume.id(),
                Size.ofGibibytes(input.newSizeGib()),
                backend,
                exportHost.orElse(null),
                isUsedByServers(scope, volume)),
            answer(scope, volume),
            fences)
        .at(new Place(backend, pool, more));
  }

  private static boolean isUsedByServers(AdmitScope scope, VolumeRow volume) {
    return scope.stores().attachments().ofVolume(scope.handle(), volume.id()).stream()
        .anyMatch(row -> row.instanceUuid() != null);
  }

  private static AnswerRow answer(AdmitScope scope, VolumeRow volume) {
    return new AnswerRow.Volume(
        scope.stores().volumes().find(scope.handle(), volume.id(), null).orElseThrow());
  }

  /** Where the volume is, if its status and its backend let it grow. */
  private static String requireReady(AdmitScope scope, ExtendVolume input, VolumeRow volume) {
    boolean inUse = volume.status().equals("in-use");
    boolean allowed = volume.status().equals("available") || (inUse && input.allowInUse());
    if (!allowed || volume.operationId() != null) {
      throw Holders.refusal(scope, volume, 400, refusal(input, volume));
    }
    String name = volume.backend();
    @Nullable BackendRow backend =
        name == null ? null : scope.stores().pools().backend(scope.handle(), name).orElse(null);
    if (name == null || backend == null) {
      throw Refusals.invalidState(
          400, "Invalid volume: Volume %s has no place.".formatted(volume.id()));
    }
    Capability needed = inUse ? Capability.EXTEND_IN_USE : Capability.EXTEND;
    if (!backend.capabilities().contains(needed)) {
      throw Refusals.notSupported(
          "Invalid volume: Backend %s cannot do this: %s.".formatted(name, needed));
    }
    return name;
  }

  private static String refusal(ExtendVolume input, VolumeRow volume) {
    return "Invalid volume: Volume %s status must be '%s' to extend, currently %s."
        .formatted(
            volume.id(), input.allowInUse() ? "available or in-use" : "available", volume.status());
  }

  @Override
  public void settle(SettleScope scope, ExtendVolume input) {
    var volumes = scope.stores().volumes();
    var row = scope.row();
    boolean succeeded = scope.outcome() instanceof Outcome.Succeeded;
    if (!succeeded) {
      capacity.release(scope.handle(), row.backend(), row.pool(), row.poolGib());
    }
    VolumeRow volume =
        volumes
            .lock(scope.handle(), input.volume())
            .orElseThrow(() -> new LostTurnException("the volume is gone"));
    String own =
        switch (scope.outcome()) {
          case Outcome.Succeeded unused -> VolumeGrowth.ownAfter(volume);
          // No room is an answer of the scheduler, after which Cinder's volumes are as before.
          case Outcome.Failed(ErrorCode code, String unused)
              when code.category() == ErrorCategory.CAPACITY ->
              before(volume);
          case Outcome.Failed unused -> scope.statusAfter(volume.previousStatus());
          case Outcome.Cancelled() -> before(volume);
        };
    List<String> attachments =
        scope.stores().attachments().ofVolume(scope.handle(), volume.id()).stream()
            .map(AttachmentRow::attachStatus)
            .toList();
    VolumeStatus.Computed status = VolumeStatus.of(null, own, attachments);
    scope.requireHeld(
        volumes.release(
            scope.handle(),
            volume.id(),
            scope.operation(),
            status.status(),
            status.attachStatus(),
            scope.now()));
    switch (scope.outcome()) {
      case Outcome.Succeeded(boolean unused, String untold) -> {
        volumes.setSize(scope.handle(), volume.id(), input.newSizeGib());
        forgetAnswer(scope, volume, status);
        if (untold != null) {
          Messages.volume(
              scope, volume.id().value(), Messages.Action.EXTEND, Messages.Detail.COMPUTE_NOT_TOLD);
        }
      }
      case Outcome.Failed(ErrorCode code, String unused) ->
          Messages.volume(
              scope,
              volume.id().value(),
              Messages.Action.EXTEND,
              code.category() == ErrorCategory.CAPACITY
                  ? Messages.Detail.NO_BACKEND
                  : Messages.Detail.EXTEND_FAILED);
      case Outcome.Cancelled() -> {}
    }
  }

  private static void forgetAnswer(
      SettleScope scope, VolumeRow volume, VolumeStatus.Computed status) {
    Map<String, String> admin = new HashMap<>(volume.adminMetadata());
    if (admin.remove(VolumeGrowth.ANSWER) != null) {
      scope
          .stores()
          .volumes()
          .setStatus(
              scope.handle(),
              volume.id(),
              status.status(),
              status.attachStatus(),
              admin,
              scope.now());
    }
  }

  private static String before(VolumeRow volume) {
    String previous = volume.previousStatus();
    return previous == null ? "available" : previous;
  }
}
