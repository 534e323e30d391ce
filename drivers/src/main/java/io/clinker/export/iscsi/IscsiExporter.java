package io.clinker.export.iscsi;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.ObservedExport;
import io.clinker.exec.CommandRunner;
import io.clinker.export.Exporter;
import io.clinker.export.LiveVolume;
import io.clinker.export.host.PrivatePaths;
import io.clinker.export.host.ProcFs;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Identifiers;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Serves raw volumes over iSCSI by one tgtd per backend and host; one target per attachment with
 * one logical unit, 1, whose backing file is {@code disk} in the attachment's directory.
 *
 * <p><b>Connection</b>, as os-brick takes it: {@code target_discovered} false, {@code
 * target_portal}, {@code target_iqn}, {@code target_lun} 1, {@code volume_id}, {@code auth_method}
 * CHAP, {@code auth_username}, {@code auth_password}, {@code discard} false. Only the initiator
 * named in the request may log in, or, if it named none, its address.
 *
 * <p><b>Late calls.</b> The unit is made by tgtd opening a file in the attachment's sealed
 * directory; the directory is renamed when a higher token seals it, so a late call makes no unit. A
 * target's number is random and never used twice, so a late command finds nothing under the number
 * it knew.
 *
 * <p><b>Growing.</b> tgt keeps the size a unit had when it was opened. Opening it anew under a
 * session fails requests in flight (a worker thread finds the file closed), so it is done when the
 * target has no connection: at once, or as soon as the last one ends ({@link #tidy}, {@link
 * #restore}, and a watch in the process that grew it). A session sees the new size after it has
 * logged out and in again.
 *
 * <p>tgtd keeps its state in memory only: after its end {@link #restore} makes everything again.
 * The account's password is visible in the process list for the time of one tgtadm call.
 */
public final class IscsiExporter implements Exporter {
  private static final String NAME_PREFIX = "iqn.2010-10.org.openstack:";
  private static final int ROUNDS = 8;

  private final IscsiOptions options;
  private final TgtDaemon daemon;
  private final Growth growth;

  /** Touches nothing yet. */
  public IscsiExporter(IscsiOptions options) {
    this(options, new CommandRunner());
  }

  /** As the other, with tools run by this runner. */
  public IscsiExporter(IscsiOptions options, CommandRunner runner) {
    this.options = options;
    this.daemon = new TgtDaemon(options, runner);
    this.growth = new Growth(daemon);
  }

  @Override
  public StorageProtocol protocol() {
    return StorageProtocol.ISCSI;
  }

  @Override
  public boolean serves(String format) {
    return format.equals("raw");
  }

  /**
   * {@inheritDoc}
   *
   * @throws ClinkerException STALE_TOKEN if the attachment's directory has no {@code disk}: the
   *     turn was lost; BACKEND_BUSY if the port is taken; NOT_SUPPORTED if the format is not raw;
   *     INVALID_INPUT if the request names no initiator or address that a rule can be made of
   */
  @Override
  public ConnectionInfo connect(
      LiveVolume volume, Path attachmentDirectory, ConnectRequest request) {
    if (!serves(volume.format())) {
      throw new ClinkerException(
          ErrorCode.NOT_SUPPORTED,
          "only raw volumes are served over iSCSI",
          Map.of("format", volume.format()));
    }
    ensure(attachmentDirectory, request);
    return connection(request);
  }

  @Override
  public void disconnect(AttachmentId attachment, VolumeId volume) {
    cut(attachment, () -> {});
  }

  @Override
  public void disconnect(AttachmentId attachment, VolumeId volume, Path attachmentDirectory) {
    cut(
        attachment,
        () -> {
          if (!Files.isDirectory(attachmentDirectory)) {
            throw lostTurn(attachment);
          }
        });
  }

  @Override
  public boolean restore(LiveVolume volume, Path attachmentDirectory, ExportRecord record) {
    try {
      boolean made = ensure(attachmentDirectory, record.request());
      growth.applyIdle();
      return made;
    } catch (ClinkerException refused) {
      if (refused.code() == ErrorCode.STALE_TOKEN) {
        return false;
      }
      throw refused;
    }
  }

  @Override
  public List<ObservedExport> exports() {
    List<ObservedExport> exports = new ArrayList<>();
    for (Target target : daemon.targets()) {
      attachment(target)
          .ifPresent(
              attachment ->
                  volume(target)
                      .ifPresent(
                          volume ->
                              exports.add(
                                  new ObservedExport(
                                      attachment,
                                      volume,
                                      StorageProtocol.ISCSI,
                                      target.connections().size()))));
    }
    return exports;
  }

  @Override
  public boolean isServing(VolumeId volume) {
    return exports().stream().anyMatch(export -> export.volume().equals(volume));
  }

  /** {@inheritDoc} Sessions are not disturbed and see the new size at their next login. */
  @Override
  public void grow(VolumeId volume, LiveVolume grown, Runnable growImage) {
    growImage.run();
    growth.applyIdle();
  }

  @Override
  public boolean switchToOverlay(LiveVolume present, Path overlay) {
    return false;
  }

  @Override
  public boolean copyAsOfNow(
      LiveVolume present, Path target, String targetFormat, Progress progress) {
    return false;
  }

  @Override
  public void stopServing(VolumeId volume) {
    cutAll(volume, () -> {});
  }

  @Override
  public void stopServing(LiveVolume volume) {
    cutAll(volume.volume(), volume::requireSealed);
  }

  private void cutAll(VolumeId volume, Runnable requireTurn) {
    List<ObservedExport> listed = exports();
    requireTurn.run();
    for (ObservedExport export : listed) {
      if (export.volume().equals(volume)) {
        cut(export.attachment(), requireTurn);
      }
    }
  }

  @Override
  public void tidy() {
    growth.applyIdle();
  }

  /** The daemon's process; empty if none runs. */
  public OptionalLong pid() {
    return daemon.pid();
  }

  /** Ends the daemon with all its sessions. */
  public void stop() {
    daemon.end();
  }

  private boolean ensure(Path attachmentDirectory, ConnectRequest request) {
    String disk = attachmentDirectory.toAbsolutePath().resolve("disk").toString();
    String name = name(request.attachment());
    LoginRule.of(request); // Before anything is made.
    boolean made = false;
    for (int round = 0; round < ROUNDS; round++) {
      requireTurn(disk, request.attachment());
      daemon.ensure();
      TgtAdmin admin = daemon.admin();
      Optional<Target> found = find(request.attachment());
      if (found.isPresent() && complete(found.get(), request)) {
        requireTurn(disk, request.attachment());
        return made;
      }
      made = true;
      String tid =
          String.valueOf(
              found.isPresent()
                  ? found.get().tid()
                  : ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE));
      if (found.isEmpty()) {
        admin.change("new", "target", "--tid", tid, "-T", name);
      }
      if (found.flatMap(Target::disk).isEmpty()) {
        boolean added = admin.change("new", "logicalunit", "--tid", tid, "--lun", "1", "-b", disk);
        if (!added && !Files.exists(Path.of(disk))) {
          // Ours and empty; a target that has its unit belongs to a later turn.
          find(request.attachment())
              .filter(target -> target.disk().isEmpty() && tid.equals("" + target.tid()))
              .ifPresent(target -> admin.change("delete", "target", "--tid", tid));
        }
      }
      if (!isLabelled(found, request)) {
        admin.change(
            "update", "logicalunit", "--tid", tid, "--lun", "1", "--params", identity(request));
      }
      admit(admin, tid, request);
    }
    throw new ClinkerException(
        ErrorCode.BACKEND_BUSY,
        "the iSCSI target cannot be made now",
        Map.of("attachment", request.attachment().value()));
  }

  /** Lets the initiator in: the account first, then the rule, without which nobody may log in. */
  private static void admit(TgtAdmin admin, String tid, ConnectRequest request) {
    String user = user(request);
    admin.change("new", "account", "--user", user, "--password", password(request));
    admin.change("bind", "account", "--tid", tid, "--user", user);
    LoginRule rule = LoginRule.of(request);
    admin.change("bind", "target", "--tid", tid, rule.option(), rule.text());
  }

  private void cut(AttachmentId attachment, Runnable requireTurn) {
    for (int round = 0; round < 20 * ROUNDS; round++) {
      TgtAdmin admin = daemon.admin();
      Optional<Target> found = find(attachment);
      // Asked after the look: a later turn's target has another number than the one seen.
      requireTurn.run();
      if (found.isEmpty()) {
        return;
      }
      Target target = found.get();
      String tid = String.valueOf(target.tid());
      for (String rule : target.rules()) {
        admin.change("unbind", "target", "--tid", tid, LoginRule.listed(rule).option(), rule);
      }
      for (String user : target.accounts()) {
        admin.change("unbind", "account", "--tid", tid, "--user", user);
        admin.change("delete", "account", "--user", user);
      }
      for (Target.Connection connection : target.connections()) {
        admin.change(
            "delete",
            "conn",
            "--tid",
            tid,
            "--sid",
            String.valueOf(connection.session()),
            "--cid",
            String.valueOf(connection.connection()));
      }
      if (target.connections().isEmpty()) {
        if (target.disk().isPresent()) {
          admin.change("delete", "logicalunit", "--tid", tid, "--lun", "1");
        }
        admin.change("delete", "target", "--force", "--tid", tid);
      } else {
        ProcFs.pause(20);
      }
    }
    throw new ClinkerException(
        ErrorCode.OUTCOME_UNKNOWN,
        "the iSCSI target has not gone in time",
        Map.of("attachment", attachment.value()));
  }

  private Optional<Target> find(AttachmentId attachment) {
    String name = name(attachment);
    return daemon.targets().stream().filter(target -> target.name().equals(name)).findFirst();
  }

  private ConnectionInfo connection(ConnectRequest request) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("target_discovered", false);
    data.put("target_portal", options.publicAddress() + ":" + daemon.port());
    data.put("target_iqn", name(request.attachment()));
    data.put("target_lun", 1);
    data.put("volume_id", request.volume().value());
    data.put("auth_method", "CHAP");
    data.put("auth_username", user(request));
    data.put("auth_password", password(request));
    data.put("discard", false);
    return new ConnectionInfo(StorageProtocol.ISCSI, data);
  }

  private static boolean complete(Target target, ConnectRequest request) {
    return target.disk().flatMap(Target.Unit::path).isPresent()
        && isLabelled(Optional.of(target), request)
        && target.accounts().contains(user(request))
        && target.rules().contains(LoginRule.of(request).text());
  }

  /** Whoever made the unit may have died before it got its identity and its mode. */
  private static boolean isLabelled(Optional<Target> target, ConnectRequest request) {
    return target
        .flatMap(Target::disk)
        .filter(unit -> unit.serial().equals(Optional.of(serial(request))))
        .filter(unit -> unit.readOnly() == request.readOnly())
        .isPresent();
  }

  /** The same disk by every path; its serial names the volume. */
  private static String identity(ConnectRequest request) {
    String digits = serial(request);
    return "vendor_id=CLINKER,product_id=VOLUME,product_rev=1,scsi_sn=%s,scsi_id=CLINKER-%s,readonly=%d"
        .formatted(digits, digits.substring(0, 24), request.readOnly() ? 1 : 0);
  }

  private static String serial(ConnectRequest request) {
    return request.volume().value().replace("-", "");
  }

  private static String name(AttachmentId attachment) {
    return NAME_PREFIX + attachment.value();
  }

  private static String user(ConnectRequest request) {
    // With the secret in it: an account of an earlier secret is another account.
    return "c"
        + PrivatePaths.digest(request.attachment().value() + "\n" + request.secret())
            .substring(0, 23);
  }

  private static String password(ConnectRequest request) {
    return request.secret().matches("[A-Za-z0-9._-]{12,64}")
        ? request.secret()
        : PrivatePaths.digest("clinker chap\n" + request.secret()).substring(0, 24);
  }

  /** Whose target it is by its name. */
  static Optional<AttachmentId> attachment(Target target) {
    String id =
        target.name().startsWith(NAME_PREFIX) ? target.name().substring(NAME_PREFIX.length()) : "";
    return Identifiers.isUuid(id) ? Optional.of(new AttachmentId(id)) : Optional.empty();
  }

  private static Optional<VolumeId> volume(Target target) {
    return target.disk().flatMap(Target.Unit::serial).flatMap(IscsiExporter::volumeOf);
  }

  private static Optional<VolumeId> volumeOf(String serial) {
    if (serial.length() != 32) {
      return Optional.empty();
    }
    String id = serial.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
    return Identifiers.isUuid(id) ? Optional.of(new VolumeId(id)) : Optional.empty();
  }

  private static void requireTurn(String disk, AttachmentId attachment) {
    if (!Files.exists(Path.of(disk))) {
      throw lostTurn(attachment);
    }
  }

  private static ClinkerException lostTurn(AttachmentId attachment) {
    return new ClinkerException(
        ErrorCode.STALE_TOKEN,
        "the attachment was sealed by a higher token meanwhile",
        Map.of("attachment", attachment.value()));
  }
}
