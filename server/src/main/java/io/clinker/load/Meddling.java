package io.clinker.load;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** Volumes of all clients; anybody may ask for something at a moment that suits nobody. */
final class Meddling {
  private final List<String> volumes = new CopyOnWriteArrayList<>();

  void add(String volume) {
    volumes.add(volume);
  }

  void remove(String volume) {
    volumes.remove(volume);
  }

  /** Asks for something of somebody's volume; false if it was refused. */
  boolean meddle(Verbs verbs, Random random) {
    if (volumes.isEmpty()) {
      return false;
    }
    String volume;
    try {
      volume = volumes.get(random.nextInt(volumes.size()));
    } catch (IndexOutOfBoundsException removed) {
      return false;
    }
    return switch (random.nextInt(5)) {
      case 0 -> verbs.deleteVolume(volume, true).accepted();
      case 1, 2 -> {
        int size = verbs.show("volume/" + volume).path("size").asInt(1);
        yield size < Client.LARGEST_GIB && verbs.extend(volume, size + 1).accepted();
      }
      default -> {
        List<String> attachments = verbs.attachmentsOf(volume);
        yield !attachments.isEmpty()
            && verbs.deleteAttachment(attachments.getFirst(), volume).accepted();
      }
    };
  }
}
