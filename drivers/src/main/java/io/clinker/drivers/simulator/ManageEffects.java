package io.clinker.drivers.simulator;

import io.clinker.driver.Capability;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.ManageableObject;
import io.clinker.drivers.simulator.ArrayState.StoredSnapshot;
import io.clinker.drivers.simulator.ArrayState.StoredVolume;
import io.clinker.drivers.simulator.ForeignObjects.Foreign;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.VolumeId;
import java.util.ArrayList;
import java.util.List;

/** Foreign objects become ours and ours become foreign: calls of one part each. */
final class ManageEffects {
  private final ArrayState state;

  ManageEffects(ArrayState state) {
    this.state = state;
  }

  ArrayReply manage(ArrayRequest request, ArrayCall.ManageVolume manage) {
    Effects.require(request, Capability.MANAGE);
    ResourceRef object = manage.volume().ref();
    StoredVolume present = state.volume(manage.volume());
    if (present != null) {
      requireTaken(object);
      return new ArrayReply.OfVolume(state.show(present));
    }
    Foreign found =
        state.foreign.volume(request.pool(), manage.reference()).orElseThrow(() -> missing(object));
    StoredVolume made =
        new StoredVolume(
            manage.volume(),
            found.pool(),
            found.size(),
            found.blocks(),
            found.thick(),
            false,
            false,
            null,
            state.now());
    state.foreign.remove(found);
    state.foreign.remember(object, found.reference());
    state.put(made);
    return new ArrayReply.OfVolume(state.show(made));
  }

  ArrayReply giveBack(ArrayRequest request, ArrayCall.GiveBackVolume give) {
    Effects.require(request, Capability.MANAGE);
    ResourceRef object = give.volume().ref();
    StoredVolume present = state.volume(give.volume());
    if (present != null) {
      letGo(present, requireTaken(object));
    }
    return new ArrayReply.Done();
  }

  ArrayReply unmanage(ArrayRequest request, ArrayCall.UnmanageVolume unmanage) {
    Effects.require(request, Capability.MANAGE);
    StoredVolume present = state.volume(unmanage.volume());
    if (present != null) {
      state.exportsOf(unmanage.volume()).forEach(state::remove);
      letGo(present, state.foreign.numbered(nameOf(unmanage.volume().ref())));
    }
    return new ArrayReply.Done();
  }

  private void letGo(StoredVolume volume, ForeignReference reference) {
    Foreign foreign =
        new Foreign(reference, null, volume.pool(), volume.size(), volume.blocks(), volume.thick());
    state.remove(volume);
    state.foreign.forget(volume.id().ref());
    state.foreign.put(foreign);
  }

  ArrayReply manage(ArrayRequest request, ArrayCall.ManageSnapshot manage) {
    Effects.require(request, Capability.MANAGE_SNAPSHOT);
    ResourceRef object = manage.snapshot().ref();
    StoredSnapshot present = state.snapshot(manage.snapshot());
    if (present != null) {
      requireTaken(object);
      return new ArrayReply.OfSnapshot(state.show(present));
    }
    Foreign found =
        state
            .foreign
            .snapshot(request.pool(), manage.volume(), manage.reference())
            .orElseThrow(() -> missing(object));
    StoredSnapshot made =
        new StoredSnapshot(
            manage.snapshot(),
            manage.volume(),
            found.pool(),
            found.size(),
            found.blocks(),
            false,
            state.now());
    state.foreign.remove(found);
    state.foreign.remember(object, found.reference());
    state.put(made);
    return new ArrayReply.OfSnapshot(state.show(made));
  }

  ArrayReply giveBack(ArrayRequest request, ArrayCall.GiveBackSnapshot give) {
    Effects.require(request, Capability.MANAGE_SNAPSHOT);
    ResourceRef object = give.snapshot().ref();
    StoredSnapshot present = state.snapshot(give.snapshot());
    if (present != null) {
      letGo(present, requireTaken(object));
    }
    return new ArrayReply.Done();
  }

  ArrayReply unmanage(ArrayRequest request, ArrayCall.UnmanageSnapshot unmanage) {
    Effects.require(request, Capability.MANAGE_SNAPSHOT);
    StoredSnapshot present = state.snapshot(unmanage.snapshot());
    if (present != null) {
      letGo(present, state.foreign.numbered(nameOf(unmanage.snapshot().ref())));
    }
    return new ArrayReply.Done();
  }

  private void letGo(StoredSnapshot snapshot, ForeignReference reference) {
    Foreign foreign =
        new Foreign(
            reference,
            snapshot.volume(),
            snapshot.pool(),
            snapshot.size(),
            snapshot.blocks(),
            false);
    state.remove(snapshot);
    state.foreign.forget(snapshot.id().ref());
    state.foreign.put(foreign);
  }

  ArrayReply find(ArrayRequest request, ArrayCall.FindManageable find) {
    Effects.require(request, Capability.MANAGE);
    StoredVolume present = state.volume(find.volume());
    if (present != null) {
      return new ArrayReply.OfManageable(
          List.of(
              new ManageableObject(
                  requireTaken(find.volume().ref()), present.size(), null, null, null)));
    }
    return new ArrayReply.OfManageable(
        state.foreign.volume(request.pool(), find.reference()).stream()
            .map(ManageEffects::show)
            .toList());
  }

  ArrayReply volumes(ArrayRequest request) {
    Effects.require(request, Capability.MANAGE);
    List<ManageableObject> found = new ArrayList<>();
    state.foreign.volumes(request.pool()).forEach(foreign -> found.add(show(foreign)));
    for (StoredVolume volume : state.volumes()) {
      if (volume.pool().equals(request.pool()) && !volume.half()) {
        found.add(
            ManageableObject.managed(nameOf(volume.id()), volume.size(), volume.id().value()));
      }
    }
    return new ArrayReply.OfManageable(found);
  }

  ArrayReply snapshots(ArrayRequest request) {
    Effects.require(request, Capability.MANAGE_SNAPSHOT);
    List<ManageableObject> found = new ArrayList<>();
    for (Foreign foreign : state.foreign.snapshots(request.pool())) {
      VolumeId volume = foreign.snapshotOf();
      if (volume != null && state.volume(volume) != null) {
        found.add(show(foreign).of(nameOf(volume)));
      }
    }
    for (StoredSnapshot snapshot : state.snapshots()) {
      if (snapshot.pool().equals(request.pool()) && !snapshot.half()) {
        ForeignReference reference = ForeignReference.named(nameOf(snapshot.id().ref()));
        found.add(
            ManageableObject.managed(reference, snapshot.size(), snapshot.id().value())
                .of(nameOf(snapshot.volume())));
      }
    }
    return new ArrayReply.OfManageable(found);
  }

  private static ManageableObject show(Foreign foreign) {
    return new ManageableObject(foreign.reference(), foreign.size(), null, null, null);
  }

  private static ForeignReference nameOf(VolumeId volume) {
    return ForeignReference.named(nameOf(volume.ref()));
  }

  private static String nameOf(ResourceRef object) {
    return object.kind().word() + "-" + object.id();
  }

  private ForeignReference requireTaken(ResourceRef object) {
    return state
        .foreign
        .origin(object)
        .orElseThrow(
            () ->
                Effects.failure(
                    ErrorCode.OBJECT_MISMATCH, "The object exists and was not taken over", object));
  }

  private static io.clinker.model.ClinkerException missing(ResourceRef object) {
    return Effects.failure(
        ErrorCode.OBJECT_MISSING, "The array holds nothing of this reference", object);
  }
}
