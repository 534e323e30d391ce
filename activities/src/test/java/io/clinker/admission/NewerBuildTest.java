package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.model.AttachmentId;
import io.clinker.model.OperationId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationKind;
import io.clinker.operations.Refusal;
import io.clinker.operations.Vocabulary;
import io.clinker.store.ListQuery;
import io.clinker.store.OpenOperations;
import io.clinker.store.OpenOperations.Held;
import io.clinker.store.OperationRow;
import io.clinker.store.QuotaUseStore.Use;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that a newer build wrote: they are shown, stand in the way, and are left to that build. */
@Shows({"M-2", "W-12"})
class NewerBuildTest {
  @AutoClose private static final Rig rig = new Rig();

  private VolumeId volume;
  private OperationId newer;

  @BeforeEach
  void aVolumeHeldByAnOperationOfAKindThatOnlyANewerBuildHas() {
    rig.empty();
    rig.backend("b", 100);
    volume = rig.volume(1);
    Admitted extend = rig.accepted(new OperationInput.ExtendVolume(volume, 2, false));
    newer = extend.operation();
    run("update operation set kind = 'volume-fold', plan = '{\"plan\": \"fold\"}' where id = '%s'");
    run("update volume set status = 'folding' where operation_id = '%s'");
  }

  private void run(String sql) {
    rig.test().run(sql.formatted(newer));
  }

  @Test
  void isListedAndFound() {
    run("update operation set resource_kind = 'bundle' where id = '%s'");

    List<OperationRow> page =
        rig.database()
            .read(
                handle ->
                    rig.stores()
                        .operations()
                        .openPage(handle, new ListQuery(null, List.of(), List.of(), null, 10, 0)));
    assertThat(page).singleElement().extracting(OperationRow::kindWord).isEqualTo("volume-fold");
    assertThat(rig.row(newer).resourceWord()).isEqualTo("bundle/" + volume);
    OpenOperations open = new OpenOperations(rig.database().jdbi());
    assertThat(open.find(newer)).map(Held::kind).hasValue("volume-fold");
    assertThat(open.openOlderThan(Duration.ZERO, 10, null))
        .singleElement()
        .extracting(Held::resource)
        .isEqualTo("bundle/" + volume);
  }

  @Test
  void standsInTheWayByName() {
    Refusal refusal = rig.refused(new OperationInput.DeleteVolume(volume, false, false));

    assertThat(refusal.blockedBy()).isEqualTo(newer);
    assertThat(refusal.message()).contains("volume-fold");
  }

  @Test
  void keepsItsStatusWhenAnAttachmentIsReserved() {
    run("update volume set status = 'available', operation_id = null where operation_id = '%s'");
    AttachmentId attachment = AttachmentId.random();
    rig.done(new AttachmentInput.CreateAttachment(attachment, volume, "i", null, null));
    rig.test()
        .run(
            "update volume set status = 'folding', operation_id = '%s' where id = '%s'"
                .formatted(newer, volume));

    rig.done(new AttachmentInput.DeleteAttachment(attachment));

    assertThat(rig.row(volume).status()).isEqualTo("folding");
    assertThat(rig.row(volume).attachStatus()).isEqualTo("detached");
  }

  @Test
  void itsPinsKeepAwayWhateverPinsCan() {
    VolumeId other = rig.volume(1);
    rig.test()
        .run(
            """
            insert into pin (resource_kind, resource_id, operation_id, kind, created_at)
            values ('volume', '%s', '%s', 'fold', now(6))
            """
                .formatted(other, newer));

    Refusal refusal = rig.refused(new OperationInput.ExtendVolume(other, 3, false));

    assertThat(refusal.blockedBy()).isEqualTo(newer);
    assertThat(refusal.message()).contains("volume-fold");
  }

  @Test
  void countsInTheExplanationOfTheQuota() {
    List<Use> uses =
        rig.database()
            .read(handle -> rig.stores().quotaUses().page(handle, Rig.PROJECT, null, 10, 0));

    assertThat(uses).singleElement().extracting(Use::operationKind).isEqualTo("volume-fold");
  }

  @Test
  void everyBuildUnderstandsWhatSilentOnesDo() {
    assertThat(Vocabulary.own()).containsAll(Vocabulary.OF_SILENT_BUILDS);
    assertThat(Vocabulary.own())
        .containsAll(Set.of(OperationKind.VOLUME_EXTEND.word(), Vocabulary.plan("extend-volume")));
  }
}
