package io.clinker.admission;

import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.PinKind;
import io.clinker.operations.Plan;
import io.clinker.store.Json;
import io.clinker.store.OperationRow;
import io.clinker.store.Stores;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The counters that order everything that is done to an object. */
final class Fences {
  private Fences() {}

  /** The objects that the steps of an operation may change, in the order of locks. */
  static TreeSet<ResourceRef> objects(Handle handle, Stores stores, OperationRow operation) {
    TreeSet<ResourceRef> objects = new TreeSet<>();
    objects.add(operation.resource());
    String plan = operation.plan();
    if (plan != null) {
      switch (Json.read(plan, Plan.class)) {
        case Plan.DeleteVolume delete ->
            delete.snapshots().forEach(snapshot -> objects.add(snapshot.ref()));
        case Plan.RevertVolume revert -> objects.add(revert.snapshot().ref());
        case Plan.ReadVolume read ->
            read.snapshots().forEach(snapshot -> objects.add(snapshot.ref()));
        case Plan.AdoptVolume unused -> {}
        case Plan.AdoptSnapshot unused -> {}
        case Plan.ManageVolume unused -> {}
        case Plan.UnmanageVolume unused -> {}
        case Plan.ManageSnapshot unused -> {}
        case Plan.UnmanageSnapshot unused -> {}
        case Plan.ReadSnapshot unused -> {}
        case Plan.CreateVolume unused -> {}
        case Plan.ExtendVolume unused -> {}
        case Plan.CreateSnapshot unused -> {}
        case Plan.DeleteSnapshot unused -> {}
        case Plan.Connect unused -> {}
        case Plan.Disconnect unused -> {}
        case Plan.CreateGroup create ->
            create.volumes().forEach(member -> objects.add(member.volume().ref()));
        case Plan.DeleteGroup delete ->
            delete.volumes().forEach(member -> objects.add(member.volume().ref()));
        case Plan.CreateGroupSnapshot create ->
            create.snapshots().forEach(member -> objects.add(member.snapshot().ref()));
        case Plan.DeleteGroupSnapshot delete ->
            delete.snapshots().forEach(member -> objects.add(member.snapshot().ref()));
        case Plan.Nothing unused -> {}
        case Plan.Hopeless unused -> {}
      }
    }
    stores.pins().ofOperation(handle, operation.id()).stream()
        .filter(pin -> pin.kind() == PinKind.TICKET)
        .forEach(pin -> objects.add(pin.resource()));
    return objects;
  }

  /** Raises a fence and tells it; the row stays locked. */
  static long raise(Handle handle, ResourceRef object) {
    handle
        .createUpdate(
            "update %s set fence = fence + 1, version = version + 1 where id = ?"
                .formatted(table(object)))
        .bind(0, object.id())
        .execute();
    Long fence = read(handle, object);
    if (fence == null) {
      throw new LostTurnException("there is no " + object);
    }
    return fence;
  }

  /** Raises all fences of an operation that still holds its resource. */
  static Map<ResourceRef, Long> raiseAll(Handle handle, Stores stores, OperationRow operation) {
    Map<ResourceRef, Long> fences = new TreeMap<>();
    for (ResourceRef object : objects(handle, stores, operation)) {
      fences.put(object, raise(handle, object));
    }
    return fences;
  }

  /** The fences as they are. */
  static Map<ResourceRef, Long> current(Handle handle, Stores stores, OperationRow operation) {
    Map<ResourceRef, Long> fences = new TreeMap<>();
    for (ResourceRef object : objects(handle, stores, operation)) {
      Long fence = read(handle, object);
      if (fence != null) {
        fences.put(object, fence);
      }
    }
    return fences;
  }

  /** Whether the operation is the one that holds its resource alone; locks the resource's row. */
  static boolean holdsResource(Handle handle, OperationRow operation) {
    return handle
        .createQuery(
            "select operation_id from %s where id = ? and deleted_at is null for update"
                .formatted(table(operation.resource())))
        .bind(0, operation.resource().id())
        .mapTo(String.class)
        .findOne()
        .map(OperationId::new)
        .filter(operation.id()::equals)
        .isPresent();
  }

  private static @Nullable Long read(Handle handle, ResourceRef object) {
    return handle
        .createQuery("select fence from %s where id = ?".formatted(table(object)))
        .bind(0, object.id())
        .mapTo(Long.class)
        .findOne()
        .orElse(null);
  }

  private static String table(ResourceRef object) {
    return switch (object.kind()) {
      case VOLUME -> "volume";
      case SNAPSHOT -> "snapshot";
      case ATTACHMENT -> "attachment";
      case GROUP -> "volume_group";
      case GROUP_SNAPSHOT -> "group_snapshot";
    };
  }
}
