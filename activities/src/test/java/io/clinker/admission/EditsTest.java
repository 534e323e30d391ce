package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import io.clinker.operations.OperationInput.CreateVolume;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.Refusal;
import io.clinker.store.Database;
import io.clinker.store.Purge;
import io.clinker.store.SnapshotRow;
import io.clinker.store.TypeEncryptionRow;
import io.clinker.store.TypeRow;
import io.clinker.store.VolumeRow;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EditsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
  @AutoClose private final Rig rig = new Rig();
  private VolumeEdits volumes;
  private TypeEdits types;
  private QuotaEdits quotas;

  @BeforeEach
  void edits() {
    rig.backend("b1", 100);
    volumes = new VolumeEdits(rig.stores());
    types = new TypeEdits(rig.stores(), AdmissionSettings.standard());
    quotas = new QuotaEdits(rig.database(), rig.stores());
  }

  private static <T> T done(Edited<T> edited) {
    if (edited instanceof Edited.Done<T>(T value)) {
      return value;
    }
    throw new AssertionError(edited.toString());
  }

  private static Refusal refused(Edited<?> edited) {
    if (edited instanceof Edited.Refused<?>(Refusal refusal)) {
      return refusal;
    }
    throw new AssertionError(edited.toString());
  }

  private <T> T done(Database.Work<T> edit) {
    return done(Edited.in(rig.database(), edit));
  }

  private Refusal refused(Database.Work<?> edit) {
    return refused(Edited.in(rig.database(), edit));
  }

  private VolumeRow described(VolumeId id, @Nullable String project, Description description) {
    return done(handle -> volumes.describe(handle, id, project, description, NOW));
  }

  @Test
  void volumesAreDescribed() {
    VolumeId id = rig.volume(1);
    VolumeRow row =
        described(
            id,
            "p1",
            new Description(
                Optional.of("new"), null, new MetadataChange.Merge(Map.of("a", "1", "b", "2"))));
    assertThat(row.name()).isEqualTo("new");
    row = described(id, "p1", Description.of(new MetadataChange.Remove("a")));
    assertThat(row.metadata()).isEqualTo(Map.of("b", "2"));
    assertThat(
            refused(
                    handle ->
                        volumes.describe(
                            handle, id, "p1", Description.of(new MetadataChange.Remove("a")), NOW))
                .status())
        .isEqualTo(404);
    row = described(id, null, Description.of(new MetadataChange.Replace(Map.of("c", "3"))));
    assertThat(row.metadata()).isEqualTo(Map.of("c", "3"));
    assertThat(row.name()).isEqualTo("new");
    assertThat(
            refused(
                    handle ->
                        volumes.describe(
                            handle, id, "p2", Description.of(new MetadataChange.Keep()), NOW))
                .status())
        .isEqualTo(404);
    rig.test().run("update volume set status = 'maintenance'");
    assertThat(
            refused(
                    handle ->
                        volumes.describe(
                            handle, id, "p1", Description.of(new MetadataChange.Keep()), NOW))
                .status())
        .isEqualTo(400);
  }

  @Test
  void snapshotsAreDescribed() {
    SnapshotId id = rig.snapshot(rig.volume(1));
    SnapshotRow row =
        done(
            handle ->
                new SnapshotEdits(rig.stores())
                    .describe(
                        handle,
                        id,
                        "p1",
                        new Description(
                            Optional.of("n"), Optional.of("d"), new MetadataChange.Keep()),
                        NOW));
    assertThat(row.name()).isEqualTo("n");
    assertThat(row.description()).isEqualTo("d");
  }

  @Test
  void typesInUseStayAsTheyAre() {
    TypeRow gold = done(handle -> types.create(handle, "gold", null, true, Map.of("k", "v"), NOW));
    assertThat(refused(handle -> types.create(handle, "gold", null, true, Map.of(), NOW)).status())
        .isEqualTo(409);
    done(handle -> types.changeSpecs(handle, gold.id(), new MetadataChange.Replace(Map.of()), NOW));
    CreateVolume input =
        new CreateVolume(VolumeId.random(), 1, null, null, "gold", null, null, null, Map.of());
    rig.done(input);
    assertThat(
            refused(
                    handle ->
                        types.changeSpecs(
                            handle, gold.id(), new MetadataChange.Merge(Map.of("a", "b")), NOW))
                .status())
        .isEqualTo(400);
    assertThat(refused(handle -> types.delete(handle, gold.id(), NOW)).status()).isEqualTo(400);
    done(handle -> types.update(handle, gold.id(), "silver", Optional.of("d"), null, NOW));
    assertThat(rig.row(input.volume()).volumeTypeName()).isEqualTo("silver");
    rig.done(new DeleteVolume(input.volume(), false, false));
    done(handle -> types.delete(handle, gold.id(), NOW));
    done(handle -> types.create(handle, "silver", null, true, Map.of(), NOW));
  }

  @Test
  void limitsOfATypeGoWithItsName() {
    TypeRow gold = done(handle -> types.create(handle, "gold", null, true, Map.of(), NOW));
    done(handle -> quotas.update(handle, "p1", Map.of("gigabytes_gold", 7L, "volumes_gold", 3L)));
    done(
        handle -> {
          quotas.updateClass(handle, "default", Map.of("snapshots_gold", 5L));
          return true;
        });

    done(handle -> types.update(handle, gold.id(), "silver", null, null, NOW));

    Map<String, QuotaEdits.Entry> limits = quotas.show("p1", false);
    assertThat(limits.get("gigabytes_silver").limit()).isEqualTo(7);
    assertThat(limits.get("volumes_silver").limit()).isEqualTo(3);
    assertThat(limits.get("snapshots_silver").limit()).isEqualTo(5);
    rig.refused(
        new CreateVolume(VolumeId.random(), 8, null, null, "silver", null, null, null, Map.of()));
    done(handle -> types.create(handle, "gold", null, true, Map.of(), NOW));
    assertThat(quotas.show("p1", false).get("gigabytes_gold").limit()).isEqualTo(-1);

    done(handle -> types.delete(handle, gold.id(), NOW));
    done(handle -> types.create(handle, "silver", null, true, Map.of(), NOW));
    assertThat(quotas.show("p1", false).get("gigabytes_silver").limit()).isEqualTo(-1);
  }

  @Test
  void volumesOfAnEncryptedTypeAreNotMadeInTheClear() {
    TypeRow secret = done(handle -> types.create(handle, "secret", null, true, Map.of(), NOW));
    done(
        handle ->
            types.encrypt(
                handle,
                new TypeEncryptionRow(
                    secret.id(), "e1", "luks", "front-end", null, 256, NOW, null)));
    CreateVolume input =
        new CreateVolume(VolumeId.random(), 1, null, null, "secret", null, null, null, Map.of());
    assertThat(rig.refused(input).message()).contains("no key manager");
    done(handle -> types.decrypt(handle, secret.id(), NOW));
    rig.done(input);
    assertThat(refused(handle -> types.decrypt(handle, secret.id(), NOW)).status()).isEqualTo(400);
  }

  @Test
  void aProjectsDefaultTypeIsTakenWhereNoneIsAskedFor() {
    TypeRow usual = done(handle -> types.create(handle, "usual", null, true, Map.of(), NOW));
    done(handle -> types.setDefault(handle, usual.id(), "p1"));
    CreateVolume input = Rig.blank(1);
    rig.done(input);
    assertThat(rig.row(input.volume()).volumeTypeName()).isEqualTo("usual");
    CreateVolume others = Rig.blank(1);
    rig.accepted(Rig.request("p2", others));
    assertThat(rig.row(others.volume()).volumeTypeName()).isEqualTo(TypeRow.BUILT_IN);
    assertThat(refused(handle -> types.delete(handle, usual.id(), NOW)).status()).isEqualTo(400);
  }

  @Test
  void theDefaultTypeStays() {
    String id =
        rig.database()
            .read(handle -> rig.stores().types().find(handle, TypeRow.BUILT_IN, null))
            .orElseThrow()
            .id();
    assertThat(refused(handle -> types.delete(handle, id, NOW)).status()).isEqualTo(400);
    done(handle -> types.create(handle, "gold", null, true, Map.of(), NOW));
    assertThat(refused(handle -> types.delete(handle, id, NOW)).status()).isEqualTo(400);
  }

  @Test
  void accessIsForPrivateTypes() {
    TypeRow open = done(handle -> types.create(handle, "open", null, true, Map.of(), NOW));
    assertThat(refused(handle -> types.grant(handle, open.id(), "p1")).status()).isEqualTo(400);
    TypeRow closed = done(handle -> types.create(handle, "closed", null, false, Map.of(), NOW));
    done(handle -> types.grant(handle, closed.id(), "p1"));
    assertThat(refused(handle -> types.grant(handle, closed.id(), "p1")).status()).isEqualTo(409);
    done(handle -> types.revoke(handle, closed.id(), "p1"));
    assertThat(refused(handle -> types.revoke(handle, closed.id(), "p1")).status()).isEqualTo(404);
  }

  @Test
  void quotaSetsFollowCindersRules() {
    rig.volume(3);
    assertThat(quotas.show("p1", true).get("gigabytes")).isEqualTo(new QuotaEdits.Entry(1000, 3));
    assertThat(quotas.show("p1", true).get("volumes___DEFAULT__"))
        .isEqualTo(new QuotaEdits.Entry(-1, 1));
    assertThat(refused(handle -> quotas.update(handle, "p1", Map.of("volumez", 1L))).message())
        .isEqualTo("Bad key(s) in quota set: volumez");
    assertThat(refused(handle -> quotas.update(handle, "p1", Map.of("volumes", -2L))).message())
        .isEqualTo("volumes must be >= -1");
    assertThat(
            done(handle -> quotas.update(handle, "p1", Map.of("gigabytes", 1L)))
                .get("gigabytes")
                .limit())
        .isEqualTo(1);
    assertThat(refused(handle -> quotas.update(handle, "p1", Map.of("gigabytes", 2L))).message())
        .contains("Quota gigabytes limit must be equal or greater than existing resources.");
    done(handle -> quotas.update(handle, "p1", Map.of("gigabytes", -1L)));
    done(
        handle -> {
          quotas.delete(handle, "p1");
          return true;
        });
    assertThat(quotas.show("p1", true).get("gigabytes").limit()).isEqualTo(1000);
    done(
        handle -> {
          quotas.updateClass(handle, "default", Map.of("volumes", 77L));
          return true;
        });
    assertThat(quotas.defaults()).containsEntry("volumes", 77L).containsEntry("snapshots", 10L);
    assertThat(quotas.show("p1", true).get("volumes").limit()).isEqualTo(77);
  }

  @Test
  void thePastIsPurged() {
    VolumeId gone = rig.volume(1);
    VolumeId stays = rig.volume(1);
    rig.done(new DeleteVolume(gone, false, false));
    rig.succeed(rig.accepted(Rig.keyed(Rig.blank(1), "k", "h")));
    rig.accepted(Rig.blank(1));
    Purge purge =
        new Purge(
            rig.database(),
            new Purge.Retention(Duration.ofDays(1), Duration.ofDays(1), Duration.ofHours(1)));
    assertThat(purge.round()).isZero();
    rig.test().run("update volume set deleted_at = deleted_at - interval 2 day");
    rig.test().run("update operation set ended_at = ended_at - interval 2 day");
    rig.test().run("update idempotency set created_at = created_at - interval 2 day");
    assertThat(purge.round()).isEqualTo(1 + 4 + 1);
    assertThat(rig.number("select count(*) from operation")).isEqualTo(1);
    assertThat(rig.row(stays).status()).isEqualTo("available");
  }

  private boolean switched(Database.Work<Boolean> edit) {
    return done(edit);
  }

  @Test
  void servicesAreSwitched() {
    ServiceEdits services = new ServiceEdits(rig.database(), rig.stores());
    assertThat(switched(handle -> services.disable(handle, "none", null))).isFalse();
    assertThat(switched(handle -> services.disable(handle, "b1", "work"))).isTrue();
    assertThat(rig.accepted(Rig.blank(1)).plan().toString()).contains("disabled: work");
    assertThat(switched(handle -> services.enable(handle, "b1"))).isTrue();
    VolumeId volume = rig.volume(1);
    assertThat(switched(handle -> services.freeze(handle, "b1", true))).isTrue();
    assertThat(rig.refused(new DeleteVolume(volume, false, false)).message()).contains("frozen");
    assertThat(switched(handle -> services.freeze(handle, "b1", false))).isTrue();
    rig.done(new DeleteVolume(volume, false, false));
  }
}
