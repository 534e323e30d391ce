package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clinker.admission.Admission.Growth;
import io.clinker.model.AttachmentId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput.CompleteAttachment;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.testing.Rig;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeGrowthTest {
  @AutoClose private final Rig rig = new Rig();
  private VolumeId volume = VolumeId.random();

  @BeforeEach
  void volumeOfAServer() {
    rig.backend("b1", 100);
    volume = rig.volume(1);
    AttachmentId id = AttachmentId.random();
    rig.done(new CreateAttachment(id, volume, "i1", null, Map.of("host", "h1")));
    rig.done(new CompleteAttachment(id));
  }

  private Growth show(Admitted extend) {
    return rig.admission().showGrowth(extend.operation(), extend.run());
  }

  private void complete(boolean failed) {
    rig.database()
        .inTransaction(
            handle -> {
              new VolumeGrowth(rig.stores())
                  .complete(
                      handle,
                      rig.stores().volumes().lock(handle, volume).orElseThrow(),
                      failed,
                      Instant.now());
              return true;
            });
  }

  private long messages(String detail) {
    return rig.number("select count(*) from message where detail_id = ?", detail);
  }

  @Test
  void theNewSizeIsSeenBeforeTheExtendEnds() {
    Admitted extend = rig.accepted(new ExtendVolume(volume, 3, true));
    assertThat(((Plan.ExtendVolume) extend.plan()).usedByServers()).isTrue();
    assertThat(rig.row(volume).status()).isEqualTo("extending");

    Growth shown = new Growth.Shown(volume, List.of("i1"), Optional.empty());
    assertThat(show(extend)).isEqualTo(shown);
    assertThat(show(extend)).isEqualTo(shown);

    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    assertThat(rig.row(volume).sizeGib()).isEqualTo(3);
    assertThat(rig.row(volume).extendingToGib()).isNull();
    assertThat(rig.row(extend.operation()).poolGib()).isZero();
    assertThat(rig.allocated("b1")).isEqualTo(3);
    assertThat(rig.refused(new ExtendVolume(volume, 4, true)).blockedBy())
        .isEqualTo(extend.operation());

    rig.succeed(extend);
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    assertThat(rig.row(volume).operationId()).isNull();
    assertThat(rig.allocated("b1")).isEqualTo(3);
    assertThat(messages("009")).isZero();
    assertThat(show(extend)).isInstanceOf(Growth.Lost.class);
  }

  @Test
  void aUserIsToldThatTheServersWereNot() {
    Admitted extend = rig.accepted(new ExtendVolume(volume, 3, true));
    show(extend);
    rig.settle(extend, new Outcome.Succeeded(false, "the compute service answered with 403"));
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    assertThat(rig.row(volume).sizeGib()).isEqualTo(3);
    assertThat(messages("009")).isOne();
  }

  @Test
  void anAdministratorSaysWhatBecameOfTheServers() {
    assertThatThrownBy(() -> complete(false)).isInstanceOf(RefusedException.class);
    Admitted extend = rig.accepted(new ExtendVolume(volume, 3, true));
    assertThatThrownBy(() -> complete(false)).isInstanceOf(RefusedException.class);
    show(extend);
    complete(false);
    assertThat(show(extend)).isEqualTo(new Growth.Shown(volume, List.of("i1"), Optional.of(true)));
    complete(true);
    assertThat(show(extend)).isEqualTo(new Growth.Shown(volume, List.of("i1"), Optional.of(false)));
    rig.succeed(extend);
    assertThat(rig.row(volume).status()).isEqualTo("error_extending");
    assertThat(rig.row(volume).sizeGib()).isEqualTo(3);
    assertThat(rig.row(volume).adminMetadata()).doesNotContainKey("extend_completion");
  }

  @Test
  void aVolumeOfNoServerConcernsNobody() {
    VolumeId free = rig.volume(1);
    Admitted extend = rig.accepted(new ExtendVolume(free, 2, true));
    assertThat(((Plan.ExtendVolume) extend.plan()).usedByServers()).isFalse();
  }
}
