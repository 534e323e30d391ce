package io.clinker.api.v3;

import io.clinker.api.http.Call;
import io.clinker.api.http.Fault;
import io.clinker.model.AttachmentId;
import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.store.AttachmentRow;
import io.clinker.store.Database;
import io.clinker.store.GroupRow;
import io.clinker.store.GroupSnapshotRow;
import io.clinker.store.GroupTypeRow;
import io.clinker.store.HostTerms;
import io.clinker.store.SnapshotRow;
import io.clinker.store.Stores;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Finds by id what the caller may see; what it may not see is not there. */
public record Lookup(Database database, Stores stores) {

  VolumeRow volume(Call call, String id) {
    VolumeId known = Ids.volume(id);
    return database
        .read(handle -> stores.volumes().find(handle, known, call.scope()))
        .orElseThrow(() -> noVolume(id));
  }

  /** The volume, kept from others until the transaction ends. */
  VolumeRow lockedVolume(Handle handle, Call call, String id) {
    return stores
        .volumes()
        .lock(handle, Ids.volume(id))
        .filter(row -> visible(call, row.projectId()))
        .orElseThrow(() -> noVolume(id));
  }

  SnapshotRow snapshot(Call call, String id) {
    SnapshotId known = Ids.snapshot(id);
    return database
        .read(handle -> stores.snapshots().find(handle, known, call.scope()))
        .orElseThrow(() -> noSnapshot(id));
  }

  /** The snapshot, kept from others until the transaction ends. */
  SnapshotRow lockedSnapshot(Handle handle, Call call, String id) {
    return stores
        .snapshots()
        .lock(handle, Ids.snapshot(id))
        .filter(row -> visible(call, row.projectId()))
        .orElseThrow(() -> noSnapshot(id));
  }

  AttachmentRow attachment(Call call, String id) {
    AttachmentId known = Ids.attachment(id);
    return database
        .read(handle -> stores.attachments().find(handle, known, call.scope()))
        .orElseThrow(() -> Fault.notFound(Ids.missingAttachment(id)));
  }

  boolean isAttachment(Call call, String id) {
    AttachmentId known = Ids.attachment(id);
    return database
        .read(handle -> stores.attachments().find(handle, known, call.scope()))
        .isPresent();
  }

  /** The attachment as it is by now, with its connection; as it was if it has gone since. */
  AttachmentRow now(AttachmentRow before) {
    return database
        .read(handle -> stores.attachments().find(handle, before.id(), null))
        .orElse(before);
  }

  /** What hangs on these volumes; a page without attachments needs no statement. */
  Map<VolumeId, List<AttachmentRow>> attachedTo(List<VolumeRow> rows) {
    List<VolumeId> candidates =
        rows.stream()
            .filter(row -> !row.attachStatus().equals("detached"))
            .map(VolumeRow::id)
            .toList();
    return candidates.isEmpty()
        ? Map.of()
        : database.read(handle -> stores.attachments().ofVolumes(handle, candidates));
  }

  List<AttachmentRow> attachedTo(VolumeRow row) {
    return attachedTo(List.of(row)).getOrDefault(row.id(), List.of());
  }

  /** The same inside a transaction. */
  List<AttachmentRow> attachedTo(Handle handle, VolumeRow row) {
    return row.attachStatus().equals("detached")
        ? List.of()
        : stores.attachments().ofVolume(handle, row.id());
  }

  /** What hosts keep to with these attachments; asked only of those with a connection. */
  Map<VolumeId, HostTerms> hostTerms(List<AttachmentRow> rows) {
    List<VolumeId> connected =
        rows.stream()
            .filter(row -> row.connectionInfo() != null && !row.connectionInfo().isEmpty())
            .map(AttachmentRow::volumeId)
            .distinct()
            .toList();
    return connected.isEmpty()
        ? Map.of()
        : database.read(handle -> stores.qosSpecs().forHosts(handle, connected));
  }

  HostTerms hostTerms(AttachmentRow row) {
    return hostTerms(List.of(row)).getOrDefault(row.volumeId(), HostTerms.NONE);
  }

  TypeRow type(Call call, String id) {
    return database.read(handle -> type(handle, call, id));
  }

  /** By id only: names are resolved by clients. */
  TypeRow type(Handle handle, Call call, String id) {
    Optional<TypeRow> found = stores.types().find(handle, id, call.scope());
    return found.filter(type -> type.id().equals(id)).orElseThrow(() -> noType(id));
  }

  /** The group type, if it is public or the caller an administrator. */
  GroupTypeRow groupType(Call call, String id) {
    return database
        .read(handle -> stores.groupTypes().find(handle, id))
        .filter(type -> type.isPublic() || call.scope() == null)
        .orElseThrow(() -> Fault.notFound("Group type %s could not be found.".formatted(id)));
  }

  GroupRow group(Call call, String id) {
    GroupId known = Ids.group(id);
    return database
        .read(handle -> stores.groups().find(handle, known, call.scope()))
        .orElseThrow(() -> Fault.notFound(Ids.missingGroup(id)));
  }

  GroupSnapshotRow groupSnapshot(Call call, String id) {
    GroupSnapshotId known = Ids.groupSnapshot(id);
    return database
        .read(handle -> stores.groupSnapshots().find(handle, known, call.scope()))
        .orElseThrow(() -> Fault.notFound(Ids.missingGroupSnapshot(id)));
  }

  /** The ids of the volumes of these groups, by the group's id. */
  Map<String, List<String>> volumesOf(List<GroupRow> rows) {
    return rows.isEmpty()
        ? Map.of()
        : database.read(
            handle -> stores.groups().volumes(handle, rows.stream().map(GroupRow::id).toList()));
  }

  static Fault noVolume(String id) {
    return Fault.notFound("Volume " + id + " could not be found.");
  }

  static Fault noSnapshot(String id) {
    return Fault.notFound("Snapshot " + id + " could not be found.");
  }

  static Fault noType(String id) {
    return Fault.notFound("Volume type " + id + " could not be found.");
  }

  private static boolean visible(Call call, String projectId) {
    String scope = call.scope();
    return scope == null || scope.equals(projectId);
  }
}
