package io.clinker.drivers.simulator;

import io.clinker.drivers.simulator.ArrayState.StoredExport;
import io.clinker.drivers.simulator.ArrayState.StoredSnapshot;
import io.clinker.drivers.simulator.ArrayState.StoredVolume;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries administrative acts out on the state. */
final class AdminActs {
  private final ArrayState state;

  AdminActs(ArrayState state) {
    this.state = state;
  }

  void apply(AdminAct act) {
    switch (act) {
      case AdminAct.SetPool set -> state.pools.put(set.pool().name(), set.pool());
      case AdminAct.AddVolume add ->
          state.put(
              new StoredVolume(
                  add.volume(),
                  add.pool(),
                  add.size(),
                  new Blocks(),
                  !state.pool(add.pool()).thin(),
                  add.foreign(),
                  false,
                  null,
                  state.now()));
      case AdminAct.AddSnapshot add -> {
        StoredVolume volume = volume(add.volume());
        state.put(
            new StoredSnapshot(
                add.snapshot(),
                add.volume(),
                volume.pool(),
                volume.size(),
                volume.blocks().copy(),
                false,
                state.now()));
      }
      case AdminAct.AddForeignVolume add -> {
        Blocks blocks = new Blocks();
        blocks.write(add.offset(), add.text().getBytes(StandardCharsets.UTF_8));
        state.foreign.add(
            add.name(), add.pool(), add.size(), blocks, !state.pool(add.pool()).thin());
      }
      case AdminAct.AddForeignSnapshot add -> {
        StoredVolume volume = volume(add.volume());
        state.foreign.addSnapshot(
            add.name(), add.volume(), volume.pool(), volume.size(), volume.blocks().copy());
      }
      case AdminAct.AddStray add -> state.strays.add(add.name());
      case AdminAct.WipeStray wipe -> state.strays.remove(wipe.name());
      case AdminAct.Wipe wipe -> wipe(wipe.object());
      case AdminAct.Resize resize -> {
        StoredVolume volume = volume(resize.volume());
        state.put(volume.with(resize.size(), volume.blocks()));
      }
      case AdminAct.Write write -> write(volume(write.volume()), write.offset(), write.bytes());
      case AdminAct.CrashExports crash -> {
        AttachmentId only = crash.attachment();
        for (StoredExport export : state.exports()) {
          if (only == null || only.equals(export.attachment())) {
            state.put(export.with(false, 0));
          }
        }
      }
      case AdminAct.SetClients set -> {
        StoredExport export = found(state.export(set.attachment()), set.attachment().ref());
        state.put(export.with(export.running(), set.clients()));
      }
    }
  }

  byte[] read(ResourceRef object, long offset, int length) {
    return switch (object.kind()) {
      case VOLUME -> {
        StoredVolume volume = volume(new VolumeId(object.id()));
        requireInside(volume, offset, length);
        yield volume.blocks().read(offset, length);
      }
      case SNAPSHOT ->
          found(state.snapshot(new SnapshotId(object.id())), object).blocks().read(offset, length);
      case ATTACHMENT ->
          throw new ClinkerException(ErrorCode.INVALID_INPUT, "An attachment holds no bytes");
      case GROUP, GROUP_SNAPSHOT ->
          throw new ClinkerException(ErrorCode.INVALID_INPUT, "A group is no object");
    };
  }

  /** The volume behind an export, as a host finds it that logs in with a secret. */
  VolumeId reach(AttachmentId attachment, String secret, boolean toWrite) {
    StoredExport export = state.export(attachment);
    if (export == null || !export.running()) {
      throw refused(ErrorCode.NOT_FOUND, "There is no such export", attachment);
    }
    if (!export.request().secret().equals(secret)) {
      throw refused(ErrorCode.BACKEND_REFUSED, "The secret is wrong", attachment);
    }
    if (toWrite && export.request().readOnly()) {
      throw refused(ErrorCode.BACKEND_REFUSED, "The export is read-only", attachment);
    }
    return export.request().volume();
  }

  private void write(StoredVolume volume, long offset, byte[] bytes) {
    requireInside(volume, offset, bytes.length);
    if (!volume.thick()) {
      long added = volume.blocks().added(offset, bytes.length);
      state.requireSpace(volume.pool(), Blocks.sizeOf(added).bytes());
    }
    volume.blocks().write(offset, bytes);
  }

  private void wipe(ResourceRef object) {
    switch (object.kind()) {
      case VOLUME -> state.remove(found(state.volume(new VolumeId(object.id())), object));
      case SNAPSHOT -> state.remove(found(state.snapshot(new SnapshotId(object.id())), object));
      case ATTACHMENT -> state.remove(found(state.export(new AttachmentId(object.id())), object));
      case GROUP, GROUP_SNAPSHOT ->
          throw new ClinkerException(ErrorCode.INVALID_INPUT, "A group is no object");
    }
  }

  private StoredVolume volume(VolumeId id) {
    return found(state.volume(id), id.ref());
  }

  private static void requireInside(StoredVolume volume, long offset, int length) {
    if (offset < 0 || length < 0 || offset > volume.size().bytes() - length) {
      throw new ClinkerException(
          ErrorCode.INVALID_INPUT,
          "The range is not inside the volume",
          Map.of("volume", volume.id().value(), "offset", Long.toString(offset)));
    }
  }

  private static <T> T found(@Nullable T object, ResourceRef ref) {
    if (object == null) {
      throw new ClinkerException(
          ErrorCode.NOT_FOUND, "The object is not on the array", Map.of("object", ref.toString()));
    }
    return object;
  }

  private static ClinkerException refused(ErrorCode code, String message, AttachmentId id) {
    return new ClinkerException(code, message, Map.of("attachment", id.value()));
  }
}
