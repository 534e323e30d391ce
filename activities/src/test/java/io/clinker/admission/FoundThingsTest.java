package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.clinker.cases.Shows;
import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.AdoptSnapshot;
import io.clinker.operations.OperationInput.AdoptVolume;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ReconcileVolume;
import io.clinker.operations.OperationInput.ResetSnapshot;
import io.clinker.operations.OperationInput.ResetVolume;
import io.clinker.operations.OperationState;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.FindingRow;
import io.clinker.store.FindingRow.Kind;
import io.clinker.store.FindingRow.State;
import io.clinker.store.ObservationStore.Held;
import io.clinker.store.testing.Rig;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an administrator may make of findings and statuses, and what that does to rows. */
final class FoundThingsTest {
  private static final String BACKEND = "b1";

  @AutoClose private static final Rig RIG = new Rig();

  private final Rig rig = RIG;

  @BeforeEach
  void oneBackend() {
    rig.empty();
    rig.backend(BACKEND, 100);
    rig.unlimited(Rig.PROJECT);
  }

  @Test
  void anAdoptedVolumeIsCountedAndItsFenceIsAboveTheMark() {
    VolumeId volume = VolumeId.random();
    String finding = orphan(volume.ref(), 3, 41, null);
    Admitted admitted = rig.accepted(adopt(volume, finding));
    assertThat(admitted.fences()).containsEntry(volume.ref(), 42L);
    assertThat(admitted.plan())
        .isEqualTo(new Plan.AdoptVolume(volume, Size.ofGibibytes(3), BACKEND));
    assertThat(rig.row(volume).status()).isEqualTo("managing");
    assertThat(rig.allocated(BACKEND)).isEqualTo(3);
    rig.succeed(admitted);
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.row(volume).sizeGib()).isEqualTo(3);
    assertThat(found(finding).state()).isEqualTo(State.RESOLVED);
    assertThat(found(finding).resolution()).isEqualTo("adopted");
    rig.done(new DeleteVolume(volume, false, false));
    assertThat(rig.allocated(BACKEND)).isZero();
  }

  @Test
  @Shows("C-16")
  void anAdoptThatFailsLeavesNoRowAndTheFindingOpen() {
    VolumeId volume = VolumeId.random();
    String finding = orphan(volume.ref(), 3, 1, null);
    rig.settle(
        rig.accepted(adopt(volume, finding)),
        new Outcome.Failed(ErrorCode.OBJECT_MISSING, "it went away"));
    assertThat(rig.find(volume)).isNull();
    assertThat(rig.allocated(BACKEND)).isZero();
    assertThat(found(finding).state()).isEqualTo(State.OPEN);
    rig.done(adopt(volume, finding));
    assertThat(rig.row(volume).status()).isEqualTo("available");
  }

  @Test
  void adoptsKeepToQuotaAndCapacity() {
    VolumeId volume = VolumeId.random();
    rig.quota(Rig.PROJECT, "gigabytes", 2);
    assertThat(rig.refused(adopt(volume, orphan(volume.ref(), 3, 1, null))).code())
        .isEqualTo(ErrorCode.QUOTA_EXCEEDED);
    rig.unlimited(Rig.PROJECT);
    VolumeId huge = VolumeId.random();
    assertThat(rig.refused(adopt(huge, orphan(huge.ref(), 101, 1, null))).message())
        .contains("no room for 101 GiB");
    assertThat(rig.find(huge)).isNull();
    assertThat(rig.allocated(BACKEND)).isZero();
  }

  @Test
  void whatHasARowOrIsOnlySuspectedIsNotAdopted() {
    VolumeId known = rig.volume(1);
    assertThat(rig.refused(adopt(known, orphan(known.ref(), 1, 1, null))).status()).isEqualTo(409);
    VolumeId suspected = VolumeId.random();
    String finding = insert(Kind.ORPHAN, State.SUSPECTED, suspected.ref(), 1, 1, null);
    assertThat(rig.refused(adopt(suspected, finding)).message()).contains("only suspected");
    VolumeId other = VolumeId.random();
    assertThat(rig.refused(adopt(other, finding)).status()).isEqualTo(404);
  }

  @Test
  void theOrphanOfARowOfThePastIsAdoptedAboveItsFence() {
    VolumeId volume = rig.volume(1);
    rig.done(new DeleteVolume(volume, false, false));
    long past = rig.number("select fence from volume where id = ?", volume.value());
    Admitted admitted = rig.accepted(adopt(volume, orphan(volume.ref(), 1, 1, null)));
    assertThat(admitted.fences().get(volume.ref())).isGreaterThan(past);
    rig.succeed(admitted);
    assertThat(rig.row(volume).status()).isEqualTo("available");
  }

  @Test
  void aSnapshotIsAdoptedAfterItsVolume() {
    VolumeId volume = VolumeId.random();
    SnapshotId snapshot = SnapshotId.random();
    String ofVolume = orphan(volume.ref(), 1, 1, null);
    String ofSnapshot = orphan(snapshot.ref(), 1, 1, volume.value());
    AdoptSnapshot input = new AdoptSnapshot(snapshot, ofSnapshot, null, null, Map.of());
    assertThat(rig.refused(input).message()).contains("adopt the volume first");
    rig.done(adopt(volume, ofVolume));
    rig.done(input);
    assertThat(rig.find(snapshot)).isNotNull();
    assertThat(found(ofSnapshot).resolution()).isEqualTo("adopted");
  }

  @Test
  void anOrphanIsClaimedByARowUntilItIsGone() {
    VolumeId volume = VolumeId.random();
    String finding = orphan(volume.ref(), 5, 9, null);
    Admitted admitted = rig.accepted(new DeleteVolume(volume, false, true, finding));
    assertThat(admitted.fences()).containsEntry(volume.ref(), 10L);
    assertThat(rig.row(volume).status()).isEqualTo("deleting");
    assertThat(rig.refused(adopt(volume, finding)).status()).isEqualTo(409);
    assertThat(rig.allocated(BACKEND)).isZero();
    rig.settle(admitted, new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(rig.find(volume)).isNull();
    assertThat(found(finding).state()).isEqualTo(State.OPEN);
    rig.done(new DeleteVolume(volume, false, true, finding));
    assertThat(rig.find(volume)).isNull();
    assertThat(found(finding).resolution()).isEqualTo("deleted");
    assertThat(rig.allocated(BACKEND)).isZero();
  }

  @Test
  void theRowOfWhatIsMissingIsDeletedAsAnyOther() {
    VolumeId volume = rig.volume(2);
    String finding = insert(Kind.MISSING, State.OPEN, volume.ref(), 0, 1, null);
    rig.done(new DeleteVolume(volume, false, true, finding));
    assertThat(rig.find(volume)).isNull();
    assertThat(rig.allocated(BACKEND)).isZero();
    assertThat(found(finding).resolution()).isEqualTo("deleted");
  }

  @Test
  void reconcileSetsWhatTheStorageHolds() {
    VolumeId volume = rig.volume(2);
    rig.done(new ResetVolume(volume, "error", null, null));
    Admitted admitted = rig.accepted(new ReconcileVolume(volume, null));
    rig.observed(admitted, new Held(Size.ofGibibytes(5).bytes(), List.of()));
    rig.succeed(admitted);
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.row(volume).sizeGib()).isEqualTo(5);
    assertThat(rig.allocated(BACKEND)).isEqualTo(5);
    assertThat(rig.number("select count(*) from observation")).isZero();
  }

  @Test
  void reconcileOfWhatIsGoneIsAnError() {
    VolumeId volume = rig.volume(2);
    Admitted admitted = rig.accepted(new ReconcileVolume(volume, null));
    rig.observed(admitted, new Held(null, List.of()));
    rig.succeed(admitted);
    assertThat(rig.row(volume).status()).isEqualTo("error");
    assertThat(rig.row(volume).sizeGib()).isEqualTo(2);
  }

  @Test
  void aResetRaisesTheFenceAndIsRecordedWithItsAuthor() {
    VolumeId volume = rig.volume(1);
    long before = rig.row(volume).fence();
    Admitted reset = rig.accepted(new ResetVolume(volume, "error", null, null));
    assertThat(reset.ended()).isTrue();
    assertThat(rig.row(volume).status()).isEqualTo("error");
    assertThat(rig.row(volume).fence()).isEqualTo(before + 1);
    assertThat(rig.row(reset.operation()).userId()).isEqualTo("u1");
    assertThat(rig.row(reset.operation()).state()).isEqualTo(OperationState.SUCCEEDED);
  }

  @Test
  void aResetEndsALiveOperationAndReadsWhatItLeft() {
    VolumeId volume = rig.volume(1);
    Admitted extend = rig.accepted(new OperationInput.ExtendVolume(volume, 4, true));
    assertThat(rig.allocated(BACKEND)).isEqualTo(4);
    Admitted reset = rig.superseding(new ResetVolume(volume, "available", null, null));
    assertThat(rig.row(extend.operation()).state()).isEqualTo(OperationState.SUPERSEDED);
    assertThat(reset.fences().get(volume.ref())).isGreaterThan(extend.fences().get(volume.ref()));
    assertThat(rig.row(volume).status()).isEqualTo("maintenance");
    rig.observed(reset, new Held(Size.ofGibibytes(1).bytes(), List.of()));
    rig.succeed(reset);
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.row(volume).sizeGib()).isEqualTo(1);
    assertThat(rig.row(volume).extendingToGib()).isNull();
    assertThat(rig.allocated(BACKEND)).isEqualTo(1);
    // The late settle of the operation that was ended changes nothing.
    assertThat(
            rig.admission()
                .settle(extend.operation(), extend.run(), new Outcome.Succeeded(), List.of()))
        .isFalse();
    assertThat(rig.row(volume).sizeGib()).isEqualTo(1);
  }

  /** An extend that had failed may have taken effect all the same. */
  @Test
  void aResetReadsWhatOneLeftThatHadFailedOnTheStorage() {
    VolumeId volume = rig.volume(1);
    rig.settle(
        rig.accepted(new OperationInput.ExtendVolume(volume, 4, true)),
        new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(rig.row(volume).status()).isEqualTo("error_extending");
    Admitted reset = rig.accepted(new ResetVolume(volume, "available", null, null));
    assertThat(reset.ended()).isFalse();
    assertThat(reset.plan()).isInstanceOf(Plan.ReadVolume.class);
    assertThat(rig.row(volume).status()).isEqualTo("maintenance");
    rig.observed(reset, new Held(Size.ofGibibytes(4).bytes(), List.of()));
    rig.succeed(reset);
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.row(volume).sizeGib()).isEqualTo(4);
    assertThat(rig.allocated(BACKEND)).isEqualTo(4);
  }

  /** It is not forgotten where it was, so that it is found to be missing. */
  @Test
  void aResetOfWhatIsGoneSinceKeepsItsPlace() {
    VolumeId volume = rig.volume(1);
    rig.settle(
        rig.accepted(new OperationInput.ExtendVolume(volume, 4, true)),
        new Outcome.Failed(ErrorCode.OBJECT_MISSING, "the backend holds nothing"));
    for (String status : List.of("error", "available")) {
      rig.test().run("update volume set status = 'error_extending'");
      Admitted reset = rig.accepted(new ResetVolume(volume, status, null, null));
      rig.observed(reset, new Held(null, List.of()));
      rig.settle(
          reset,
          status.equals("error")
              ? new Outcome.Succeeded()
              : new Outcome.Failed(ErrorCode.OBJECT_MISSING, "the backend holds nothing"));
      assertThat(rig.row(volume).status()).isEqualTo("error");
      assertThat(rig.row(volume).backend()).isNotNull();
      assertThat(rig.allocated(BACKEND)).isEqualTo(1);
    }
  }

  @Test
  void aResetThatEndsALiveOperationOnWhatIsGoneKeepsItsPlace() {
    VolumeId volume = rig.volume(1);
    rig.accepted(new OperationInput.ExtendVolume(volume, 4, true));
    Admitted reset = rig.superseding(new ResetVolume(volume, "error", null, null));
    rig.observed(reset, new Held(null, List.of()));
    rig.succeed(reset);
    assertThat(rig.row(volume).status()).isEqualTo("error");
    assertThat(rig.row(volume).backend()).isEqualTo(BACKEND);
    assertThat(rig.allocated(BACKEND)).isEqualTo(1);
  }

  @Test
  void aResetReadsTheSnapshotWhoseDeleteHadFailed() {
    SnapshotId snapshot = rig.snapshot(rig.volume(1));
    rig.settle(
        rig.accepted(new OperationInput.DeleteSnapshot(snapshot, false)),
        new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(rig.find(snapshot).status()).isEqualTo("error_deleting");
    Admitted reset = rig.accepted(new ResetSnapshot(snapshot, "available"));
    assertThat(reset.plan()).isInstanceOf(Plan.ReadSnapshot.class);
    rig.observed(reset, new Held(null, List.of()));
    rig.settle(reset, new Outcome.Failed(ErrorCode.OBJECT_MISSING, "the backend holds nothing"));
    assertThat(rig.find(snapshot).status()).isEqualTo("error");
  }

  @Test
  void aResetOfACreateThatMadeNothingLeavesNothingBehind() {
    OperationInput.CreateVolume create = Rig.blank(3);
    rig.accepted(create);
    Admitted reset = rig.superseding(new ResetVolume(create.volume(), "available", null, null));
    rig.observed(reset, new Held(null, List.of()));
    rig.settle(reset, new Outcome.Failed(ErrorCode.OBJECT_MISSING, "the backend holds nothing"));
    assertThat(rig.row(create.volume()).status()).isEqualTo("error");
    assertThat(rig.row(create.volume()).backend()).isNull();
    assertThat(rig.allocated(BACKEND)).isZero();
  }

  @Test
  @Shows("C-27")
  void aResetThatLetsASecondHostInIsRefused() {
    VolumeId volume = rig.volume(1);
    rig.done(
        new AttachmentInput.CreateAttachment(
            AttachmentId.random(),
            volume,
            null,
            null,
            Map.of("host", "host-1", "initiator", "iqn.h")));
    for (ResetVolume input :
        List.of(
            new ResetVolume(volume, "available", null, null),
            new ResetVolume(volume, null, "detached", null),
            new ResetVolume(volume, "error", "detached", null))) {
      assertThat(rig.refused(input).message()).contains("exports volume", "host-1");
    }
    rig.done(new ResetVolume(volume, "error", null, null));
    assertThat(rig.row(volume).status()).isEqualTo("error");
    Admitted reconcile = rig.accepted(new ReconcileVolume(volume, null));
    rig.observed(reconcile, new Held(Size.ofGibibytes(1).bytes(), List.of()));
    rig.succeed(reconcile);
    assertThat(rig.row(volume).status()).isEqualTo("attaching");
  }

  @Test
  void whatIsMissingOrWasNeverPlacedIsNotMadeAvailable() {
    VolumeId missing = rig.volume(1);
    insert(Kind.MISSING, State.OPEN, missing.ref(), 0, 1, null);
    assertThat(rig.refused(new ResetVolume(missing, "available", null, null)).message())
        .contains("holds no volume");
    OperationInput.CreateVolume create = Rig.blank(1);
    rig.settle(rig.accepted(create), new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(rig.refused(new ResetVolume(create.volume(), "available", null, null)).message())
        .contains("never placed");
  }

  @Test
  void quotaIsExplainedByItsRowsAndOperations() {
    VolumeId volume = rig.volume(1);
    Admitted extend = rig.accepted(new OperationInput.ExtendVolume(volume, 4, true));
    Admitted create = rig.accepted(Rig.blank(2));
    var uses =
        rig.database()
            .read(handle -> rig.stores().quotaUses().page(handle, Rig.PROJECT, null, 100, 0));
    assertThat(uses)
        .extracting(
            use -> use.gibibytes(),
            use -> use.reserved(),
            use -> use.creating(),
            use -> use.operationId())
        .containsExactlyInAnyOrder(
            tuple(1L, 3L, false, extend.operation().value()),
            tuple(2L, 0L, true, create.operation().value()));
    assertThat(drifts()).isZero();
    rig.test().run("update operation set ended_at = now(6), state = 'failed'");
    assertThat(drifts()).isEqualTo(3);
  }

  private long drifts() {
    return rig.database().read(handle -> rig.stores().quotaUses().drifts(handle, null)).stream()
        .mapToLong(drift -> drift.gibibytes())
        .sum();
  }

  private static AdoptVolume adopt(VolumeId volume, String finding) {
    return new AdoptVolume(volume, finding, Rig.PROJECT, "found", null, null, Map.of());
  }

  private FindingRow found(String id) {
    return rig.database().read(handle -> rig.stores().findings().find(handle, id)).orElseThrow();
  }

  private String orphan(ResourceRef object, int gib, long fence, @Nullable String volumeId) {
    return insert(Kind.ORPHAN, State.OPEN, object, gib, fence, volumeId);
  }

  private String insert(
      Kind kind, State state, ResourceRef object, int gib, long fence, @Nullable String volumeId) {
    return rig.finding(kind, state, object, BACKEND, gib, fence, volumeId);
  }
}
