package io.clinker.api.v3.view;

import io.clinker.store.MessageRow;
import java.util.Map;

/** What the codes of user messages say. */
final class MessageTexts {
  private static final Map<String, String> ACTIONS =
      Map.ofEntries(
          Map.entry("001", "schedule allocate volume"),
          Map.entry("002", "attach volume"),
          Map.entry("003", "copy volume to image"),
          Map.entry("004", "update attachment"),
          Map.entry("005", "copy image to volume"),
          Map.entry("006", "unmanage volume"),
          Map.entry("007", "extend volume"),
          Map.entry("008", "create volume from backend storage"),
          Map.entry("009", "create snapshot"),
          Map.entry("010", "delete snapshot"),
          Map.entry("011", "update snapshot"),
          Map.entry("012", "update snapshot metadata"),
          Map.entry("013", "create backup"),
          Map.entry("014", "delete backup"),
          Map.entry("015", "restore backup"),
          Map.entry("016", "reimage volume"));
  private static final Map<String, String> DETAILS =
      Map.ofEntries(
          Map.entry("001", "An unknown error occurred."),
          Map.entry("002", "Driver is not initialized at present."),
          Map.entry("003", "Could not find any available weighted backend."),
          Map.entry("004", "Failed to upload volume to image at backend."),
          Map.entry("005", "Volume's attach mode is invalid."),
          Map.entry("006", "Not enough quota resource for operation."),
          Map.entry("007", "Image used for creating volume exceeds available space."),
          Map.entry("008", "Unmanaging encrypted volumes is not supported."),
          Map.entry("009", "Compute service failed to extend volume."),
          Map.entry("010", "Volume Driver failed to extend volume."),
          Map.entry("011", "Image signature verification failed."),
          Map.entry("012", "Driver failed to create the volume."),
          Map.entry("013", "Snapshot failed to create."),
          Map.entry("014", "Volume snapshot update metadata failed."),
          Map.entry("015", "Snapshot is busy."),
          Map.entry("016", "Snapshot failed to delete."),
          Map.entry("021", "Failed to attach volume."),
          Map.entry("022", "Failed to detach volume."));

  private MessageTexts() {}

  static String of(MessageRow message) {
    return ACTIONS.getOrDefault(message.actionId(), "unknown action")
        + ":"
        + DETAILS.getOrDefault(message.detailId(), "An unknown error occurred.");
  }
}
