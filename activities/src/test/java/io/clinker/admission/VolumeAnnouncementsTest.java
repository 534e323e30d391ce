package io.clinker.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.model.AttachmentId;
import io.clinker.model.VolumeId;
import io.clinker.operations.AttachmentInput.CompleteAttachment;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.AttachmentInput.DeleteAttachment;
import io.clinker.operations.OperationInput.DeleteVolume;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.store.VolumeRow;
import io.clinker.store.testing.Rig;
import java.time.Instant;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VolumeAnnouncementsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  @AutoClose private final Rig rig = new Rig();
  private VolumeAnnouncements announcements;

  @BeforeEach
  void edits() {
    rig.backend("b1", 100);
    announcements = new VolumeAnnouncements(rig.stores());
  }

  /** One of the announcements. */
  @FunctionalInterface
  private interface Announcement {
    void make(Handle handle, VolumeRow locked, Instant now);
  }

  private boolean made(VolumeId volume, Announcement announcement) {
    return Edited.in(
            rig.database(),
            handle -> {
              announcement.make(
                  handle, rig.stores().volumes().lock(handle, volume).orElseThrow(), NOW);
              return true;
            })
        instanceof Edited.Done<Boolean>;
  }

  private VolumeId attached(AttachmentId attachment) {
    VolumeId volume = rig.volume(1);
    rig.done(new CreateAttachment(attachment, volume, "i1", null, Map.of("host", "h1")));
    rig.done(new CompleteAttachment(attachment));
    return volume;
  }

  @Test
  void aReservedVolumeIsLeftAlone() {
    VolumeId volume = rig.volume(1);
    assertThat(made(volume, announcements::reserve)).isTrue();
    assertThat(rig.refused(new DeleteVolume(volume, false, false)).status()).isEqualTo(400);
    assertThat(rig.refused(new ExtendVolume(volume, 2, true)).status()).isEqualTo(400);
    assertThat(
            rig.refused(new CreateAttachment(AttachmentId.random(), volume, "i1", null, null))
                .status())
        .isEqualTo(400);
    assertThat(made(volume, announcements::unreserve)).isTrue();
    rig.done(new DeleteVolume(volume, false, false));
  }

  @Test
  void aDetachThatHappensEndsItsAnnouncement() {
    AttachmentId attachment = AttachmentId.random();
    VolumeId volume = attached(attachment);
    assertThat(made(volume, announcements::beginDetaching)).isTrue();
    assertThat(rig.row(volume).status()).isEqualTo("detaching");
    rig.done(new DeleteAttachment(attachment));

    assertThat(rig.row(volume).status()).isEqualTo("available");
    assertThat(rig.row(volume).adminMetadata()).doesNotContainKey(VolumeStatus.ANNOUNCED);
  }

  @Test
  void anAttachThatIsUnderWayIsNotTakenBackByAnother() {
    VolumeId volume = rig.volume(1);
    var attach =
        rig.accepted(
            new CreateAttachment(AttachmentId.random(), volume, "i1", null, Map.of("host", "h1")));
    assertThat(rig.row(volume).status()).isEqualTo("attaching");
    assertThat(made(volume, announcements::unreserve)).isTrue();
    assertThat(rig.row(volume).status()).isEqualTo("attaching");
    rig.succeed(attach);
  }
}
