package io.clinker.api.v3;

import io.clinker.api.http.Fault;
import io.clinker.model.AttachmentId;
import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.Identifiers;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.util.Locale;

/** Ids as clients write them; what is no id names nothing, so it is not found. */
final class Ids {
  private Ids() {}

  static VolumeId volume(String text) {
    return new VolumeId(known(text, "Volume " + text + " could not be found."));
  }

  static SnapshotId snapshot(String text) {
    return new SnapshotId(known(text, "Snapshot " + text + " could not be found."));
  }

  static AttachmentId attachment(String text) {
    return new AttachmentId(known(text, missingAttachment(text)));
  }

  static GroupId group(String text) {
    return new GroupId(known(text, missingGroup(text)));
  }

  static GroupSnapshotId groupSnapshot(String text) {
    return new GroupSnapshotId(known(text, missingGroupSnapshot(text)));
  }

  static String missingGroup(String id) {
    return "Group " + id + " could not be found.";
  }

  static String missingGroupSnapshot(String id) {
    return "GroupSnapshot " + id + " could not be found.";
  }

  static String missingAttachment(String id) {
    return "Volume attachment could not be found with filter: attachment_id = " + id + ".";
  }

  private static String known(String text, String message) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (!Identifiers.isUuid(lower)) {
      throw Fault.notFound(message);
    }
    return lower;
  }
}
