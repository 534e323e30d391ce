package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.Admission.CancelAnswer;
import io.clinker.admission.Admission.EngineRun;
import io.clinker.admission.Admission.Turn;
import io.clinker.cases.Shows;
import io.clinker.model.ErrorCode;
import io.clinker.model.OperationId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.OperationState;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.operations.StepRecord;
import io.clinker.store.OperationStore.Step;
import io.clinker.store.testing.Rig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.123456Z");

  @AutoClose private final Rig rig = new Rig();

  @BeforeEach
  void backend() {
    rig.backend("b1", 100);
  }

  @Test
  void theSameRunGetsTheSameAnswerAndAnotherRunNone() {
    OperationRequest request = Rig.request(Rig.blank(1));
    Admitted first = rig.accepted(request);
    assertThat(rig.admit(request)).isEqualTo(first);
    assertThat(rig.admission().admit(request, new EngineRun("volume/x", "other")))
        .isEqualTo(new Admittance.Ended(OperationState.RUNNING));
    assertThat(rig.allocated("b1")).isEqualTo(1);
    rig.succeed(first);
    assertThat(((Admitted) rig.admit(request)).ended()).isTrue();
  }

  @Test
  @Shows("W-3")
  void theFirstSettleDecidesAndItsRepeatAgrees() {
    Admitted admitted = rig.accepted(Rig.blank(1));
    StepRecord step =
        new StepRecord(1, "create-volume", "done", 2, "n1", "absent", null, THEN, THEN);
    OperationId id = admitted.operation();
    assertThat(rig.admission().settle(id, 1, new Outcome.Succeeded(), List.of(step))).isTrue();
    assertThat(rig.admission().settle(id, 1, new Outcome.Succeeded(), List.of(step))).isTrue();
    assertThat(
            rig.admission()
                .settle(id, 1, new Outcome.Failed(ErrorCode.INTERNAL, "no"), List.of(step)))
        .isFalse();
    List<Step> steps = rig.database().read(handle -> rig.stores().operations().steps(handle, id));
    assertThat(steps)
        .singleElement()
        .satisfies(found -> assertThat(found.record()).isEqualTo(step));
    assertThat(rig.row(id).state()).isEqualTo(OperationState.SUCCEEDED);
  }

  @Test
  void whoWasToldThatItIsCancelledIsNotToldThatItSucceeded() {
    // given an operation whose cancel was accepted
    Admitted admitted = rig.accepted(Rig.blank(1));
    OperationId id = admitted.operation();
    assertThat(rig.admission().requestCancel(id, 1)).isEqualTo(new CancelAnswer.Accepted());

    // when its last step has been done all the same
    boolean settled = rig.admission().settle(id, 1, new Outcome.Succeeded(), List.of());

    // then it does not succeed, and can be undone
    assertThat(settled).isFalse();
    assertThat(rig.admission().beginCleaning(id, 1, new Outcome.Cancelled()))
        .isInstanceOf(Turn.Yours.class);
    assertThat(rig.admission().settle(id, 1, new Outcome.Cancelled(), List.of())).isTrue();
    assertThat(rig.row(id).state()).isEqualTo(OperationState.CANCELLED);
  }

  @Test
  @Shows({"C-17", "W-11"})
  void aNewRunShutsTheOldOneOut() {
    CreateVolume input = Rig.blank(1);
    OperationRequest request = Rig.request(input);
    Admitted admitted = rig.accepted(request);
    OperationId id = admitted.operation();
    EngineRun second = new EngineRun("volume/x", "second");
    Admitted resumed = (Admitted) rig.admission().resume(id, 1, second);
    assertThat(resumed.run()).isEqualTo(2);
    assertThat(resumed.fences()).isEqualTo(Map.of(input.volume().ref(), 2L));
    assertThat(resumed.plan()).isEqualTo(admitted.plan());
    assertThat(resumed.deadlineSeconds()).isBetween(3000L, 3600L);
    assertThat(rig.admission().resume(id, 1, second))
        .usingRecursiveComparison()
        .ignoringFields("deadlineSeconds")
        .isEqualTo(resumed);
    assertThat(rig.admission().resume(id, 1, new EngineRun("volume/x", "third")))
        .isInstanceOf(Admittance.Ended.class);
    assertThat(rig.admission().settle(id, 1, new Outcome.Succeeded(), Rig.none())).isFalse();
    assertThat(rig.admission().turn(id, 1)).isInstanceOf(Turn.Lost.class);
    assertThat(rig.admission().turn(id, 2)).isEqualTo(new Turn.Yours(resumed.fences()));
    assertThat(rig.admission().settle(id, 2, new Outcome.Succeeded(), Rig.none())).isTrue();
    assertThat(rig.admission().resume(id, 2, second))
        .isEqualTo(new Admittance.Ended(OperationState.SUCCEEDED));
  }

  @Test
  void whatIsBeingUndoneCannotSucceed() {
    CreateVolume input = Rig.blank(1);
    Admitted admitted = rig.accepted(input);
    OperationId id = admitted.operation();
    Outcome failed = new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no");
    Turn turn = rig.admission().beginCleaning(id, 1, failed);
    assertThat(turn).isEqualTo(new Turn.Yours(Map.of(input.volume().ref(), 2L)));
    assertThat(rig.admission().beginCleaning(id, 1, failed)).isEqualTo(turn);
    assertThat(rig.row(id).state()).isEqualTo(OperationState.CLEANING);
    assertThat(rig.row(id).errorCode()).isEqualTo("BACKEND_REFUSED");
    assertThat(rig.admission().settle(id, 1, new Outcome.Succeeded(), Rig.none())).isFalse();
    rig.settle(admitted, failed);
    assertThat(rig.admission().beginCleaning(id, 1, failed)).isInstanceOf(Turn.Lost.class);
  }

  @Test
  void whatItsUndoFoundDoneForGoodSucceeds() {
    VolumeId volume = rig.volume(1);
    Admitted admitted = rig.accepted(new ExtendVolume(volume, 3, true));
    assertThat(rig.admission().beginCleaning(admitted.operation(), 1, new Outcome.Cancelled()))
        .isInstanceOf(Turn.Yours.class);
    rig.settle(admitted, new Outcome.Succeeded(true));
    assertThat(rig.row(admitted.operation()).state()).isEqualTo(OperationState.SUCCEEDED);
    assertThat(rig.row(volume).sizeGib()).isEqualTo(3);
  }

  @Test
  void whatIsFoundDoneWhileItIsUndoneEndsAsDoneAndTakeoversGoOnUndoing() {
    CreateVolume input = Rig.blank(1);
    Admitted admitted = rig.accepted(input);
    OperationId id = admitted.operation();
    Outcome failed = new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no");
    rig.admission().beginCleaning(id, 1, failed);
    for (int run = 1; run < 3; run++) {
      Admitted next =
          (Admitted) rig.admission().resume(id, run, new EngineRun("volume/x", "run" + run));
      assertThat(next.undoing()).isEqualTo(failed);
      assertThat(rig.row(id).state()).isEqualTo(OperationState.CLEANING);
    }
    assertThat(rig.admission().settle(id, 3, new Outcome.Succeeded(), Rig.none())).isFalse();
    assertThat(rig.admission().settle(id, 3, new Outcome.Succeeded(true), Rig.none())).isTrue();
    assertThat(rig.row(input.volume()).status()).isEqualTo("available");
  }

  @Test
  void aDeleteTakesOverFromACreate() {
    VolumeId source = rig.volume(2);
    CreateVolume input =
        new CreateVolume(VolumeId.random(), null, null, null, null, null, null, source, Map.of());
    Admitted create = rig.accepted(input);
    OperationRequest request = Rig.request(new DeleteVolume(input.volume(), false, false));
    EngineRun run = Rig.run(request);
    Admitted delete = (Admitted) rig.admission().supersede(request, run);
    assertThat(rig.admission().supersede(request, run)).isEqualTo(delete);
    assertThat(delete.fences()).isEqualTo(Map.of(input.volume().ref(), 2L));
    assertThat(delete.plan())
        .isEqualTo(new Plan.DeleteVolume(input.volume(), List.of(), "b1", null));
    assertThat(rig.row(input.volume()).status()).isEqualTo("deleting");
    assertThat(rig.row(create.operation()).state()).isEqualTo(OperationState.SUPERSEDED);
    assertThat(rig.row(create.operation()).supersededBy()).isEqualTo(delete.operation().value());
    // The source stays pinned: a step of the old operation may still read it.
    assertThat(rig.refused(new DeleteVolume(source, false, false)).blockedBy())
        .isEqualTo(delete.operation());
    assertThat(rig.allocated("b1")).isEqualTo(4);
    assertThat(rig.admission().settle(create.operation(), 1, new Outcome.Succeeded(), Rig.none()))
        .isFalse();
    assertThat(rig.admission().turn(create.operation(), 1)).isInstanceOf(Turn.Lost.class);
    rig.succeed(delete);
    assertThat(rig.allocated("b1")).isEqualTo(2);
    assertThat(rig.find(input.volume())).isNull();
    rig.done(new DeleteVolume(source, false, false));
    assertThat(rig.allocated("b1")).isZero();
  }

  @Test
  void supersedingWhatHasEndedIsAnAdmission() {
    VolumeId volume = rig.volume(1);
    OperationRequest request = Rig.request(new DeleteVolume(volume, false, false));
    Admitted delete = (Admitted) rig.admission().supersede(request, Rig.run(request));
    assertThat(delete.fences()).isEqualTo(Map.of(volume.ref(), 2L));
    OperationRequest again = Rig.request(new DeleteVolume(volume, false, false));
    assertThat(rig.admission().supersede(again, Rig.run(again)))
        .isInstanceOf(Admittance.Refused.class);
  }

  @Test
  void supersedingAnUnplacedCreateIsDoneAtOnce() {
    rig.down("b1");
    CreateVolume input = Rig.blank(1);
    Admitted create = rig.accepted(input);
    OperationRequest request = Rig.request(new DeleteVolume(input.volume(), false, false));
    Admitted delete = (Admitted) rig.admission().supersede(request, Rig.run(request));
    assertThat(delete.ended()).isTrue();
    assertThat(rig.find(input.volume())).isNull();
    rig.up("b1");
    assertThat(rig.admission().place(create.operation(), 1))
        .isInstanceOf(Admission.Placing.Lost.class);
    assertThat(rig.allocated("b1")).isZero();
  }

  @Test
  void aTombstoneAndAnAdmissionExcludeEachOther() {
    OperationRequest first = Rig.request(Rig.blank(1));
    assertThat(rig.admission().abandon(first)).isTrue();
    assertThat(rig.admission().abandon(first)).isTrue();
    assertThat(rig.admit(first)).isEqualTo(new Admittance.Ended(OperationState.ABANDONED));
    OperationRequest second = Rig.request(Rig.blank(1));
    rig.accepted(second);
    assertThat(rig.admission().abandon(second)).isFalse();
    assertThat(rig.number("select count(*) from volume")).isEqualTo(1);
    assertThat(rig.allocated("b1")).isEqualTo(1);
  }

  @Test
  void admissionGivesUpWhenItsTimeIsOver() {
    OperationRequest plain = Rig.request(Rig.blank(1));
    OperationRequest late =
        new OperationRequest(
            plain.operation(), plain.input(), "p1", "u1", false, "req-1", null, null, 0);
    assertThat(rig.admit(late)).isEqualTo(new Admittance.Ended(null));
    assertThat(rig.number("select count(*) from volume")).isZero();
    assertThat(rig.allocated("b1")).isZero();
  }

  @Test
  @Shows("N-2")
  void aKeyBelongsToOneRequest() {
    OperationRequest first = Rig.keyed(Rig.blank(1), "key", "hash");
    Admitted admitted = rig.accepted(first);
    assertThat(rig.admit(Rig.keyed(Rig.blank(1), "key", "hash")))
        .isEqualTo(new Admittance.Repeated(admitted.operation()));
    assertThat(rig.refused(Rig.keyed(Rig.blank(2), "key", "other")).status()).isEqualTo(422);
    assertThat(rig.admission().lookUpKey("p1", "key"))
        .hasValueSatisfying(
            known -> {
              assertThat(known.operation()).hasValue(admitted.operation());
              assertThat(known.status()).isZero();
            });
    rig.admission().recordAnswer("p1", "key", "hash", 202, "first");
    rig.admission().recordAnswer("p1", "key", "hash", 202, "second");
    assertThat(rig.admission().lookUpKey("p1", "key"))
        .hasValueSatisfying(known -> assertThat(known.body()).isEqualTo("first"));
    assertThat(rig.admission().lookUpKey("p1", "KEY")).isEmpty();
  }

  @Test
  @Shows("N-4")
  void aKeyIsLookedUpBeforeTheQuota() {
    rig.quota("p1", "volumes", 1);
    Admitted admitted = rig.accepted(Rig.keyed(Rig.blank(1), "key", "hash"));

    assertThat(rig.admit(Rig.keyed(Rig.blank(1), "key", "hash")))
        .isEqualTo(new Admittance.Repeated(admitted.operation()));
  }

  @Test
  @Shows("N-3")
  void aKeyGivesTheOperationAlsoWhenItHasFailed() {
    Admitted admitted = rig.accepted(Rig.keyed(Rig.blank(1), "key", "hash"));
    rig.admission()
        .beginCleaning(
            admitted.operation(), 1, new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    rig.settle(admitted, new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));

    assertThat(rig.admit(Rig.keyed(Rig.blank(1), "key", "hash")))
        .isEqualTo(new Admittance.Repeated(admitted.operation()));
    assertThat(rig.row(admitted.operation()).state()).isEqualTo(OperationState.FAILED);
  }

  @Test
  void aRefusedRequestLeavesItsKeyFree() {
    rig.quota("p1", "volumes", 0);
    OperationRequest request = Rig.keyed(Rig.blank(1), "key", "hash");
    assertThat(rig.refused(request).status()).isEqualTo(413);
    assertThat(rig.admission().lookUpKey("p1", "key")).isEmpty();
    rig.quota("p1", "volumes", 1);
    rig.accepted(Rig.keyed(Rig.blank(1), "key", "hash"));
  }

  @Test
  void cancelIsRecordedWhileItCanBe() {
    Admitted create = rig.accepted(Rig.blank(1));
    assertThat(rig.admission().requestCancel(create.operation(), 1))
        .isEqualTo(new CancelAnswer.Accepted());
    assertThat(rig.row(create.operation()).cancelRequested()).isTrue();
    rig.settle(create, new Outcome.Cancelled());
    assertThat(rig.admission().requestCancel(create.operation(), 1))
        .isInstanceOf(CancelAnswer.Impossible.class);
    Admitted delete = rig.accepted(new DeleteVolume(rig.volume(1), false, false));
    assertThat(rig.admission().requestCancel(delete.operation(), 1))
        .isInstanceOf(CancelAnswer.Impossible.class);
  }
}
