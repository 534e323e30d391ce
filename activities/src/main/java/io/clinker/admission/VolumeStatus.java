package io.clinker.admission;

import io.clinker.operations.OperationKind;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one routine that says what the status of a volume is. */
public final class VolumeStatus {
  private static final Set<String> STAYS =
      Set.of("error", "error_deleting", "error_managing", "error_restoring", "maintenance");

  private VolumeStatus() {}

  /** Both statuses of a volume. */
  public record Computed(String status, String attachStatus) {}

  /**
   * The status of a volume.
   *
   * @param holder the kind of the operation that holds it alone, null if none does
   * @param own what it would be if it had no attachments
   * @param attachments the statuses of its attachments
   */
  public static Computed of(
      @Nullable OperationKind holder, String own, Collection<String> attachments) {
    String attachStatus = attachStatus(attachments);
    if (holder != null) {
      return new Computed(holder.statuses().during(), attachStatus);
    }
    if (STAYS.contains(own) || own.equals("error_extending")) {
      return new Computed(own, attachStatus);
    }
    return switch (attachStatus) {
      case "attached" -> new Computed("in-use", attachStatus);
      case "attaching", "detaching", "reserved" -> new Computed(attachStatus, attachStatus);
      default -> new Computed("available", attachStatus);
    };
  }

  /**
   * What a volume is by itself when its attachments change: a failed extend is forgotten then, as
   * in Cinder, other errors stay.
   */
  static String ownAtAttachmentChange(String status) {
    return STAYS.contains(status) ? status : "available";
  }

  private static String attachStatus(Collection<String> attachments) {
    for (String status : new String[] {"attached", "attaching", "detaching", "reserved"}) {
      if (attachments.contains(status)) {
        return status;
      }
    }
    return "detached";
  }
}
