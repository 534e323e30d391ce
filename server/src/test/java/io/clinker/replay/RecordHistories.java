package io.clinker.replay;

import io.clinker.drivers.simulator.Fault;
import io.clinker.drivers.simulator.FaultPoint;
import io.clinker.drivers.simulator.FaultRule;
import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.model.AttachmentId;
import io.clinker.model.GroupId;
import io.clinker.model.GroupSnapshotId;
import io.clinker.model.OperationId;
import io.clinker.model.ResourceKind;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.GroupInput;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationState;
import io.clinker.replay.Things.Ready;
import io.clinker.site.Site;
import io.clinker.store.OpenOperations.Held;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Plays every operation with every outcome on a real installation and takes the histories into a
 * folder. A main program, since histories are only ever added: it is run when a workflow gets a new
 * version or a new outcome, on the build that makes them, and its files are then committed below
 * {@code workflows/src/test/resources/histories}. Arguments: an empty folder to work in, the folder
 * for the histories, and the words of the operations if not all are to be recorded.
 */
public final class RecordHistories {
  /** Operations with steps; the others are all done by admission. */
  private static final Set<OperationKind> WITH_STEPS =
      EnumSet.complementOf(
          EnumSet.of(
              OperationKind.ATTACHMENT_COMPLETE,
              OperationKind.VOLUME_RETYPE,
              OperationKind.GROUP_CREATE,
              OperationKind.GROUP_UPDATE,
              OperationKind.GROUP_RESET_STATUS,
              OperationKind.GROUP_SNAPSHOT_RESET_STATUS));

  private static final Set<OperationKind> CANCELLABLE =
      EnumSet.of(
          OperationKind.VOLUME_CREATE,
          OperationKind.VOLUME_EXTEND,
          OperationKind.VOLUME_ADOPT,
          OperationKind.VOLUME_MANAGE,
          OperationKind.VOLUME_RECONCILE,
          OperationKind.SNAPSHOT_CREATE,
          OperationKind.SNAPSHOT_MANAGE,
          OperationKind.SNAPSHOT_ADOPT,
          OperationKind.SNAPSHOT_RECONCILE,
          OperationKind.ATTACHMENT_CREATE,
          OperationKind.ATTACHMENT_UPDATE,
          OperationKind.GROUP_CREATE_FROM_SOURCE,
          OperationKind.GROUP_SNAPSHOT_CREATE);

  /** What is undone by the same call that its step begins with, so that only one of them hangs. */
  private static final Set<OperationKind> SEALS_FIRST =
      EnumSet.of(
          OperationKind.VOLUME_ADOPT,
          OperationKind.VOLUME_RECONCILE,
          OperationKind.VOLUME_RESET_STATUS,
          OperationKind.SNAPSHOT_ADOPT,
          OperationKind.SNAPSHOT_RECONCILE,
          OperationKind.SNAPSHOT_RESET_STATUS);

  private final Stand stand;
  private final Things things;
  private final Histories histories;
  private final Set<OperationKind> kinds;

  private RecordHistories(Stand stand, Histories histories, Set<OperationKind> kinds) {
    this.kinds = kinds;
    this.stand = stand;
    this.things = new Things(stand);
    this.histories = histories;
  }

  public static void main(String[] arguments) throws Exception {
    try (Site site = Site.start(Files.createDirectories(Path.of(arguments[0]).toAbsolutePath()));
        Stand stand = new Stand(site)) {
      RecordHistories recorder =
          new RecordHistories(
              stand,
              new Histories(stand.engine().client(), Path.of(arguments[1])),
              asked(arguments));
      recorder.successes();
      recorder.refusals();
      recorder.failures();
      recorder.cancels();
      recorder.handOvers();
      recorder.waits();
      recorder.deaths();
      recorder.resumes();
      recorder.resumesWhileCleaning();
      recorder.telling();
    }
    System.exit(0);
  }

  private static Set<OperationKind> asked(String[] arguments) {
    Set<OperationKind> asked = EnumSet.noneOf(OperationKind.class);
    for (int index = 2; index < arguments.length; index++) {
      asked.add(OperationKind.of(arguments[index]));
    }
    return asked.isEmpty() ? EnumSet.allOf(OperationKind.class) : asked;
  }

  private boolean all() {
    return kinds.size() == OperationKind.values().length;
  }

  private List<OperationKind> asked(Set<OperationKind> among) {
    return among.stream().filter(kinds::contains).toList();
  }

  private void take(String name, OperationId operation) {
    Held row = stand.held(operation);
    histories.take(OperationKind.of(row.kind()), name, row.workflowId(), row.engineRunId());
  }

  private void successes() {
    for (OperationKind kind : kinds) {
      take("success", stand.ended(things.ready(kind).input(), OperationState.SUCCEEDED));
    }
    stand.healthy();
    if (!all()) {
      return;
    }
    VolumeId source = stand.volume(1);
    SnapshotId snapshot = things.snapshot(source);
    VolumeId clone = VolumeId.random();
    take("success-clone", succeeded(Things.cloneOf(clone, source)));
    take("success-from-snapshot", succeeded(Things.fromSnapshot(VolumeId.random(), snapshot)));
    take("success-cascade", succeeded(new OperationInput.DeleteVolume(source, true, false)));

    AttachmentId attachment = AttachmentId.random();
    take("success-reserved", succeeded(Things.reserve(attachment, clone)));
    take("success-reserved", succeeded(new AttachmentInput.DeleteAttachment(attachment)));

    olderAttachCalls(clone);

    VolumeId file = VolumeId.random();
    take("success-file", succeeded(Stand.create(file, Site.FILE, 1)));
    SnapshotId ofFile = SnapshotId.random();
    take("success-file", succeeded(Things.snapshotOf(ofFile, file)));
    take("success-file-clone", succeeded(Things.cloneOf(VolumeId.random(), file)));
    take("success-file", succeeded(new OperationInput.ExtendVolume(file, 2, true)));
    take("success-file-cascade", succeeded(new OperationInput.DeleteVolume(file, true, false)));
  }

  private void olderAttachCalls(VolumeId volume) {
    AttachmentId attachment = AttachmentId.random();
    take("success-initialize", succeeded(Things.initialize(attachment, volume, false)));
    take(
        "success-attach",
        succeeded(
            new AttachmentInput.Attach(
                attachment, volume, true, null, "host-1", "/dev/vdb", "rw")));
    take("success-terminate", succeeded(new AttachmentInput.TerminateConnection(attachment)));
    take("success-initialize", succeeded(Things.initialize(attachment, volume, true)));
    succeeded(new AttachmentInput.TerminateConnection(attachment));
    succeeded(new AttachmentInput.DeleteAttachment(attachment));
    take(
        "success-attach",
        succeeded(
            new AttachmentInput.Attach(
                AttachmentId.random(), volume, false, null, "host-1", "/dev/vdb", "rw")));
  }

  private OperationId succeeded(OperationInput input) {
    return stand.ended(input, OperationState.SUCCEEDED);
  }

  private void refusals() {
    for (OperationKind kind : kinds) {
      OperationInput input = Things.unacceptable(kind);
      if (!(stand.submit(input) instanceof Submission.Refused)) {
        throw new IllegalStateException("not refused: " + input);
      }
      histories.take(kind, "refused", kind.resourceKind().word() + "/" + input.resourceId(), null);
    }
  }

  private void failures() {
    for (OperationKind kind : asked(WITH_STEPS)) {
      Ready ready = things.ready(kind);
      stand.refuse(ready.call(), ready.object());
      take("failure-refused-by-backend", stand.ended(ready.input(), OperationState.FAILED));
      stand.healthy();
    }
    if (kinds.contains(OperationKind.VOLUME_RETYPE)) {
      VolumeId volume = stand.volume(1);
      take(
          "failure-no-pool",
          stand.ended(
              new OperationInput.RetypeVolume(volume, Site.FILE, false), OperationState.FAILED));
    }
    if (kinds.contains(OperationKind.GROUP_CREATE)) {
      take(
          "failure-no-backend",
          stand.ended(
              Stand.createGroup(GroupId.random(), Stand.CONSISTENT), OperationState.FAILED));
    }
    if (!all()) {
      return;
    }
    VolumeId small = stand.volume(Site.SMALL, 1);
    take(
        "failure-no-room",
        stand.ended(Stand.create(VolumeId.random(), Site.SMALL, 200), OperationState.FAILED));
    take(
        "failure-no-room",
        stand.ended(new OperationInput.ExtendVolume(small, 200, true), OperationState.FAILED));
  }

  private void cancels() {
    for (OperationKind kind : asked(CANCELLABLE)) {
      Ready ready = things.ready(kind);
      stand.hang(ready.call(), ready.object());
      OperationId operation = stand.accepted(ready.input());
      stand.awaitCall(ready.call(), ready.object());
      stand.cancel(operation);
      stand.awaitEnd(operation, OperationState.CANCELLED);
      take("cancel", operation);
      stand.healthy();
    }
    if (!all()) {
      return;
    }
    Ready extend = things.ready(OperationKind.VOLUME_EXTEND);
    stand
        .array()
        .addFault(
            FaultRule.on(extend.call(), new Fault.Hang(FaultPoint.AFTER)).about(extend.object()));
    OperationId operation = stand.accepted(extend.input());
    stand.awaitCall(extend.call(), extend.object());
    stand.cancel(operation);
    stand.awaitEnd(operation, OperationState.SUCCEEDED);
    take("cancel-too-late", operation);
    stand.healthy();
  }

  private void handOvers() {
    for (OperationKind kind :
        asked(
            EnumSet.of(
                OperationKind.VOLUME_CREATE,
                OperationKind.VOLUME_ADOPT,
                OperationKind.VOLUME_RECONCILE,
                OperationKind.SNAPSHOT_CREATE,
                OperationKind.SNAPSHOT_ADOPT,
                OperationKind.SNAPSHOT_RECONCILE,
                OperationKind.ATTACHMENT_CREATE,
                OperationKind.ATTACHMENT_UPDATE,
                OperationKind.GROUP_CREATE_FROM_SOURCE,
                OperationKind.GROUP_SNAPSHOT_CREATE))) {
      Ready ready = things.ready(kind);
      stand.hangOnce(ready.call(), ready.object());
      OperationId operation = stand.accepted(ready.input());
      stand.awaitCall(ready.call(), ready.object());
      String id = ready.input().resourceId();
      if (SEALS_FIRST.contains(kind)) {
        succeeded(
            kind.resourceKind() == ResourceKind.VOLUME
                ? new OperationInput.ResetVolume(new VolumeId(id), "error", null, null)
                : new OperationInput.ResetSnapshot(new SnapshotId(id), "error"));
        take("superseded", operation);
        stand.healthy();
        continue;
      }
      OperationId next =
          succeeded(
              switch (kind.resourceKind()) {
                case VOLUME -> new OperationInput.DeleteVolume(new VolumeId(id), false, false);
                case SNAPSHOT -> new OperationInput.DeleteSnapshot(new SnapshotId(id), false);
                case ATTACHMENT -> new AttachmentInput.DeleteAttachment(new AttachmentId(id));
                case GROUP -> new GroupInput.DeleteGroup(new GroupId(id), true);
                case GROUP_SNAPSHOT -> new GroupInput.DeleteGroupSnapshot(new GroupSnapshotId(id));
              });
      take("superseded", operation);
      take("success-after-" + kind.word(), next);
      stand.healthy();
    }
  }

  private void waits() {
    if (!all()) {
      return;
    }
    stand.array().addFault(FaultRule.always(new Fault.Down()));
    stand.awaitDown(Site.ARRAY);
    OperationId placed = stand.accepted(Stand.create(VolumeId.random(), Site.ARRAY, 1));
    OperationId cancelled = stand.accepted(Stand.create(VolumeId.random(), Site.ARRAY, 1));
    stand.awaitState(placed, OperationState.WAITING);
    stand.awaitState(cancelled, OperationState.WAITING);
    stand.cancel(cancelled);
    stand.awaitEnd(cancelled, OperationState.CANCELLED);
    take("cancel-not-placed", cancelled);
    stand.healthy();
    stand.awaitEnd(placed, OperationState.SUCCEEDED);
    take("success-placed-later", placed);

    VolumeId source = stand.volume(1);
    VolumeId first = VolumeId.random();
    stand.hang("createVolume", first.ref());
    OperationId ahead = stand.accepted(Things.cloneOf(first, source));
    stand.awaitCall("createVolume", first.ref());
    OperationId clone = stand.accepted(Things.cloneOf(VolumeId.random(), source));
    OperationId snapshot = stand.accepted(Things.snapshotOf(SnapshotId.random(), source));
    stand.awaitState(clone, OperationState.WAITING);
    stand.awaitState(snapshot, OperationState.WAITING);
    stand.healthy();
    for (OperationId operation : List.of(ahead, clone, snapshot)) {
      stand.awaitEnd(operation, OperationState.SUCCEEDED);
    }
    take("success-waited-for-ticket", clone);
    take("success-waited-for-ticket", snapshot);

    Ready lost = things.ready(OperationKind.VOLUME_CREATE);
    stand
        .array()
        .addFault(
            FaultRule.on(lost.call(), new Fault.LoseReply(FaultPoint.AFTER))
                .about(lost.object())
                .times(2));
    take("success-lost-reply", succeeded(lost.input()));
    stand.healthy();
  }

  /** Every operation is at its step on the array. */
  private Map<OperationId, Ready> atTheirSteps() {
    Map<OperationId, Ready> begun = new LinkedHashMap<>();
    for (OperationKind kind : asked(WITH_STEPS)) {
      Ready ready = things.ready(kind);
      stand.hang(ready.call(), ready.object());
      begun.put(stand.accepted(ready.input()), ready);
      stand.awaitCall(ready.call(), ready.object());
    }
    return begun;
  }

  private void deaths() {
    Map<OperationId, Ready> begun = atTheirSteps();
    stand.node().kill();
    stand.healthy();
    startAgain();
    for (OperationId operation : begun.keySet()) {
      stand.awaitEnd(operation, OperationState.SUCCEEDED);
      take("success-after-kill", operation);
    }
  }

  private void resumes() {
    Map<OperationId, Ready> begun = atTheirSteps();
    killAndTerminate(begun.keySet());
    for (OperationId operation : begun.keySet()) {
      stand.awaitEnd(operation, OperationState.SUCCEEDED);
      take("resume", operation);
    }
  }

  private void resumesWhileCleaning() {
    Map<OperationId, Ready> begun = new LinkedHashMap<>();
    for (OperationKind kind : asked(EnumSet.complementOf(EnumSet.copyOf(SEALS_FIRST)))) {
      if (!WITH_STEPS.contains(kind)) {
        continue;
      }
      Ready ready = things.ready(kind);
      stand.refuse(ready.call(), ready.object());
      stand.hang(ready.undo(), ready.object());
      begun.put(stand.accepted(ready.input()), ready);
      stand.awaitCall(ready.undo(), ready.object());
    }
    killAndTerminate(begun.keySet());
    for (OperationId operation : begun.keySet()) {
      stand.awaitEnd(operation, OperationState.FAILED);
      take("resume-cleaning", operation);
    }
  }

  private void telling() {
    if (kinds.contains(OperationKind.VOLUME_EXTEND)) {
      new Telling(stand, this::take).record();
    }
  }

  private void killAndTerminate(Set<OperationId> open) {
    stand.node().kill();
    for (OperationId operation : open) {
      Held row = stand.held(operation);
      stand
          .engine()
          .client()
          .newUntypedWorkflowStub(
              row.workflowId(), Optional.of(row.engineRunId()), Optional.empty())
          .terminate("to see it resumed");
    }
    stand.healthy();
    startAgain();
  }

  private void startAgain() {
    stand.node().start();
    stand.node().awaitReady();
  }
}
