package io.clinker.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.clinker.driver.Capability;
import io.clinker.driver.ConnectRequest;
import io.clinker.driver.Driver;
import io.clinker.driver.Inventory;
import io.clinker.driver.ManageableObject;
import io.clinker.driver.ObservedExport;
import io.clinker.driver.ObservedSnapshot;
import io.clinker.driver.ObservedVolume;
import io.clinker.driver.SerialSection;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract share: a testbed, a node, and short words for common acts. */
public abstract class ContractFixture {
  static final VolumeSource BLANK = new VolumeSource.Blank();

  /** Not at a border of anything, and across one of 4096 bytes. */
  static final long OFFSET = 3 * 65536 + 4090;

  private static final int LONGEST_TEXT = 32;

  protected DriverTestbed testbed;
  protected Driver driver;

  /** A new, empty storage. */
  protected abstract DriverTestbed newTestbed() throws Exception;

  @BeforeEach
  final void openTestbed() throws Exception {
    testbed = newTestbed();
    driver = testbed.node();
  }

  @AfterEach
  final void closeTestbed() {
    try {
      assertThat(testbed.tokenViolations()).as("accepted tokens").isEmpty();
    } finally {
      driver.close();
      testbed.close();
    }
  }

  final Size size() {
    return testbed.size();
  }

  final boolean can(Capability capability) {
    return driver.description().capabilities().contains(capability);
  }

  final boolean canConnect() {
    return !driver.description().protocols().isEmpty();
  }

  /** A new volume with fence 1. */
  final VolumeId newVolume() {
    VolumeId volume = VolumeId.random();
    driver.createVolume(Turn.of(1, volume.ref()), volume, size(), BLANK);
    return volume;
  }

  /** A new volume with fence 1 that holds this text. */
  final VolumeId newVolume(String text) {
    VolumeId volume = newVolume();
    write(volume, text);
    return volume;
  }

  /** A new snapshot with fence 1. */
  final SnapshotId newSnapshot(VolumeId volume, long volumeFence) {
    SnapshotId snapshot = SnapshotId.random();
    driver.createSnapshot(copying(1, snapshot.ref(), volume, volumeFence), snapshot, volume);
    return snapshot;
  }

  /** A turn for a new object with this fence that is made from a volume. */
  final Turn copying(long fence, ResourceRef made, VolumeId source, long sourceFence) {
    Turn turn = Turn.of(fence, made);
    if (!driver.description().serialSections().contains(SerialSection.COPY_OF_ONE_VOLUME)) {
      return turn;
    }
    return turn.alsoHolding(source.ref(), sourceFence);
  }

  final ConnectRequest request(AttachmentId attachment, VolumeId volume) {
    return new ConnectRequest(
        attachment,
        volume,
        testbed.protocol(),
        "iqn.1993-08.org.debian:01:0123456789",
        "host-1",
        "127.0.0.1",
        false,
        "0123456789abcdef0123456789abcdef");
  }

  final void write(VolumeId volume, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    testbed.write(volume, OFFSET, Arrays.copyOf(bytes, LONGEST_TEXT));
  }

  /** The text of this length, empty if there are only zeros. */
  final String read(VolumeId volume) {
    byte[] bytes = testbed.read(volume, OFFSET, LONGEST_TEXT);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(Arrays.copyOf(bytes, length), StandardCharsets.UTF_8);
  }

  /** Deletes all that is there with a fence above all others. */
  final void deleteAll() {
    Inventory inventory = driver.inventory();
    for (ObservedExport export : inventory.exports()) {
      driver.disconnect(
          Turn.of(1000, export.attachment().ref()), export.attachment(), export.volume());
    }
    for (ObservedSnapshot snapshot : inventory.snapshots()) {
      driver.deleteSnapshot(Turn.of(1000, snapshot.id().ref()), snapshot.id(), snapshot.volume());
    }
    for (ObservedVolume volume : inventory.volumes()) {
      driver.deleteVolume(Turn.of(1000, volume.id().ref()), volume.id());
    }
  }

  static void refused(ErrorCode code, ThrowingCallable call) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).as("a refusal with " + code).isInstanceOf(ClinkerException.class);
    assertThat(((ClinkerException) thrown).code()).as(thrown.toString()).isEqualTo(code);
  }

  /** All that anybody can see of the storage, without marks and leftovers. */
  final Visible visible() {
    Inventory inventory = driver.inventory();
    Map<String, String> volumes = new TreeMap<>();
    for (ObservedVolume volume : inventory.volumes()) {
      volumes.put(
          volume.id().toString(),
          volume.size().bytes() + " " + volume.format() + " " + read(volume.id()));
    }
    Map<String, String> snapshots = new TreeMap<>();
    for (ObservedSnapshot snapshot : inventory.snapshots()) {
      snapshots.put(snapshot.id().toString(), snapshot.size().bytes() + " of " + snapshot.volume());
    }
    Set<String> exports =
        inventory.exports().stream()
            .map(ObservedExport::attachment)
            .map(AttachmentId::toString)
            .collect(Collectors.toCollection(TreeSet::new));
    return new Visible(volumes, snapshots, exports, foreign());
  }

  /** What lies in the pool and can be taken over. */
  final Set<String> foreign() {
    Set<String> found = new TreeSet<>();
    if (can(Capability.MANAGE)) {
      found.addAll(safe(driver.manageableVolumes()));
    }
    if (can(Capability.MANAGE_SNAPSHOT)) {
      found.addAll(safe(driver.manageableSnapshots()));
    }
    return found;
  }

  private static List<String> safe(List<ManageableObject> objects) {
    return objects.stream()
        .filter(object -> object.notSafe() == null)
        .map(object -> object.reference().name() + " " + object.size().bytes())
        .toList();
  }

  /** What can be seen of a storage at one time. */
  record Visible(
      Map<String, String> volumes,
      Map<String, String> snapshots,
      Set<String> exports,
      Set<String> foreign) {}
}
