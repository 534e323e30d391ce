package io.clinker.drivers.simulator;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.clinker.model.AttachmentId;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import org.jspecify.annotations.Nullable;

/** What an operator of the simulator can do to the array behind the back of its users. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "act")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AdminAct.SetPool.class, name = "setPool"),
  @JsonSubTypes.Type(value = AdminAct.AddVolume.class, name = "addVolume"),
  @JsonSubTypes.Type(value = AdminAct.AddSnapshot.class, name = "addSnapshot"),
  @JsonSubTypes.Type(value = AdminAct.AddForeignVolume.class, name = "addForeignVolume"),
  @JsonSubTypes.Type(value = AdminAct.AddForeignSnapshot.class, name = "addForeignSnapshot"),
  @JsonSubTypes.Type(value = AdminAct.AddStray.class, name = "addStray"),
  @JsonSubTypes.Type(value = AdminAct.Wipe.class, name = "wipe"),
  @JsonSubTypes.Type(value = AdminAct.WipeStray.class, name = "wipeStray"),
  @JsonSubTypes.Type(value = AdminAct.Resize.class, name = "resize"),
  @JsonSubTypes.Type(value = AdminAct.Write.class, name = "write"),
  @JsonSubTypes.Type(value = AdminAct.CrashExports.class, name = "crashExports"),
  @JsonSubTypes.Type(value = AdminAct.SetClients.class, name = "setClients")
})
public sealed interface AdminAct {
  /** Makes or changes a pool. */
  record SetPool(SimulatorPool pool) implements AdminAct {}

  /**
   * Puts in a volume that nobody asked for.
   *
   * @param foreign whether it is marked as somebody else's; the driver then never touches it
   */
  record AddVolume(VolumeId volume, String pool, Size size, boolean foreign) implements AdminAct {}

  /** Puts in a snapshot that nobody asked for, of what the volume holds now. */
  record AddSnapshot(SnapshotId snapshot, VolumeId volume) implements AdminAct {}

  /** Puts in a volume that is not ours, with this text in it; nothing if the name is taken. */
  record AddForeignVolume(String name, String pool, Size size, long offset, String text)
      implements AdminAct {}

  /** Makes a snapshot of a volume of ours that is not ours. */
  record AddForeignSnapshot(String name, VolumeId volume) implements AdminAct {}

  /** Puts in a thing that is no object. */
  record AddStray(String name) implements AdminAct {}

  /** Takes an object away as if it had never been; its mark stays. */
  record Wipe(ResourceRef object) implements AdminAct {}

  /** Takes a stray away. */
  record WipeStray(String name) implements AdminAct {}

  /** Gives a volume another size, smaller ones too. */
  record Resize(VolumeId volume, Size size) implements AdminAct {}

  /** Writes into a volume. */
  @SuppressWarnings("ArrayRecordComponent") // bytes on their way to the array, never compared
  record Write(VolumeId volume, long offset, byte[] bytes) implements AdminAct {}

  /** Ends the serving of one export, or of all, as a crash of the target would. */
  record CrashExports(@Nullable AttachmentId attachment) implements AdminAct {}

  /** Claims that so many connections are open. */
  record SetClients(AttachmentId attachment, int clients) implements AdminAct {}
}
