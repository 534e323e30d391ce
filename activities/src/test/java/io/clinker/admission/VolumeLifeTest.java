package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.ErrorCode;
import io.clinker.model.GroupId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationState;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.operations.Refusal;
import io.clinker.store.testing.Rig;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeLifeTest {
  @AutoClose private final Rig rig = new Rig();

  @BeforeEach
  void backend() {
    rig.backend("b1", 100);
  }

  @Test
  void aVolumeIsCreatedAndDeleted() {
    OperationInput.CreateVolume create = Rig.blank(5);
    Admitted admitted = rig.accepted(create);
    assertThat(rig.row(create.volume()).status()).isEqualTo("creating");
    assertThat(admitted.fences()).isEqualTo(Map.of(create.volume().ref(), 1L));
    assertThat(admitted.plan())
        .isInstanceOfSatisfying(
            Plan.CreateVolume.class, plan -> assertThat(plan.backend()).isEqualTo("b1"));
    assertThat(rig.allocated("b1")).isEqualTo(5);
    rig.succeed(admitted);
    assertThat(rig.row(create.volume()).status()).isEqualTo("available");
    assertThat(rig.row(create.volume()).launchedAt()).isNotNull();
    assertThat(rig.row(create.volume()).volumeTypeName()).isEqualTo("__DEFAULT__");

    Admitted delete = rig.accepted(new OperationInput.DeleteVolume(create.volume(), false, false));
    assertThat(delete.fences()).isEqualTo(Map.of(create.volume().ref(), 2L));
    assertThat(rig.row(create.volume()).status()).isEqualTo("deleting");
    rig.succeed(delete);
    assertThat(rig.find(create.volume())).isNull();
    assertThat(rig.allocated("b1")).isZero();
    assertThat(rig.row(delete.operation()).state()).isEqualTo(OperationState.SUCCEEDED);
  }

  @Test
  void aFailedCreateLeavesAnErrorVolumeThatGoesAtOnce() {
    OperationInput.CreateVolume create = Rig.blank(5);
    Admitted admitted = rig.accepted(create);
    rig.settle(admitted, new Outcome.Failed(ErrorCode.BACKEND_REFUSED, "no"));
    assertThat(rig.row(create.volume()).status()).isEqualTo("error");
    assertThat(rig.allocated("b1")).isZero();
    assertThat(rig.number("select count(*) from message where action_id='008' and detail_id='012'"))
        .isEqualTo(1);
    Admitted delete = rig.accepted(new OperationInput.DeleteVolume(create.volume(), false, false));
    assertThat(delete.ended()).isTrue();
    assertThat(rig.find(create.volume())).isNull();
  }

  @Test
  void aDeleteIsRefusedByNameWhileAnotherOperationHoldsTheVolume() {
    VolumeId volume = rig.volume(1);
    Admitted delete = rig.accepted(new OperationInput.DeleteVolume(volume, false, false));
    Refusal refusal = rig.refused(new OperationInput.DeleteVolume(volume, false, false));
    assertThat(refusal.status()).isEqualTo(400);
    assertThat(refusal.blockedBy()).isEqualTo(delete.operation());
    assertThat(refusal.message()).contains("volume-delete", delete.operation().value());
  }

  /** Whoever made it cannot know that it must leave its group first. */
  @Test
  void aMemberThatWasNeverMadeIsDeletedAsAnyOther() {
    GroupId group = rig.group();
    VolumeId large = VolumeId.random();
    VolumeId larger = VolumeId.random();
    Admitted create = rig.accepted(Rig.member(large, group, 200));
    rig.settle(create, new Outcome.Failed(ErrorCode.NO_POOL_FITS, "none"));
    rig.accepted(Rig.member(larger, group, 300));

    assertThat(rig.accepted(new DeleteVolume(large, false, false)).ended()).isTrue();
    assertThat(rig.superseding(new DeleteVolume(larger, false, false)).ended()).isTrue();

    assertThat(rig.find(large)).isNull();
    assertThat(rig.find(larger)).isNull();
    assertThat(create.plan()).isInstanceOf(Plan.Hopeless.class);
  }
}
