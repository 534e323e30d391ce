package io.clinker.load;

import java.util.ArrayList;
import java.util.List;

/** A volume that a client works with and what hangs on it; used by one thread. */
final class Holding {
  final String volume;
  final boolean multiattach;
  final List<Snap> snapshots = new ArrayList<>();
  final List<Attached> attachments = new ArrayList<>();
  int sizeGib;

  /** A snapshot with the size it was taken at. */
  record Snap(String id, int sizeGib) {}

  /** How far an attachment has come. */
  enum Stage {
    RESERVED,
    CONNECTED,
    ATTACHED
  }

  /** An attachment. */
  record Attached(String id, Stage stage) {}

  Holding(String volume, int sizeGib, boolean multiattach) {
    this.volume = volume;
    this.sizeGib = sizeGib;
    this.multiattach = multiattach;
  }

  boolean isFree() {
    return attachments.isEmpty();
  }

  boolean isInUse() {
    return attachments.stream().anyMatch(one -> one.stage() == Stage.ATTACHED);
  }

  void advance(Attached from, Stage to) {
    attachments.remove(from);
    attachments.add(new Attached(from.id(), to));
  }
}
