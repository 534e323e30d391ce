package io.clinker.drivers.simulator;

import io.clinker.driver.Capability;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.VolumeSource;
import io.clinker.drivers.simulator.ArrayState.StoredExport;
import io.clinker.drivers.simulator.ArrayState.StoredSnapshot;
import io.clinker.drivers.simulator.ArrayState.StoredVolume;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Mark;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Carries calls out on the state: looks at what is there, does what is missing. With {@code half}
 * only the first part of a call of several parts is done. The same calls in the same order give the
 * same state.
 */
final class Effects {
  private static final int SECTOR = 512;

  private final ArrayState state;
  private final ManageEffects managing;

  Effects(ArrayState state) {
    this.state = state;
    this.managing = new ManageEffects(state);
  }

  ArrayReply apply(ArrayRequest request, boolean half) {
    return switch (request.call()) {
      case ArrayCall.Seal seal -> new ArrayReply.Done();
      case ArrayCall.CreateVolume create -> createVolume(request, create, half);
      case ArrayCall.DeleteVolume delete -> deleteVolume(delete, half);
      case ArrayCall.ExtendVolume extend -> extendVolume(request, extend, half);
      case ArrayCall.CreateSnapshot create -> createSnapshot(request, create, half);
      case ArrayCall.DeleteSnapshot delete -> deleteSnapshot(delete, half);
      case ArrayCall.RevertVolume revert -> revertVolume(request, revert, half);
      case ArrayCall.ManageVolume manage -> managing.manage(request, manage);
      case ArrayCall.GiveBackVolume give -> managing.giveBack(request, give);
      case ArrayCall.UnmanageVolume unmanage -> managing.unmanage(request, unmanage);
      case ArrayCall.ManageSnapshot manage -> managing.manage(request, manage);
      case ArrayCall.GiveBackSnapshot give -> managing.giveBack(request, give);
      case ArrayCall.UnmanageSnapshot unmanage -> managing.unmanage(request, unmanage);
      case ArrayCall.FindManageable find -> managing.find(request, find);
      case ArrayCall.ManageableVolumes list -> managing.volumes(request);
      case ArrayCall.ManageableSnapshots list -> managing.snapshots(request);
      case ArrayCall.Connect connect -> connect(request, connect, half);
      case ArrayCall.Disconnect disconnect -> disconnect(disconnect, half);
      case ArrayCall.RestoreExports restore -> restore(restore);
      case ArrayCall.Sweep sweep ->
          new ArrayReply.Swept(
              state.sweep(
                  request.pool(), state.now() - sweep.minimumAgeMilliseconds() * 1_000_000));
      case ArrayCall.ObserveVolume observe -> {
        StoredVolume volume = state.volume(observe.volume());
        yield new ArrayReply.OfVolume(volume == null || volume.half() ? null : state.show(volume));
      }
      case ArrayCall.ObserveSnapshot observe -> {
        StoredSnapshot snapshot = state.snapshot(observe.snapshot());
        yield new ArrayReply.OfSnapshot(
            snapshot == null || snapshot.half() ? null : state.show(snapshot));
      }
      case ArrayCall.ListPools pools ->
          new ArrayReply.OfPools(List.of(state.report(request.pool())));
      case ArrayCall.ListAll all -> new ArrayReply.OfAll(state.inventory(request.pool(), 0));
    };
  }

  /** What a changing call finds, in words. */
  String describe(ArrayCall call) {
    if (!(call instanceof ArrayCall.Change change) || change.changed().isEmpty()) {
      return "";
    }
    ResourceRef object = change.changed().getFirst();
    return switch (object.kind()) {
      case VOLUME -> {
        StoredVolume volume = state.volume(new VolumeId(object.id()));
        yield volume == null
            ? "absent"
            : (volume.half() ? "half made with " : "present with ")
                + volume.size().bytes()
                + " bytes";
      }
      case SNAPSHOT -> {
        StoredSnapshot snapshot = state.snapshot(new SnapshotId(object.id()));
        yield snapshot == null ? "absent" : snapshot.half() ? "half made" : "present";
      }
      case ATTACHMENT -> {
        boolean exported =
            state.exports().stream().anyMatch(export -> export.attachment().ref().equals(object));
        yield exported ? "exported" : "not exported";
      }
      case GROUP, GROUP_SNAPSHOT -> "";
    };
  }

  private ArrayReply createVolume(
      ArrayRequest request, ArrayCall.CreateVolume create, boolean half) {
    VolumeId id = create.volume();
    requireWhole(create.size(), id);
    StoredVolume present = state.volume(id);
    if (present != null && !present.half()) {
      if (present.foreign() || !present.size().equals(create.size())) {
        throw failure(
            ErrorCode.OBJECT_MISMATCH,
            "A volume of this name is there and is not the one asked for",
            id.ref());
      }
      return new ArrayReply.OfVolume(state.show(present));
    }
    Blocks contents = contents(request, create);
    boolean thick =
        !state.pool(request.pool()).thin() || !request.capabilities().contains(Capability.THIN);
    if (thick && present == null) {
      state.requireSpace(request.pool(), create.size().bytes());
    }
    StoredVolume made =
        new StoredVolume(
            id,
            request.pool(),
            create.size(),
            half ? new Blocks() : contents,
            thick,
            false,
            half,
            null,
            state.now());
    state.put(made);
    return new ArrayReply.OfVolume(half ? null : state.show(made));
  }

  private Blocks contents(ArrayRequest request, ArrayCall.CreateVolume create) {
    return switch (create.source()) {
      case VolumeSource.Blank blank -> new Blocks();
      case VolumeSource.OfSnapshot of -> {
        require(request, Capability.CLONE_FROM_SNAPSHOT);
        StoredSnapshot source = needSnapshot(of.snapshot());
        requireRoom(create, source.size());
        yield source.blocks().copy();
      }
      case VolumeSource.OfVolume of -> {
        require(request, Capability.CLONE_FROM_VOLUME);
        StoredVolume source = needVolume(of.volume());
        if (state.inUse(of.volume())) {
          require(request, Capability.CLONE_IN_USE);
        }
        requireRoom(create, source.size());
        yield source.blocks().copy();
      }
    };
  }

  private static void requireWhole(Size size, VolumeId volume) {
    if (size.bytes() <= 0 || size.bytes() % SECTOR != 0) {
      throw failure(
          ErrorCode.INVALID_INPUT, "A size is a number of sectors and not zero", volume.ref());
    }
  }

  private static void requireRoom(ArrayCall.CreateVolume create, Size source) {
    if (create.size().compareTo(source) < 0) {
      throw failure(
          ErrorCode.INVALID_INPUT,
          "The volume would be smaller than its source",
          create.volume().ref());
    }
  }

  private ArrayReply deleteVolume(ArrayCall.DeleteVolume delete, boolean half) {
    StoredVolume present = state.volume(delete.volume());
    if (present == null) {
      return new ArrayReply.Done();
    }
    if (present.foreign()) {
      throw failure(
          ErrorCode.OBJECT_MISMATCH,
          "The volume of this name belongs to somebody else",
          delete.volume().ref());
    }
    state.exportsOf(delete.volume()).forEach(state::remove);
    if (half) {
      state.put(present.with(present.size(), new Blocks()));
    } else {
      state.remove(present);
    }
    return new ArrayReply.Done();
  }

  private ArrayReply extendVolume(
      ArrayRequest request, ArrayCall.ExtendVolume extend, boolean half) {
    requireWhole(extend.size(), extend.volume());
    StoredVolume present = needVolume(extend.volume());
    require(request, Capability.EXTEND);
    long more = extend.size().bytes() - present.size().bytes();
    if (more <= 0) {
      return new ArrayReply.OfVolume(state.show(present));
    }
    if (state.inUse(extend.volume())) {
      require(request, Capability.EXTEND_IN_USE);
    }
    if (present.thick()) {
      state.requireSpace(present.pool(), more);
    }
    Size reached = half ? new Size(present.size().bytes() + more / 2) : extend.size();
    StoredVolume extended = present.with(reached, present.blocks());
    state.put(extended);
    return new ArrayReply.OfVolume(state.show(extended));
  }

  private ArrayReply createSnapshot(
      ArrayRequest request, ArrayCall.CreateSnapshot create, boolean half) {
    require(request, Capability.SNAPSHOT);
    StoredSnapshot present = state.snapshot(create.snapshot());
    if (present != null && !present.volume().equals(create.volume())) {
      throw failure(
          ErrorCode.OBJECT_MISMATCH,
          "A snapshot of this name is there and is of another volume",
          create.snapshot().ref());
    }
    if (present != null && !present.half()) {
      return new ArrayReply.OfSnapshot(state.show(present));
    }
    StoredVolume volume = needVolume(create.volume());
    if (state.inUse(create.volume())) {
      require(request, Capability.SNAPSHOT_IN_USE);
    }
    StoredSnapshot made =
        new StoredSnapshot(
            create.snapshot(),
            create.volume(),
            volume.pool(),
            volume.size(),
            half ? new Blocks() : volume.blocks().copy(),
            half,
            state.now());
    state.put(made);
    return new ArrayReply.OfSnapshot(half ? null : state.show(made));
  }

  private ArrayReply deleteSnapshot(ArrayCall.DeleteSnapshot delete, boolean half) {
    StoredSnapshot present = state.snapshot(delete.snapshot());
    if (present != null && !half) {
      state.remove(present);
    } else if (present != null) {
      state.put(
          new StoredSnapshot(
              present.id(),
              present.volume(),
              present.pool(),
              present.size(),
              new Blocks(),
              true,
              state.now()));
    }
    return new ArrayReply.Done();
  }

  private ArrayReply revertVolume(
      ArrayRequest request, ArrayCall.RevertVolume revert, boolean half) {
    require(request, Capability.REVERT);
    StoredVolume volume = needVolume(revert.volume());
    StoredSnapshot snapshot = needSnapshot(revert.snapshot());
    if (!snapshot.volume().equals(revert.volume())) {
      throw failure(
          ErrorCode.OBJECT_MISMATCH, "The snapshot is of another volume", revert.snapshot().ref());
    }
    if (state.inUse(revert.volume())) {
      throw failure(
          ErrorCode.INVALID_STATE,
          "A volume that is exported cannot be reverted",
          revert.volume().ref());
    }
    OperationId operation = request.token() == null ? null : request.token().operation();
    if (operation == null || operation.equals(volume.reverted())) {
      return new ArrayReply.OfVolume(state.show(volume));
    }
    StoredVolume reverted =
        half
            ? volume.with(volume.size(), volume.blocks().halfOf(snapshot.blocks()))
            : volume.revertedBy(operation, snapshot.blocks().copy());
    state.put(reverted);
    return new ArrayReply.OfVolume(state.show(reverted));
  }

  private ArrayReply connect(ArrayRequest request, ArrayCall.Connect connect, boolean half) {
    var wanted = connect.request();
    StoredVolume volume = needVolume(wanted.volume());
    StoredExport present = state.export(wanted.attachment());
    if (present != null && !present.request().volume().equals(wanted.volume())) {
      throw failure(
          ErrorCode.OBJECT_MISMATCH,
          "The attachment exports another volume",
          wanted.attachment().ref());
    }
    if (present != null && present.running()) {
      return new ArrayReply.OfExport(present.connection());
    }
    boolean shared =
        state.exportsOf(wanted.volume()).stream()
            .anyMatch(export -> !export.attachment().equals(wanted.attachment()));
    if (shared) {
      require(request, Capability.MULTIATTACH);
    }
    StoredExport made =
        new StoredExport(wanted, ConnectionData.of(wanted), volume.pool(), !half, 0, state.now());
    state.put(made);
    return new ArrayReply.OfExport(made.connection());
  }

  private ArrayReply disconnect(ArrayCall.Disconnect disconnect, boolean half) {
    StoredExport present = state.export(disconnect.attachment());
    if (present != null && !present.request().volume().equals(disconnect.volume())) {
      throw failure(
          ErrorCode.OBJECT_MISMATCH,
          "The attachment exports another volume",
          disconnect.attachment().ref());
    }
    if (present != null && half) {
      state.put(present.with(false, 0));
    } else if (present != null) {
      state.remove(present);
    }
    return new ArrayReply.Done();
  }

  private ArrayReply restore(ArrayCall.RestoreExports restore) {
    List<String> restored = new ArrayList<>();
    for (ExportRecord record : restore.wanted()) {
      var request = record.request();
      Mark mark = state.mark(request.attachment().ref());
      StoredVolume volume = state.volume(request.volume());
      StoredExport present = state.export(request.attachment());
      boolean outdated = mark != null && mark.fence() > record.attachmentFence();
      boolean runs = present != null && present.running();
      if (outdated || runs || volume == null || volume.half()) {
        continue;
      }
      state.put(
          new StoredExport(request, record.connection(), volume.pool(), true, 0, state.now()));
      restored.add("export of " + request.volume() + " for " + request.attachment());
    }
    return new ArrayReply.Restored(restored);
  }

  private StoredVolume needVolume(VolumeId id) {
    StoredVolume volume = state.volume(id);
    return found(volume == null || volume.half() ? null : volume, id.ref());
  }

  private StoredSnapshot needSnapshot(SnapshotId id) {
    StoredSnapshot snapshot = state.snapshot(id);
    return found(snapshot == null || snapshot.half() ? null : snapshot, id.ref());
  }

  private static <T> T found(@Nullable T object, ResourceRef ref) {
    if (object == null) {
      throw failure(ErrorCode.OBJECT_MISSING, "The object is not on the array", ref);
    }
    return object;
  }

  static void require(ArrayRequest request, Capability capability) {
    if (!request.capabilities().contains(capability)) {
      throw new ClinkerException(
          ErrorCode.NOT_SUPPORTED,
          "The backend cannot do this",
          Map.of("capability", capability.name()));
    }
  }

  static ClinkerException failure(ErrorCode code, String message, ResourceRef object) {
    return new ClinkerException(code, message, Map.of("object", object.toString()));
  }
}
