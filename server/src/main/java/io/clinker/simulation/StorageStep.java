package io.clinker.simulation;

/**
 * A step of an operation on its storage.
 *
 * @param name of the activity
 * @param call that it makes at the array
 */
record StorageStep(String name, String call) {
  static final StorageStep CREATE_VOLUME = new StorageStep("create-volume", "createVolume");
  static final StorageStep DELETE_VOLUME = new StorageStep("delete-volume", "deleteVolume");
  static final StorageStep EXTEND_VOLUME = new StorageStep("extend-volume", "extendVolume");
  static final StorageStep FIND_SIZE = new StorageStep("find-size", "observeVolume");
  static final StorageStep REVERT_VOLUME = new StorageStep("revert-volume", "revertVolume");
  static final StorageStep READ_VOLUME = new StorageStep("read-volume", "observeVolume");
  static final StorageStep CREATE_SNAPSHOT = new StorageStep("create-snapshot", "createSnapshot");
  static final StorageStep DELETE_SNAPSHOT = new StorageStep("delete-snapshot", "deleteSnapshot");
  static final StorageStep CONNECT = new StorageStep("connect", "connect");
  static final StorageStep DISCONNECT = new StorageStep("disconnect", "disconnect");
  static final StorageStep SEAL = new StorageStep("seal", "seal");
}
