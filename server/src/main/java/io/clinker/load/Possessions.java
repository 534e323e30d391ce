package io.clinker.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/** The volumes of one client, as far as it knows what became of them. Used by one thread. */
final class Possessions {
  /** How long a client waits for something to come to rest. */
  static final Duration REST = Duration.ofSeconds(90);

  private final Verbs verbs;
  private final Meddling others;
  private final Random random;
  private final List<Holding> mine = new ArrayList<>();

  /**
   * @param others is told of volumes that come and go
   */
  Possessions(Verbs verbs, Meddling others, Random random) {
    this.verbs = verbs;
    this.others = others;
    this.random = random;
  }

  int count() {
    return mine.size();
  }

  /** One of those that are like this. */
  Optional<Holding> any(Predicate<Holding> like) {
    List<Holding> some = mine.stream().filter(like).toList();
    return some.isEmpty() ? Optional.empty() : Optional.of(some.get(random.nextInt(some.size())));
  }

  void add(Holding holding) {
    mine.add(holding);
    others.add(holding.volume);
  }

  void forget(Holding one) {
    mine.remove(one);
    others.remove(one.volume);
  }

  /** Waits until the volume's status is none that passes by itself. */
  void rest(Holding one) {
    if (awaitVolume(one.volume).equals(Verbs.GONE)) {
      forget(one);
    }
  }

  String awaitVolume(String volume) {
    return verbs.awaitRest("volume/" + volume, REST);
  }

  String awaitSnapshot(String snapshot) {
    return verbs.awaitRest("snapshot/" + snapshot, REST);
  }

  /** After something unexpected: others may have changed what is there. */
  void refresh(Holding one) {
    look(one);
    forgetGone();
  }

  /** The same for all. */
  void refreshAll() {
    mine.forEach(this::look);
    forgetGone();
  }

  private void look(Holding one) {
    if (awaitVolume(one.volume).equals(Verbs.GONE)) {
      one.sizeGib = 0;
      return;
    }
    one.sizeGib = verbs.show("volume/" + one.volume).path("size").asInt(one.sizeGib);
    one.snapshots.removeIf(snapshot -> !awaitSnapshot(snapshot.id()).equals("available"));
    List<String> present = verbs.attachmentsOf(one.volume);
    one.attachments.removeIf(attached -> !present.contains(attached.id()));
    for (String id : present) {
      if (one.attachments.stream().noneMatch(attached -> attached.id().equals(id))) {
        verbs.deleteAttachment(id, one.volume);
      }
    }
  }

  private void forgetGone() {
    mine.stream().filter(one -> one.sizeGib == 0).toList().forEach(this::forget);
  }
}
