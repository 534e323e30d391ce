package io.clinker.chaos;

import io.clinker.chaos.Stage.Ready;
import io.clinker.load.GroupVerbs;
import io.clinker.load.Verbs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prepares the plays that are about groups. */
final class GroupStage {
  private static final Duration REST = Duration.ofSeconds(60);
  private static final int MEMBERS = 2;

  private final Verbs verbs;
  private final GroupVerbs groups;
  private @Nullable String type;

  GroupStage(Verbs verbs) {
    this.verbs = verbs;
    this.groups = new GroupVerbs(verbs);
  }

  /** A group with its volumes. */
  private record Gathered(String group, List<String> volumes) {
    String resource() {
      return "group/" + group;
    }
  }

  Ready create() {
    String of = type();
    Made made = new Made();
    return new Ready(
        () -> groups.create(of).ifPresent(made::set), () -> {}, () -> strike(made.get()));
  }

  Ready update() {
    Gathered gathered = gathered();
    String volume = gathered.volumes().getFirst();
    return new Ready(
        () -> groups.update(gathered.group(), null, volume),
        () -> {},
        () -> {
          // Whoever struck the request may have been told that nothing happened.
          groups.update(gathered.group(), volume, null);
          strike(gathered.group());
        });
  }

  Ready delete() {
    Gathered gathered = gathered();
    return new Ready(
        () -> groups.delete(gathered.group()),
        () -> verbs.cancel(gathered.resource()),
        () -> strike(gathered.group()));
  }

  /**
   * @param deleted whether it is stopped by the delete of the copy
   */
  Ready copy(boolean deleted) {
    Gathered gathered = gathered();
    Made made = new Made();
    return new Ready(
        () -> groups.copy(null, gathered.group()).ifPresent(made::set),
        () -> {
          String copy = made.await();
          if (deleted) {
            groups.delete(copy);
          } else {
            verbs.cancel("group/" + copy);
          }
        },
        () -> {
          strike(made.get());
          strike(gathered.group());
        });
  }

  Ready snapshot() {
    Gathered gathered = gathered();
    Made made = new Made();
    return new Ready(
        () -> groups.snapshot(gathered.group()).ifPresent(made::set),
        () -> verbs.cancel("group_snapshot/" + made.await()),
        () -> {
          strikeSnapshot(made.get());
          strike(gathered.group());
        });
  }

  Ready deleteSnapshot() {
    Gathered gathered = gathered();
    String snapshot = require(groups.snapshot(gathered.group()));
    expect("group_snapshot/" + snapshot);
    return new Ready(
        () -> groups.deleteSnapshot(snapshot),
        () -> verbs.cancel("group_snapshot/" + snapshot),
        () -> {
          strikeSnapshot(snapshot);
          strike(gathered.group());
        });
  }

  private Gathered gathered() {
    String group = require(groups.create(type()));
    expect("group/" + group);
    List<String> volumes = new ArrayList<>();
    for (int count = 0; count < MEMBERS; count++) {
      String volume = require(groups.member(group));
      expect("volume/" + volume);
      volumes.add(volume);
    }
    return new Gathered(group, volumes);
  }

  private String type() {
    String known = type;
    if (known == null) {
      known = verbs.createGroupType();
      type = known;
    }
    return known;
  }

  private void strike(String group) {
    if (!group.isEmpty() && !verbs.awaitRest("group/" + group, REST).equals("gone")) {
      groups.delete(group);
      verbs.awaitRest("group/" + group, REST);
    }
  }

  private void strikeSnapshot(String snapshot) {
    String resource = "group_snapshot/" + snapshot;
    if (!snapshot.isEmpty() && !verbs.awaitRest(resource, REST).equals("gone")) {
      groups.deleteSnapshot(snapshot);
      verbs.awaitRest(resource, REST);
    }
  }

  private void expect(String resource) {
    String status = verbs.awaitRest(resource, REST);
    if (!status.equals("available")) {
      throw new IllegalStateException("could not prepare: %s is %s".formatted(resource, status));
    }
  }

  private static String require(Optional<String> made) {
    return made.orElseThrow(() -> new IllegalStateException("could not prepare: refused"));
  }
}
