package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.model.AttachmentId;
import io.clinker.model.ErrorCode;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput.CompleteAttachment;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.OperationInput.CreateSnapshot;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.operations.OperationInput.RetypeVolume;
import io.clinker.operations.Outcome;
import io.clinker.operations.Plan;
import io.clinker.store.QosSpecsRow;
import io.clinker.store.TypeRow;
import io.clinker.store.testing.Rig;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeRetypeRuleTest {
  @AutoClose private final Rig rig = new Rig();

  @BeforeEach
  void backend() {
    rig.backend("b1", 100);
    rig.unlimited(Rig.PROJECT);
  }

  private String type(String name, Map<String, String> specs) {
    return type(name, specs, null, false, true);
  }

  private String type(
      String name,
      Map<String, String> specs,
      @Nullable String qosSpecs,
      boolean encrypted,
      boolean isPublic) {
    String id = UUID.randomUUID().toString();
    TypeRow row =
        new TypeRow(
            id, name, null, isPublic, specs, Instant.now(), null, null, qosSpecs, encrypted);
    rig.database()
        .inTransaction(
            handle -> {
              rig.stores().types().insert(handle, row);
              return true;
            });
    rig.test()
        .run(
            "update volume_type set encrypted = %s, qos_specs_id = %s where id = '%s'"
                .formatted(encrypted, qosSpecs == null ? "null" : "'" + qosSpecs + "'", id));
    return id;
  }

  private String qosSpecs(String consumer) {
    String id = UUID.randomUUID().toString();
    rig.database()
        .inTransaction(
            handle -> {
              rig.stores()
                  .qosSpecs()
                  .insert(
                      handle,
                      new QosSpecsRow(id, consumer, consumer, Map.of(), Instant.now(), null));
              return true;
            });
    return id;
  }

  private void attach(VolumeId volume) {
    AttachmentId id = AttachmentId.random();
    rig.done(new CreateAttachment(id, volume, "i1", null, Map.of("host", "h1")));
    rig.done(new CompleteAttachment(id));
  }

  private static RetypeVolume to(VolumeId volume, String type) {
    return new RetypeVolume(volume, type, false);
  }

  @Test
  void admissionGivesTheTypeAndTheProtocolThatFollows() {
    VolumeId volume = rig.volume(1);
    String type = type("fast", Map.of("storage_protocol", "iSCSI", "multiattach", "<is> True"));

    Admitted admitted = rig.accepted(to(volume, "fast"));

    assertThat(admitted.ended()).isTrue();
    assertThat(admitted.plan()).isEqualTo(new Plan.Nothing());
    assertThat(rig.row(volume).volumeTypeId()).isEqualTo(type);
    assertThat(rig.row(volume).volumeTypeName()).isEqualTo("fast");
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.row(volume).protocol()).isEqualTo("iSCSI");
    assertThat(rig.row(volume).multiattach()).isTrue();
    assertThat(rig.row(volume).operationId()).isNull();
    assertThat(rig.row(admitted.operation()).state().open()).isFalse();
  }

  @Test
  @Shows("H-7")
  void snapshotsMoveInTheQuotaWithTheirVolume() {
    VolumeId volume = rig.volume(2);
    SnapshotId first = rig.snapshot(volume);
    rig.snapshot(volume);
    SnapshotId third = rig.snapshot(volume);
    String type = type("fast", Map.of());
    rig.quota(Rig.PROJECT, "gigabytes_fast", 7);
    assertThat(rig.refused(to(volume, "fast")).message())
        .contains("gigabytes_fast", "Requested 8G");
    rig.quota(Rig.PROJECT, "gigabytes_fast", 8);
    rig.quota(Rig.PROJECT, "snapshots_fast", 2);
    assertThat(rig.refused(to(volume, "fast")).status()).isEqualTo(413);
    rig.quota(Rig.PROJECT, "snapshots_fast", 3);
    rig.quota(Rig.PROJECT, "volumes_fast", 0);
    assertThat(rig.refused(to(volume, "fast")).status()).isEqualTo(413);
    rig.quota(Rig.PROJECT, "volumes_fast", 1);

    rig.done(to(volume, type));

    assertThat(Objects.requireNonNull(rig.find(first)).volumeTypeId()).isEqualTo(type);
    assertThat(Objects.requireNonNull(rig.find(third)).volumeTypeId()).isEqualTo(type);
    assertThat(rig.refused(new ExtendVolume(volume, 3, true)).message()).contains("gigabytes_fast");
  }

  @Test
  void aSnapshotThatIsBeingMadeMovesToo() {
    VolumeId volume = rig.volume(1);
    CreateSnapshot making =
        new CreateSnapshot(SnapshotId.random(), volume, null, null, true, Map.of());
    Admitted snapshot = rig.accepted(making);
    String type = type("fast", Map.of());

    rig.done(to(volume, "fast"));
    rig.succeed(snapshot);

    assertThat(Objects.requireNonNull(rig.find(making.snapshot())).volumeTypeId()).isEqualTo(type);
  }

  @Test
  @Shows("H-10")
  void limitsBelowTheUsageRefuseGrowthAndAllowTheWayBack() {
    VolumeId volume = rig.volume(5);
    type("fast", Map.of());
    rig.done(to(volume, "fast"));
    rig.quota(Rig.PROJECT, "gigabytes", 1);
    rig.quota(Rig.PROJECT, "gigabytes_fast", 1);

    rig.done(to(volume, TypeRow.BUILT_IN));

    assertThat(rig.refused(to(volume, "fast")).status()).isEqualTo(413);
    assertThat(rig.row(volume).volumeTypeName()).isEqualTo(TypeRow.BUILT_IN);
  }

  @Test
  void aVolumeThatWouldHaveToMoveEndsAsItWasWithAMessage() {
    VolumeId volume = rig.volume(1);
    type("elsewhere", Map.of("volume_backend_name", "b2"));

    Admitted admitted = rig.accepted(new RetypeVolume(volume, "elsewhere", true));

    assertThat(((Plan.Hopeless) admitted.plan()).explanation()).contains("volume_backend_name");
    assertThat(rig.row(volume).status()).isEqualTo("retyping");
    assertThat(rig.refused(to(volume, "elsewhere")).blockedBy()).isEqualTo(admitted.operation());
    rig.settle(admitted, new Outcome.Failed(ErrorCode.NO_POOL_FITS, "no"));
    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.row(volume).volumeTypeName()).isEqualTo(TypeRow.BUILT_IN);
    assertThat(rig.number("select count(*) from message where action_id='001' and detail_id='003'"))
        .isEqualTo(1);
  }

  @Test
  void aVolumeInUseKeepsWhatItsHostWasTold() {
    VolumeId volume = rig.volume(1);
    attach(volume);
    type("twice", Map.of("multiattach", "<is> True"));
    type("other-way", Map.of("storage_protocol", "iSCSI"));
    type("same", Map.of());
    type("back", Map.of(), qosSpecs("back-end"), false, true);
    type("front", Map.of(), qosSpecs("front-end"), false, true);
    type("secret", Map.of(), null, true, true);

    assertThat(rig.refused(to(volume, "twice")).message()).contains("multiattach");
    assertThat(rig.refused(to(volume, "secret")).message()).contains("encryption");
    assertThat(rig.refused(to(volume, "front")).message()).contains("front-end qos specs");
    Admitted moving = rig.accepted(to(volume, "other-way"));
    rig.settle(moving, new Outcome.Failed(ErrorCode.NO_POOL_FITS, "no"));
    assertThat(rig.row(volume).protocol()).isEqualTo("nbd");

    rig.done(to(volume, "same"));
    rig.done(to(volume, "back"));
    assertThat(rig.row(volume).status()).isEqualTo("in-use");
    assertThat(rig.row(volume).attachStatus()).isEqualTo("attached");
    assertThat(rig.row(volume).volumeTypeName()).isEqualTo("back");
  }

  @Test
  void whatCannotBeIsRefused() {
    VolumeId volume = rig.volume(5);
    type("small", Map.of("provisioning:max_vol_size", "4"));
    type("hidden", Map.of(), null, false, false);
    type("secret", Map.of(), null, true, true);

    assertThat(rig.refused(to(VolumeId.random(), "small")).status()).isEqualTo(404);
    assertThat(rig.refused(to(volume, "unknown")).status()).isEqualTo(404);
    assertThat(rig.refused(to(volume, "hidden")).status()).isEqualTo(404);
    assertThat(rig.refused(to(volume, TypeRow.BUILT_IN)).status()).isEqualTo(400);
    assertThat(rig.refused(to(volume, "small")).message()).contains("maximum allowable size");
    assertThat(rig.refused(to(volume, "secret")).code()).isEqualTo(ErrorCode.NOT_SUPPORTED);
    rig.test().run("update volume set migration_status = 'migrating'");
    type("fine", Map.of());
    assertThat(rig.refused(to(volume, "fine")).status()).isEqualTo(400);
    rig.test().run("update volume set migration_status = null, status = 'error'");
    assertThat(rig.refused(to(volume, "fine")).message()).contains("available or in-use state");
  }
}
