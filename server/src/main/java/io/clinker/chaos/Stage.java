package io.clinker.chaos;

import io.clinker.load.ManageVerbs;
import io.clinker.load.Verbs;
import io.clinker.load.Verbs.Wanted;
import io.clinker.operations.OperationKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Prepares what a play needs, asks for its operation, and cleans up behind it. */
final class Stage {
  private static final Duration REST = Duration.ofSeconds(60);
  private static final String HOST = "matrix";
  private static final Map<String, Object> CONNECTOR =
      Map.of(
          "host",
          HOST,
          "ip",
          "127.0.0.1",
          "initiator",
          "iqn.2016-04.org.example:matrix",
          "multipath",
          false);

  private final Verbs verbs;
  private final ManageVerbs managing;
  private final GroupStage groups;
  private final Orphans orphans;

  Stage(Verbs verbs, Orphans orphans) {
    this.verbs = verbs;
    this.managing = new ManageVerbs(verbs);
    this.groups = new GroupStage(verbs);
    this.orphans = orphans;
  }

  /**
   * What is ready to be asked for.
   *
   * @param ask sends the request and returns with its answer
   * @param stop cancels or supersedes it
   * @param restore puts in order what was put out of order for the operation's sake, should it not
   *     have done so: the oracle is asked afterwards
   * @param strike takes away what was made
   */
  record Ready(Runnable ask, Runnable stop, Runnable restore, Runnable strike) {
    Ready(Runnable ask, Runnable stop, Runnable strike) {
      this(ask, stop, () -> {}, strike);
    }
  }

  /** Does it from its begin to its end without any fault. */
  void rehearse(Play play) {
    Ready ready = prepare(play);
    ready.ask().run();
    ready.strike().run();
  }

  Ready prepare(Play play) {
    return switch (play) {
      case CREATE -> creation(Wanted.blank(1), List.of(), false);
      case DELETE_WHILE_CREATING -> creation(Wanted.blank(1), List.of(), true);
      case CREATE_FROM_VOLUME -> {
        String source = volume();
        yield creation(new Wanted(1, null, source, null), List.of(source), false);
      }
      case CREATE_FROM_VOLUME_IN_TURN -> {
        String source = volume();
        Made made = new Made();
        yield new Ready(
            () -> verbs.createSnapshot(source),
            () -> verbs.createVolume(new Wanted(1, null, source, null)).ifPresent(made::set),
            () -> {
              strike(made.get());
              strike(source);
            });
      }
      case SNAPSHOT_IN_TURN -> {
        String source = volume();
        yield new Ready(
            () -> verbs.createSnapshot(source),
            () -> verbs.createSnapshot(source),
            () -> strike(source));
      }
      case CREATE_FROM_SNAPSHOT -> {
        String source = volume();
        yield creation(new Wanted(1, snapshot(source), null, null), List.of(source), false);
      }
      case DELETE -> {
        String volume = volume();
        snapshot(volume);
        yield on(volume, () -> verbs.deleteVolume(volume, true), "volume/" + volume);
      }
      case EXTEND -> {
        String volume = volume();
        yield on(volume, () -> verbs.extend(volume, 2), "volume/" + volume);
      }
      case EXTEND_IN_USE -> {
        String volume = volume();
        attached(volume);
        yield on(volume, () -> verbs.extend(volume, 2), "volume/" + volume);
      }
      case ADOPT -> {
        String volume = volume();
        String finding = orphans.make(volume);
        yield new Ready(
            () ->
                verbs.act(
                    OperationKind.VOLUME_ADOPT,
                    "volume/" + volume,
                    volume,
                    "/findings/" + finding + "/action",
                    Map.of("adopt", Map.of())),
            () -> verbs.cancel("volume/" + volume),
            () -> orphans.adopt(volume, finding),
            () -> strike(volume));
      }
      case MANAGE -> {
        String former = volume();
        String host = verbs.show("volume/" + former).path("os-vol-host-attr:host").asText();
        managing.letVolumeGo(former);
        verbs.awaitRest("volume/" + former, REST);
        Made made = new Made();
        yield new Ready(
            () -> managing.volume(host, "volume-" + former).ifPresent(made::set),
            () -> verbs.cancel("volume/" + made.await()),
            () -> strike(made.get()));
      }
      case UNMANAGE -> {
        String volume = volume();
        yield on(volume, () -> managing.letVolumeGo(volume), "volume/" + volume);
      }
      case SNAPSHOT_MANAGE -> {
        String volume = volume();
        String former = snapshot(volume);
        managing.letSnapshotGo(former, volume);
        verbs.awaitRest("snapshot/" + former, REST);
        Made made = new Made();
        yield new Ready(
            () -> managing.snapshot(volume, "snapshot-" + former).ifPresent(made::set),
            () -> verbs.cancel("snapshot/" + made.await()),
            () -> strike(volume));
      }
      case SNAPSHOT_UNMANAGE -> {
        String volume = volume();
        String snapshot = snapshot(volume);
        yield on(volume, () -> managing.letSnapshotGo(snapshot, volume), "snapshot/" + snapshot);
      }
      case DELETE_ORPHAN -> {
        String volume = volume();
        String finding = orphans.make(volume);
        yield on(
            volume,
            () ->
                verbs.act(
                    OperationKind.VOLUME_DELETE,
                    "volume/" + volume,
                    volume,
                    "/findings/" + finding + "/action",
                    Map.of("delete", Map.of())),
            "volume/" + volume);
      }
      case RECONCILE -> {
        String volume = volume();
        yield on(
            volume,
            () ->
                verbs.act(
                    OperationKind.VOLUME_RECONCILE,
                    "volume/" + volume,
                    volume,
                    "/volumes/" + volume + "/action",
                    Map.of("clinker:reconcile", Map.of())),
            "volume/" + volume);
      }
      case RESET_WHILE_EXTENDING -> {
        String volume = volume();
        yield new Ready(
            () -> verbs.extend(volume, 2),
            () ->
                verbs.act(
                    OperationKind.VOLUME_RESET_STATUS,
                    "volume/" + volume,
                    volume,
                    "/volumes/" + volume + "/action",
                    Map.of("os-reset_status", Map.of("status", "available"))),
            () -> strike(volume));
      }
      case SNAPSHOT_RECONCILE -> {
        String volume = volume();
        String snapshot = snapshot(volume);
        yield on(
            volume,
            () ->
                verbs.act(
                    OperationKind.SNAPSHOT_RECONCILE,
                    "snapshot/" + snapshot,
                    volume,
                    "/snapshots/" + snapshot + "/action",
                    Map.of("clinker:reconcile", Map.of())),
            "snapshot/" + snapshot);
      }
      case RETYPE -> {
        String type = verbs.createType(Map.of());
        String volume = volume();
        yield on(volume, () -> verbs.retype(volume, type), "volume/" + volume);
      }
      case RETYPE_WITHOUT_POOL -> {
        String type = verbs.createType(Map.of("vendor_name", "of no pool"));
        String volume = volume();
        yield on(volume, () -> verbs.retype(volume, type), "volume/" + volume);
      }
      case REVERT -> {
        String volume = volume();
        String snapshot = snapshot(volume);
        yield on(volume, () -> verbs.revert(volume, snapshot), "volume/" + volume);
      }
      case SNAPSHOT, SNAPSHOT_IN_USE -> {
        String volume = volume();
        if (play == Play.SNAPSHOT_IN_USE) {
          attached(volume);
        }
        Made made = new Made();
        yield new Ready(
            () -> verbs.createSnapshot(volume).ifPresent(made::set),
            () -> verbs.cancel("snapshot/" + made.await()),
            () -> strike(volume));
      }
      case SNAPSHOT_DELETE -> {
        String volume = volume();
        String snapshot = snapshot(volume);
        yield on(volume, () -> verbs.deleteSnapshot(snapshot, volume), "snapshot/" + snapshot);
      }
      case CONNECT -> {
        String volume = volume();
        yield new Ready(
            () -> verbs.createAttachment(volume, instance(), CONNECTOR),
            () -> verbs.attachmentsOf(volume).forEach(id -> verbs.cancel("attachment/" + id)),
            () -> strike(volume));
      }
      case UPDATE -> {
        String volume = volume();
        String attachment = require(verbs.createAttachment(volume, instance(), null));
        yield on(
            volume,
            () -> verbs.updateAttachment(attachment, volume, CONNECTOR),
            "attachment/" + attachment);
      }
      case COMPLETE -> {
        String volume = volume();
        String attachment = require(verbs.createAttachment(volume, instance(), CONNECTOR));
        yield on(
            volume, () -> verbs.completeAttachment(attachment, volume), "attachment/" + attachment);
      }
      case GROUP_CREATE -> groups.create();
      case GROUP_UPDATE -> groups.update();
      case GROUP_DELETE -> groups.delete();
      case GROUP_COPY -> groups.copy(false);
      case GROUP_DELETE_WHILE_COPYING -> groups.copy(true);
      case GROUP_SNAPSHOT -> groups.snapshot();
      case GROUP_SNAPSHOT_DELETE -> groups.deleteSnapshot();
      case DETACH -> {
        String volume = volume();
        String attachment = attached(volume);
        yield on(
            volume, () -> verbs.deleteAttachment(attachment, volume), "attachment/" + attachment);
      }
      case INITIALIZE -> {
        String volume = volume();
        yield new Ready(
            () -> verbs.initialize(volume, CONNECTOR),
            () -> verbs.attachmentsOf(volume).forEach(id -> verbs.cancel("attachment/" + id)),
            () -> strike(volume));
      }
      case INITIALIZE_USED -> {
        String volume = volume();
        verbs.attach(volume, HOST);
        yield new Ready(
            () -> verbs.initialize(volume, CONNECTOR),
            () -> verbs.attachmentsOf(volume).forEach(id -> verbs.cancel("attachment/" + id)),
            () -> strike(volume));
      }
      case TERMINATE -> {
        String volume = volume();
        verbs.initialize(volume, CONNECTOR);
        verbs.attach(volume, HOST);
        yield new Ready(() -> verbs.terminate(volume, CONNECTOR), () -> {}, () -> strike(volume));
      }
      case TERMINATE_WHILE_CONNECTING -> {
        String volume = volume();
        yield new Ready(
            () -> verbs.initialize(volume, CONNECTOR),
            () -> verbs.terminate(volume, CONNECTOR),
            () -> strike(volume));
      }
    };
  }

  private Ready creation(Wanted wanted, List<String> sources, boolean deleted) {
    Made made = new Made();
    return new Ready(
        () -> verbs.createVolume(wanted).ifPresent(made::set),
        () -> {
          String id = made.await();
          if (deleted) {
            verbs.deleteVolume(id, false);
          } else {
            verbs.cancel("volume/" + id);
          }
        },
        () -> {
          strike(made.get());
          sources.forEach(this::strike);
        });
  }

  private Ready on(String volume, Runnable ask, String resource) {
    return new Ready(ask, () -> verbs.cancel(resource), () -> strike(volume));
  }

  private void strike(String volume) {
    if (volume.isEmpty()) {
      return;
    }
    verbs.attachmentsOf(volume).forEach(id -> verbs.deleteAttachment(id, volume));
    verbs.awaitRest("volume/" + volume, REST);
    if (!verbs.status("volume/" + volume).equals("gone")) {
      verbs.deleteVolume(volume, true);
      verbs.awaitRest("volume/" + volume, REST);
    }
  }

  private String volume() {
    String id = require(verbs.createVolume(Wanted.blank(1)));
    expect("volume/" + id);
    return id;
  }

  private String snapshot(String volume) {
    String id = require(verbs.createSnapshot(volume));
    expect("snapshot/" + id);
    return id;
  }

  private String attached(String volume) {
    String id = require(verbs.createAttachment(volume, instance(), CONNECTOR));
    verbs.completeAttachment(id, volume);
    return id;
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

  private static String instance() {
    return UUID.randomUUID().toString();
  }
}
