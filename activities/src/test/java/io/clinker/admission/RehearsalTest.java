package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.admission.Admission.Rehearsal;
import io.clinker.model.AttachmentId;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance;
import io.clinker.operations.AttachmentInput;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.AttachmentInput.DeleteAttachment;
import io.clinker.operations.AttachmentInput.UpdateAttachment;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.CreateSnapshot;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteSnapshot;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationInput.RevertVolume;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Plan;
import io.clinker.store.testing.Rig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A dry run decides as admission does, and leaves every table as it was. */
class RehearsalTest {
  private static final List<String> TABLES =
      List.of(
          "volume",
          "snapshot",
          "attachment",
          "operation",
          "operation_step",
          "pin",
          "intent",
          "pool",
          "quota_limit",
          "idempotency",
          "message");

  @AutoClose private final Rig rig = new Rig();

  private Map<String, Long> checksums() {
    Map<String, Long> sums = new TreeMap<>();
    for (String table : TABLES) {
      rig.database()
          .read(
              handle -> {
                long sum =
                    handle
                        .createQuery("checksum table " + table)
                        .map((row, context) -> row.getLong(2))
                        .one();
                return sums.put(table, sum);
              });
    }
    return sums;
  }

  private Rehearsal rehearse(OperationInput input) {
    Map<String, Long> before = checksums();
    Rehearsal told = rig.admission().rehearse(Rig.keyed(input, "k", "h"), false);
    assertThat(checksums()).as("nothing is written by a dry run of %s", input).isEqualTo(before);
    return told;
  }

  /** Asks first, then does it: both say the same. */
  private Admittance asTold(OperationInput input) {
    Rehearsal told = rehearse(input);
    Admittance found = rig.admit(Rig.request(input));
    switch (told) {
      case Rehearsal.WouldAdmit would -> {
        assertThat(found).isInstanceOf(Admittance.Admitted.class);
        Admittance.Admitted admitted = (Admittance.Admitted) found;
        assertThat(would.ended()).isEqualTo(admitted.ended());
        assertThat(would.plan()).isEqualTo(admitted.plan());
        assertThat(would.placement()).isEqualTo(rig.row(admitted.operation()).placement());
        if (!admitted.ended()) {
          rig.succeed(admitted);
        }
      }
      case Rehearsal.WouldRefuse(var refusal) ->
          assertThat(found).isEqualTo(new Admittance.Refused(refusal));
    }
    return found;
  }

  @Test
  void everyOperationIsToldAsItWillBe() {
    rig.backend("b1", 100);
    VolumeId volume = VolumeId.random();
    SnapshotId snapshot = SnapshotId.random();
    VolumeId copy = VolumeId.random();
    AttachmentId attachment = AttachmentId.random();
    AttachmentId reserved = AttachmentId.random();
    List<OperationInput> script =
        List.of(
            Rig.blank(volume, 1),
            Rig.blank(200),
            new ExtendVolume(volume, 2, true),
            new ExtendVolume(volume, 1, true),
            new CreateSnapshot(snapshot, volume, null, null, true, Map.of()),
            new RevertVolume(volume, snapshot),
            new CreateVolume(copy, null, null, null, null, null, snapshot, null, Map.of()),
            new DeleteVolume(volume, false, false),
            new CreateAttachment(attachment, volume, "i1", null, Map.of("host", "h1")),
            new CreateAttachment(AttachmentId.random(), volume, "i2", null, Map.of("host", "h2")),
            new DeleteVolume(volume, true, false),
            new AttachmentInput.CompleteAttachment(attachment),
            new DeleteAttachment(attachment),
            new CreateAttachment(reserved, volume, "i1", null, null),
            new UpdateAttachment(reserved, Map.of("host", "h1")),
            new DeleteAttachment(reserved),
            new DeleteSnapshot(snapshot, false),
            new DeleteVolume(volume, false, false),
            new DeleteVolume(volume, false, false),
            new DeleteVolume(copy, false, false));

    long refused =
        script.stream().map(this::asTold).filter(Admittance.Refused.class::isInstance).count();

    assertThat(refused).isEqualTo(5);
  }

  @Test
  void aVolumeForWhichThereIsNoRoomIsToldToFail() {
    rig.backend("b1", 10);

    Rehearsal told = rehearse(Rig.blank(11));

    assertThat(told).isInstanceOf(Rehearsal.WouldAdmit.class);
    Rehearsal.WouldAdmit would = (Rehearsal.WouldAdmit) told;
    assertThat(would.plan()).isInstanceOf(Plan.Hopeless.class);
    assertThat(would.placement()).contains("b1");
  }

  @Test
  void aDeleteThatWouldSupersedeSaysSo() {
    rig.backend("b1", 10);
    VolumeId volume = VolumeId.random();
    rig.accepted(Rig.blank(volume, 1));
    OperationRequest delete = Rig.request(new DeleteVolume(volume, false, false));
    Map<String, Long> before = checksums();

    Rehearsal told = rig.admission().rehearse(delete, true);

    assertThat(told).isInstanceOf(Rehearsal.WouldAdmit.class);
    assertThat(((Rehearsal.WouldAdmit) told).plan()).isInstanceOf(Plan.DeleteVolume.class);
    assertThat(checksums()).isEqualTo(before);
  }
}
