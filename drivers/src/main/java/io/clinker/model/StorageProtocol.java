package io.clinker.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** How a host reaches a volume; the word is what the type key {@code storage_protocol} says. */
public enum StorageProtocol {
  NBD("nbd"),
  ISCSI("iSCSI"),
  /** Hosts are clients of a Ceph cluster themselves; the word is the one that Cinder uses. */
  RBD("ceph");

  private final String word;

  StorageProtocol(String word) {
    this.word = word;
  }

  @JsonValue
  public String word() {
    return word;
  }

  /** The protocol with this word, whatever its case. */
  @JsonCreator
  public static StorageProtocol of(String word) {
    for (StorageProtocol protocol : values()) {
      if (protocol.word.equalsIgnoreCase(word)) {
        return protocol;
      }
    }
    throw new IllegalArgumentException("unknown storage protocol: '" + word + "'");
  }
}
