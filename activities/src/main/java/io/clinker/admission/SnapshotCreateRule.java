package io.clinker.admission;

import io.clinker.driver.Capability;
import io.clinker.model.ResourceRef;
import io.clinker.operations.AnswerRow;
import io.clinker.operations.OperationInput.CreateSnapshot;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.BackendRow;
import io.clinker.store.SnapshotRow;
import io.clinker.store.VolumeRow;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A snapshot of a volume, in use too where the backend can. */
final class SnapshotCreateRule implements Rule<CreateSnapshot> {
  private final Quota quota;
  private final Types types;

  SnapshotCreateRule(Quota quota, Types types) {
    this.quota = quota;
    this.types = types;
  }

  @Override
  public Decision admit(AdmitScope scope, CreateSnapshot input) {
    String project = scope.request().projectId();
    quota.lock(scope.handle(), project);
    VolumeRow volume = scope.lockVolume(input.volume());
    BackendRow backend = requireReady(scope, input, volume);
    quota.require(
        scope.handle(),
        project,
        types.ofVolume(scope, volume),
        new Quota.Demand(0, 1, volume.sizeGib()),
        0);
    Pins.takeSource(scope, volume.id().ref(), 400, refusal(input, volume));
    Map<ResourceRef, Long> fences = new TreeMap<>(Pins.tryTicket(scope, volume, backend));
    fences.put(input.snapshot().ref(), 1L);
    SnapshotRow row =
        new SnapshotRow(
            input.snapshot(),
            volume.id(),
            project,
            scope.request().userId(),
            input.name(),
            input.description(),
            volume.sizeGib(),
            volume.volumeTypeId(),
            scope.request().kind().statuses().during(),
            "0%",
            input.metadata(),
            1,
            0,
            scope.operation().value(),
            scope.now(),
            null,
            null);
    scope.stores().snapshots().insert(scope.handle(), row);
    return Decision.steps(
            new Plan.CreateSnapshot(
                input.snapshot(),
                volume.id(),
                backend.name(),
                scope.stores().attachments().exportHost(scope.handle(), volume.id()).orElse(null)),
            new AnswerRow.Snapshot(row),
            fences)
        .at(Decision.Place.of(backend.name(), volume.pool()));
  }

  private static BackendRow requireReady(AdmitScope scope, CreateSnapshot input, VolumeRow volume) {
    boolean inUse = volume.status().equals("in-use");
    boolean allowed = volume.status().equals("available") || (inUse && input.allowInUse());
    if (!allowed || volume.operationId() != null) {
      throw Holders.refusal(scope, volume, 400, refusal(input, volume));
    }
    String name = volume.backend();
    @Nullable BackendRow backend =
        name == null ? null : scope.stores().pools().backend(scope.handle(), name).orElse(null);
    if (backend == null) {
      throw Refusals.invalidState(
          400, "Invalid volume: Volume %s has no place.".formatted(volume.id()));
    }
    if (backend.frozen()) {
      throw Refusals.badRequest("Backend %s is frozen.".formatted(backend.name()));
    }
    Capability needed = inUse ? Capability.SNAPSHOT_IN_USE : Capability.SNAPSHOT;
    if (!backend.capabilities().contains(needed)) {
      throw Refusals.notSupported(
          "Invalid volume: Backend %s cannot do this: %s.".formatted(backend.name(), needed));
    }
    return backend;
  }

  private static String refusal(CreateSnapshot input, VolumeRow volume) {
    return "Invalid volume: Volume %s status must be %s, but current status is: %s."
        .formatted(
            volume.id(), input.allowInUse() ? "available or in-use" : "available", volume.status());
  }

  @Override
  public void settle(SettleScope scope, CreateSnapshot input) {
    var snapshots = scope.stores().snapshots();
    switch (scope.outcome()) {
      case Outcome.Succeeded unused ->
          scope.requireHeld(
              snapshots.release(
                  scope.handle(),
                  input.snapshot(),
                  scope.operation(),
                  scope.statusAfter(null),
                  "100%",
                  scope.now()));
      case Outcome.Failed unused -> {
        scope.requireHeld(
            snapshots.release(
                scope.handle(),
                input.snapshot(),
                scope.operation(),
                scope.statusAfter(null),
                "0%",
                scope.now()));
        Messages.snapshot(
            scope,
            input.snapshot().value(),
            Messages.Action.CREATE_SNAPSHOT,
            Messages.Detail.SNAPSHOT_CREATE_FAILED);
      }
      case Outcome.Cancelled() ->
          scope.requireHeld(
              snapshots.delete(scope.handle(), input.snapshot(), scope.operation(), scope.now()));
    }
  }
}
