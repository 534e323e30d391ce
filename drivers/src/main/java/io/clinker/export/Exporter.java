package io.clinker.export;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.ExportRecord;
import io.clinker.driver.ObservedExport;
import io.clinker.model.AttachmentId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.nio.file.Path;
import java.util.List;

/**
 * Serves image files over one protocol by daemons that outlive the service. Used by a driver, which
 * has sealed the objects concerned before each call; the paths it passes carry the mark, so that a
 * late call of a stale token finds no file. All calls are "ensure" calls with time limits; they may
 * come from several processes of one host at once.
 */
public interface Exporter {
  StorageProtocol protocol();

  /** Whether a volume of this format can be served. */
  boolean serves(String format);

  /**
   * This attachment's export exists; a repeat gives the same answer.
   *
   * @param attachmentDirectory the attachment's own directory at its sealed path; what must vanish
   *     with the attachment's turn lies here
   */
  ConnectionInfo connect(LiveVolume volume, Path attachmentDirectory, ConnectRequest request);

  /** Cuts and removes this attachment's export; ends the volume's daemon if it was the last. */
  void disconnect(AttachmentId attachment, VolumeId volume);

  /**
   * As {@link #disconnect(AttachmentId, VolumeId)}, for a caller that has sealed the attachment: a
   * late caller, whose directory is gone, changes nothing and gets STALE_TOKEN.
   *
   * @param attachmentDirectory the attachment's own directory at its sealed path
   */
  default void disconnect(AttachmentId attachment, VolumeId volume, Path attachmentDirectory) {
    disconnect(attachment, volume);
  }

  /**
   * Cuts whatever exports the volume has and lets go of its image; for the removal of the volume.
   * Absent is success.
   */
  void stopServing(VolumeId volume);

  /**
   * As {@link #stopServing(VolumeId)}, for a caller that has sealed the volume: a late caller,
   * whose image is no longer at that path, cuts nothing of a later turn and gets STALE_TOKEN.
   */
  void stopServing(LiveVolume volume);

  /** Ends daemons that serve nothing, left by processes that died; called now and then. */
  default void tidy() {}

  /** Brings an export back under the same address, port, name and secret; running ones are left. */
  boolean restore(LiveVolume volume, Path attachmentDirectory, ExportRecord record);

  /** Exports that daemons of this host have now. */
  List<ObservedExport> exports();

  /** Whether a daemon has this volume's image open. */
  boolean isServing(VolumeId volume);

  /**
   * Runs an action that makes the image larger and makes the daemon know it, so that no
   * acknowledged write of a client is lost.
   */
  void grow(VolumeId volume, LiveVolume grown, Runnable growImage);

  /**
   * Makes the (empty, already created) overlay the image that clients write to, in one instant;
   * what was there before becomes its unchanging backing image.
   *
   * @return false if this exporter cannot, nothing was changed then
   */
  boolean switchToOverlay(LiveVolume present, Path overlay);

  /**
   * Forgets switches that were begun and not done: after the return none can happen late. To be
   * called when a snapshot by overlay is undone.
   */
  default void dropPendingSwitches(VolumeId volume) {}

  /**
   * Copies the volume as of one instant into a new image file while clients write on.
   *
   * @return false if this exporter cannot, nothing was changed then
   */
  boolean copyAsOfNow(LiveVolume present, Path target, String targetFormat, Progress progress);

  /** Told how far a copy is; throws to stop it. */
  interface Progress {
    void at(long done, long total);
  }
}
