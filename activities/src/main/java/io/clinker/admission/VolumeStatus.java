package io.clinker.admission;

import io.clinker.operations.OperationKind;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The one routine that says what the status of a volume is. */
public final class VolumeStatus {
  /** What no attachment says anything of. */
  private static final Set<String> STAYS =
      Set.of(
          "error",
          "error_deleting",
          "error_extending",
          "error_managing",
          "error_restoring",
          "error_unmanaging",
          "maintenance");

  /**
   * The admin metadata of a volume under which stands what a client said by {@code os-reserve} or
   * {@code os-begin_detaching}: "attaching" or "detaching". It is under way outside, and shows
   * until the client takes it back or the attachments have changed.
   */
  public static final String ANNOUNCED = "announced";

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
    return of(holder, own, attachments, null);
  }

  /**
   * The same where a client may have announced something.
   *
   * @param announced the value of {@link #ANNOUNCED}, null for none
   */
  public static Computed of(
      @Nullable OperationKind holder,
      String own,
      Collection<String> attachments,
      @Nullable String announced) {
    String attachStatus = attachStatus(attachments);
    if (holder != null) {
      return new Computed(holder.statuses().during(), attachStatus);
    }
    if (STAYS.contains(own)) {
      return new Computed(own, attachStatus);
    }
    if (announced != null && stillShows(announced, attachStatus)) {
      return new Computed(announced, attachStatus);
    }
    return switch (attachStatus) {
      case "attached" -> new Computed("in-use", attachStatus);
      case "attaching", "detaching", "reserved" -> new Computed(attachStatus, attachStatus);
      default -> new Computed("available", attachStatus);
    };
  }

  /**
   * The statuses of a volume held by an operation of which only a newer build knows what it shows.
   */
  static Computed heldByNewerBuild(String shown, Collection<String> attachments) {
    return new Computed(shown, attachStatus(attachments));
  }

  /**
   * What a volume is by itself when its attachments change: errors stay. So does that of a failed
   * extend, which Cinder forgets then: only a read of the storage tells the size.
   */
  static String ownAtAttachmentChange(String status) {
    return STAYS.contains(status) ? status : "available";
  }

  /** A detach is announced of what is attached, an attach of what is free or attached elsewhere. */
  static boolean stillShows(String announced, String attachStatus) {
    return announced.equals("detaching")
        ? attachStatus.equals("attached")
        : attachStatus.equals("attached") || attachStatus.equals("detached");
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
