package io.clinker.admission;

import io.clinker.model.AttachmentId;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceRef;
import io.clinker.operations.OperationKind;
import io.clinker.operations.PinKind;
import io.clinker.operations.Plan;
import io.clinker.store.AttachmentRow;
import io.clinker.store.BackendRow;
import io.clinker.store.OperationRow;
import io.clinker.store.Stores;
import io.clinker.store.VolumeRow;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What the operations on attachments share; all of them hold the lock of the volume's row. */
final class Attachments {
  private static final String ATTACHED_MODE = "attached_mode";
  private static final String READONLY = "readonly";

  private final SecureRandom random = new SecureRandom();

  /** What a host must prove to know. */
  String secret() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * What became of the attachments of a volume.
   *
   * @param mode with which a host uses it from now on, null for no news
   * @param fulfilled the announcements that have come true or were taken back with it
   * @param flags whether a host uses the volume, so that its flags are to be seen
   */
  record Told(@Nullable String mode, Set<String> fulfilled, boolean flags) {
    /** Nothing that was announced has come true. */
    static final Told NO_NEWS = new Told(null, Set.of(), false);

    /** Nobody attaches it now. */
    static final Told NOT_ATTACHING = new Told(null, Set.of("attaching"), false);

    /** An attachment has gone. */
    static final Told GONE = new Told(null, Set.of("attaching", "detaching"), false);

    /** A host uses it by the older calls. */
    static Told attached(@Nullable String mode) {
      return new Told(mode, Set.of("attaching"), true);
    }
  }

  /** Writes the status of a volume as it follows from its attachments. */
  static void recompute(Handle handle, Stores stores, VolumeRow volume, Instant now) {
    recompute(handle, stores, volume, Told.NO_NEWS, now);
  }

  /** The same, noting with which mode a host uses it. */
  static void recompute(
      Handle handle, Stores stores, VolumeRow volume, @Nullable String mode, Instant now) {
    recompute(handle, stores, volume, new Told(mode, Set.of(), false), now);
  }

  /** The same, noting what was told. */
  static void recompute(Handle handle, Stores stores, VolumeRow volume, Told told, Instant now) {
    List<String> statuses =
        stores.attachments().ofVolume(handle, volume.id()).stream()
            .map(AttachmentRow::attachStatus)
            .toList();
    @Nullable OperationKind holder = null;
    boolean heldByNewerBuild = false;
    String id = volume.operationId();
    if (id != null) {
      Optional<String> word =
          stores.operations().find(handle, new OperationId(id)).map(OperationRow::kindWord);
      holder = word.flatMap(OperationKind::find).orElse(null);
      heldByNewerBuild = word.isPresent() && holder == null;
      if (holder == OperationKind.VOLUME_EXTEND && VolumeGrowth.isShown(volume)) {
        holder = null;
      }
    }
    Map<String, String> admin = new HashMap<>(volume.adminMetadata());
    @Nullable String said = admin.get(VolumeStatus.ANNOUNCED);
    // An administrator may have given the volume another status since.
    @Nullable String announced =
        said != null && volume.status().equals(said) && !told.fulfilled().contains(said)
            ? said
            : null;
    VolumeStatus.Computed status =
        heldByNewerBuild
            ? VolumeStatus.heldByNewerBuild(volume.status(), statuses)
            : VolumeStatus.of(
                holder, VolumeStatus.ownAtAttachmentChange(volume.status()), statuses, announced);
    if (!status.status().equals(announced)) {
      admin.remove(VolumeStatus.ANNOUNCED);
    }
    if (status.status().equals("available")) {
      admin.remove(ATTACHED_MODE);
    }
    if (told.mode() != null) {
      admin.put(ATTACHED_MODE, told.mode());
    }
    if (told.flags()) {
      admin.putIfAbsent(READONLY, "False");
    }
    stores
        .volumes()
        .setStatus(handle, volume.id(), status.status(), status.attachStatus(), admin, now);
  }

  /** Refuses an attachment operation that needs the storage while the volume is held or copied. */
  static void requireVolumeFree(
      AdmitScope scope, VolumeRow volume, Set<PinKind> excludedBy, int status, String message) {
    Holders.requireNotHeld(scope, volume.operationId(), status, message);
    Holders.requireUnpinned(scope, volume.id().ref(), excludedBy, status, message);
  }

  /** Refuses a second connected host of a volume that takes only one. */
  static void requireOnlyOne(AdmitScope scope, VolumeRow volume, AttachmentRow own) {
    requireNoneConnected(scope, volume, other -> own.id().equals(other.id()));
  }

  /**
   * The same for a new attachment that comes with its connector. A server that moves to another
   * host is connected there before the host it leaves lets go.
   */
  static void requireNoOtherServer(AdmitScope scope, VolumeRow volume, @Nullable String instance) {
    requireNoneConnected(
        scope, volume, other -> instance != null && instance.equals(other.instanceUuid()));
  }

  private static void requireNoneConnected(
      AdmitScope scope, VolumeRow volume, Predicate<AttachmentRow> except) {
    if (volume.multiattach()) {
      return;
    }
    for (AttachmentRow other : scope.stores().attachments().ofVolume(scope.handle(), volume.id())) {
      boolean connected =
          other.connector() != null
              && !other.attachStatus().equals("error_attaching")
              && !other.attachStatus().equals("reserved");
      if (connected && !except.test(other)) {
        throw Holders.refusal(
            scope,
            other.operationId(),
            409,
            ("Volume %s takes only one connected attachment unless its type allows multiattach;"
                    + " attachment %s is connected.")
                .formatted(volume.id(), other.id()));
      }
    }
  }

  /**
   * How a host may use the volume, "rw" or "ro", if that is said: a read-only volume is used so
   * whatever is asked for, as with Cinder.
   */
  static @Nullable String modeAsked(VolumeRow volume, @Nullable String asked) {
    return isReadonly(volume) ? "ro" : asked;
  }

  /** How the host of this connector may use the volume: "rw" or "ro". */
  static String mode(VolumeRow volume, @Nullable String asked, Map<String, Object> connector) {
    String mode = modeAsked(volume, asked);
    if (mode == null) {
      mode = text(connector, "mode");
    }
    return mode == null ? "rw" : mode;
  }

  /** The same for a connection that is asked for before anybody has said how it will be used. */
  static String modeOfConnection(VolumeRow volume, Map<String, Object> connector) {
    return mode(volume, volume.adminMetadata().get(ATTACHED_MODE), connector);
  }

  /** Refuses the older call that would write to a read-only volume. */
  static void requireMode(VolumeRow volume, String mode) {
    if (!mode.equals("ro") && isReadonly(volume)) {
      throw Refusals.badRequest(
          "Invalid attaching mode '%s' for volume %s.".formatted(mode, volume.id()));
    }
  }

  private static boolean isReadonly(VolumeRow volume) {
    return "true".equalsIgnoreCase(volume.adminMetadata().get(READONLY));
  }

  /** Another request was between what the caller saw and what it asks for. */
  static RefusedException changed(VolumeRow volume) {
    return Refusals.invalidState(
        409,
        "The attachments of volume %s have changed meanwhile: ask again.".formatted(volume.id()));
  }

  /** A new attachment of nobody. */
  static AttachmentRow reserved(
      AdmitScope scope,
      VolumeRow volume,
      AttachmentId id,
      String secret,
      @Nullable OperationId holder) {
    return new AttachmentRow(
        id,
        volume.id(),
        volume.projectId(),
        null,
        null,
        null,
        null,
        "reserved",
        null,
        null,
        secret,
        null,
        null,
        1,
        0,
        holder == null ? null : holder.value(),
        scope.now(),
        null,
        null,
        null,
        null);
  }

  static @Nullable String text(Map<String, Object> connector, String key) {
    return connector.get(key) instanceof String text ? text : null;
  }

  /** The row with its connector: what the step makes an export for. */
  static AttachmentRow connecting(
      AttachmentRow row, Map<String, Object> connector, String mode, String protocol, Instant now) {
    String mountpoint = text(connector, "mountpoint");
    return new AttachmentRow(
        row.id(),
        row.volumeId(),
        row.projectId(),
        row.instanceUuid(),
        text(connector, "host"),
        mountpoint == null ? "na" : mountpoint,
        mode,
        "attaching",
        connector,
        row.connectionInfo(),
        row.secret(),
        protocol,
        row.exportHost(),
        row.fence(),
        row.version(),
        row.operationId(),
        row.createdAt(),
        row.updatedAt(),
        now,
        row.detachedAt(),
        row.deletedAt());
  }

  /** The protocol of the volume; volumes placed by this build have one. */
  static String protocol(AdmitScope scope, VolumeRow volume) {
    String protocol = volume.protocol();
    if (protocol != null) {
      return protocol;
    }
    return scope
        .stores()
        .pools()
        .backend(scope.handle(), backend(volume))
        .map(BackendRow::defaultProtocol)
        .orElseThrow()
        .word();
  }

  static String backend(VolumeRow volume) {
    String backend = volume.backend();
    if (backend == null) {
      throw Refusals.invalidState(
          400, "Invalid volume: Volume %s has no place.".formatted(volume.id()));
    }
    return backend;
  }

  /** Steps on an attachment's export. */
  static Decision steps(AdmitScope scope, VolumeRow volume, AttachmentRow row, Plan plan) {
    Map<ResourceRef, Long> fences = Map.of(row.id().ref(), row.fence());
    return Decision.steps(plan, new io.clinker.operations.AnswerRow.Attachment(row), fences)
        .at(Decision.Place.of(backend(volume), volume.pool()));
  }

  static boolean sameConnector(AttachmentRow row, Map<String, Object> connector) {
    return Objects.equals(row.connector(), connector);
  }
}
