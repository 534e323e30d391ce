package io.clinker.admission;

import io.clinker.driver.SerialSection;
import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.ResourceRef;
import io.clinker.model.VolumeId;
import io.clinker.operations.PinKind;
import io.clinker.store.BackendRow;
import io.clinker.store.PinStore.PinRow;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Map;

/**
 * Sets pins on locked rows; writes the row's version, so that two primaries cannot both be right.
 */
final class Pins {
  private Pins() {}

  /**
   * Keeps a snapshot or a volume as it is until the operation ends; queues behind an operation that
   * waits to have it alone.
   */
  static void takeSource(AdmitScope scope, ResourceRef source, int status, String message) {
    Intents.requireNone(scope, source, status, message);
    touch(scope, source);
    scope
        .stores()
        .pins()
        .insert(scope.handle(), source, PinKind.SOURCE, scope.operation(), scope.now());
  }

  /** Keeps operations that need a volume alone away while an attachment of it is worked on. */
  static void takeAttachment(AdmitScope scope, VolumeId volume) {
    scope
        .stores()
        .pins()
        .insert(scope.handle(), volume.ref(), PinKind.ATTACHMENT, scope.operation(), scope.now());
  }

  /**
   * The ticket of a locked volume, if its backend has that serial section and nobody has it.
   *
   * @return the fence of the volume for the holder, empty if the operation does not have the ticket
   */
  static Map<ResourceRef, Long> tryTicket(AdmitScope scope, VolumeRow volume, BackendRow backend) {
    ResourceRef object = volume.id().ref();
    if (!backend.serialSections().contains(SerialSection.COPY_OF_ONE_VOLUME)
        || holdsTicket(scope.stores().pins().of(scope.handle(), object))) {
      return Map.of();
    }
    scope
        .stores()
        .pins()
        .insert(scope.handle(), object, PinKind.TICKET, scope.operation(), scope.now());
    return Map.of(object, Fences.raise(scope.handle(), object));
  }

  private static boolean holdsTicket(List<PinRow> pins) {
    return pins.stream().anyMatch(pin -> pin.kind() == PinKind.TICKET);
  }

  private static void touch(AdmitScope scope, ResourceRef ref) {
    switch (ref.kind()) {
      case VOLUME -> scope.stores().volumes().touch(scope.handle(), new VolumeId(ref.id()));
      case SNAPSHOT ->
          scope
              .stores()
              .snapshots()
              .touch(scope.handle(), new io.clinker.model.SnapshotId(ref.id()));
      case GROUP -> scope.stores().groups().touch(scope.handle(), new GroupId(ref.id()));
      case GROUP_SNAPSHOT ->
          scope.stores().groupSnapshots().touch(scope.handle(), new GroupSnapshotId(ref.id()));
      case ATTACHMENT -> throw new IllegalArgumentException("an attachment is no source");
    }
  }
}
