package io.clinker.drivers.simulator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.ForeignReference;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be asked of a {@link SimulatorArray}; one record per method of the driver SPI. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "call")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ArrayCall.Seal.class, name = "seal"),
  @JsonSubTypes.Type(value = ArrayCall.CreateVolume.class, name = "createVolume"),
  @JsonSubTypes.Type(value = ArrayCall.DeleteVolume.class, name = "deleteVolume"),
  @JsonSubTypes.Type(value = ArrayCall.ExtendVolume.class, name = "extendVolume"),
  @JsonSubTypes.Type(value = ArrayCall.CreateSnapshot.class, name = "createSnapshot"),
  @JsonSubTypes.Type(value = ArrayCall.DeleteSnapshot.class, name = "deleteSnapshot"),
  @JsonSubTypes.Type(value = ArrayCall.RevertVolume.class, name = "revertVolume"),
  @JsonSubTypes.Type(value = ArrayCall.ManageVolume.class, name = "manageVolume"),
  @JsonSubTypes.Type(value = ArrayCall.GiveBackVolume.class, name = "giveBackVolume"),
  @JsonSubTypes.Type(value = ArrayCall.UnmanageVolume.class, name = "unmanageVolume"),
  @JsonSubTypes.Type(value = ArrayCall.ManageSnapshot.class, name = "manageSnapshot"),
  @JsonSubTypes.Type(value = ArrayCall.GiveBackSnapshot.class, name = "giveBackSnapshot"),
  @JsonSubTypes.Type(value = ArrayCall.UnmanageSnapshot.class, name = "unmanageSnapshot"),
  @JsonSubTypes.Type(value = ArrayCall.FindManageable.class, name = "findManageable"),
  @JsonSubTypes.Type(value = ArrayCall.ManageableVolumes.class, name = "manageableVolumes"),
  @JsonSubTypes.Type(value = ArrayCall.ManageableSnapshots.class, name = "manageableSnapshots"),
  @JsonSubTypes.Type(value = ArrayCall.Connect.class, name = "connect"),
  @JsonSubTypes.Type(value = ArrayCall.Disconnect.class, name = "disconnect"),
  @JsonSubTypes.Type(value = ArrayCall.RestoreExports.class, name = "restoreExports"),
  @JsonSubTypes.Type(value = ArrayCall.Sweep.class, name = "sweep"),
  @JsonSubTypes.Type(value = ArrayCall.ObserveVolume.class, name = "observeVolume"),
  @JsonSubTypes.Type(value = ArrayCall.ObserveSnapshot.class, name = "observeSnapshot"),
  @JsonSubTypes.Type(value = ArrayCall.ListPools.class, name = "pools"),
  @JsonSubTypes.Type(value = ArrayCall.ListAll.class, name = "inventory")
})
public sealed interface ArrayCall {

  /** The objects that the call is about; faults are matched by them. */
  List<ResourceRef> objects();

  /** The name of the driver's method; faults are matched by it. */
  default String word() {
    return switch (this) {
      case Seal seal -> "seal";
      case CreateVolume create -> "createVolume";
      case DeleteVolume delete -> "deleteVolume";
      case ExtendVolume extend -> "extendVolume";
      case CreateSnapshot create -> "createSnapshot";
      case DeleteSnapshot delete -> "deleteSnapshot";
      case RevertVolume revert -> "revertVolume";
      case ManageVolume manage -> "manageVolume";
      case GiveBackVolume give -> "giveBackVolume";
      case UnmanageVolume unmanage -> "unmanageVolume";
      case ManageSnapshot manage -> "manageSnapshot";
      case GiveBackSnapshot give -> "giveBackSnapshot";
      case UnmanageSnapshot unmanage -> "unmanageSnapshot";
      case FindManageable find -> "findManageable";
      case ManageableVolumes list -> "manageableVolumes";
      case ManageableSnapshots list -> "manageableSnapshots";
      case Connect connect -> "connect";
      case Disconnect disconnect -> "disconnect";
      case RestoreExports restore -> "restoreExports";
      case Sweep sweep -> "sweep";
      case ObserveVolume observe -> "observeVolume";
      case ObserveSnapshot observe -> "observeSnapshot";
      case ListPools pools -> "pools";
      case ListAll all -> "inventory";
    };
  }

  /** The names of all calls. */
  static Set<String> words() {
    return Arrays.stream(ArrayCall.class.getAnnotation(JsonSubTypes.class).value())
        .map(JsonSubTypes.Type::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A call that needs a token and writes marks. */
  sealed interface Change extends ArrayCall {
    /** The objects whose fences the token must hold. */
    List<ResourceRef> changed();
  }

  /** A call without a token. */
  sealed interface Unfenced extends ArrayCall {}

  /** Only raises marks. */
  record Seal(List<ResourceRef> objects) implements Change {
    public Seal {
      objects = List.copyOf(objects);
    }

    @Override
    public List<ResourceRef> changed() {
      return objects;
    }
  }

  /** The volume exists with this size and these contents. */
  record CreateVolume(VolumeId volume, Size size, VolumeSource source) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return switch (source) {
        case VolumeSource.Blank blank -> List.of(volume.ref());
        case VolumeSource.OfSnapshot of ->
            List.of(volume.ref(), of.snapshot().ref(), of.volume().ref());
        case VolumeSource.OfVolume of -> List.of(volume.ref(), of.volume().ref());
      };
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(volume.ref());
    }
  }

  /** The volume does not exist. */
  record DeleteVolume(VolumeId volume) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(volume.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return objects();
    }
  }

  /** The volume has at least this size. */
  record ExtendVolume(VolumeId volume, Size size) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(volume.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return objects();
    }
  }

  /** The snapshot exists. */
  record CreateSnapshot(SnapshotId snapshot, VolumeId volume) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(snapshot.ref(), volume.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(snapshot.ref());
    }
  }

  /** The snapshot does not exist. */
  record DeleteSnapshot(SnapshotId snapshot, VolumeId volume) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(snapshot.ref(), volume.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(snapshot.ref());
    }
  }

  /** The volume holds what the snapshot holds. */
  record RevertVolume(VolumeId volume, SnapshotId snapshot) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(volume.ref(), snapshot.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(volume.ref());
    }
  }

  /** The foreign volume of this reference is this volume. */
  record ManageVolume(VolumeId volume, ForeignReference reference) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(volume.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(volume.ref());
    }
  }

  /** What was taken as this volume is foreign again, as it was. */
  record GiveBackVolume(VolumeId volume) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(volume.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(volume.ref());
    }
  }

  /** This volume is foreign, under a name made of its id. */
  record UnmanageVolume(VolumeId volume) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(volume.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(volume.ref());
    }
  }

  /** The foreign snapshot of this reference is this snapshot. */
  record ManageSnapshot(SnapshotId snapshot, VolumeId volume, ForeignReference reference)
      implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(snapshot.ref(), volume.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(snapshot.ref());
    }
  }

  /** What was taken as this snapshot is foreign again, as it was. */
  record GiveBackSnapshot(SnapshotId snapshot, VolumeId volume) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(snapshot.ref(), volume.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(snapshot.ref());
    }
  }

  /** This snapshot is foreign, under a name made of its id. */
  record UnmanageSnapshot(SnapshotId snapshot, VolumeId volume) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(snapshot.ref(), volume.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(snapshot.ref());
    }
  }

  /** What could be taken, or was taken, as this volume. */
  record FindManageable(VolumeId volume, ForeignReference reference) implements Unfenced {
    @Override
    public List<ResourceRef> objects() {
      return List.of(volume.ref());
    }
  }

  /** All volumes of the pool, foreign ones too. */
  record ManageableVolumes() implements Unfenced {
    @Override
    public List<ResourceRef> objects() {
      return List.of();
    }
  }

  /** All snapshots of volumes of the pool, foreign ones too. */
  record ManageableSnapshots() implements Unfenced {
    @Override
    public List<ResourceRef> objects() {
      return List.of();
    }
  }

  /** The attachment's export exists. */
  record Connect(ConnectRequest request) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(request.attachment().ref(), request.volume().ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(request.attachment().ref());
    }
  }

  /** The attachment's export does not exist. */
  record Disconnect(AttachmentId attachment, VolumeId volume) implements Change {
    @Override
    public List<ResourceRef> objects() {
      return List.of(attachment.ref(), volume.ref());
    }

    @Override
    public List<ResourceRef> changed() {
      return List.of(attachment.ref());
    }
  }

  /** Exports that ought to run do run again; guarded by the fences in the records. */
  record RestoreExports(List<ExportRecord> wanted) implements Unfenced {
    public RestoreExports {
      wanted = List.copyOf(wanted);
    }

    @Override
    public List<ResourceRef> objects() {
      return wanted.stream().map(record -> record.request().attachment().ref()).toList();
    }
  }

  /** What was left half made so long ago does not exist. */
  record Sweep(long minimumAgeMilliseconds) implements Unfenced {
    @Override
    public List<ResourceRef> objects() {
      return List.of();
    }
  }

  /** The volume as it is. */
  record ObserveVolume(VolumeId volume) implements Unfenced {
    @Override
    public List<ResourceRef> objects() {
      return List.of(volume.ref());
    }
  }

  /** The snapshot as it is. */
  record ObserveSnapshot(SnapshotId snapshot) implements Unfenced {
    @Override
    public List<ResourceRef> objects() {
      return List.of(snapshot.ref());
    }
  }

  /** The space of the pool. */
  record ListPools() implements Unfenced {
    @Override
    public List<ResourceRef> objects() {
      return List.of();
    }
  }

  /** All objects of the pool. */
  record ListAll() implements Unfenced {
    @Override
    public List<ResourceRef> objects() {
      return List.of();
    }
  }
}
