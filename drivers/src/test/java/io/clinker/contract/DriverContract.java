package io.clinker.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.driver.Capability;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverDescription;
import io.clinker.driver.VolumeSource;
import io.clinker.model.SnapshotId;
import io.clinker.model.VolumeId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/**
 * The contract of {@link Driver}: extend this and say how a testbed is made. A driver that does not
 * declare a capability is shown to refuse it.
 */
public abstract class DriverContract extends ManageSnapshotContract {

  @Test
  void theDescriptionFitsTogether() {
    DriverDescription description = driver.description();

    assertThat(description.driver()).isNotBlank();
    assertThat(description.maximumConcurrency()).isPositive();
    assertThat(driver.description()).isEqualTo(description);
    if (canConnect()) {
      assertThat(description.protocols()).contains(description.defaultProtocol());
    }
    if (can(Capability.SNAPSHOT_IN_USE) || can(Capability.CLONE_FROM_SNAPSHOT)) {
      assertThat(description.capabilities()).contains(Capability.SNAPSHOT);
    }
    if (can(Capability.EXTEND_IN_USE)) {
      assertThat(description.capabilities()).contains(Capability.EXTEND);
    }
    if (can(Capability.MANAGE_SNAPSHOT)) {
      assertThat(description.capabilities()).contains(Capability.MANAGE, Capability.SNAPSHOT);
    }
    if (can(Capability.CLONE_IN_USE)) {
      assertThat(description.capabilities()).contains(Capability.CLONE_FROM_VOLUME);
    }
  }

  @Test
  void anotherNodeSeesTheSame() {
    VolumeId volume = newVolume("kept");

    try (Driver other = testbed.node()) {
      assertThat(other.inventory()).isEqualTo(driver.inventory());
      assertThat(other.observeVolume(volume)).isEqualTo(driver.observeVolume(volume));
    }
  }

  @Test
  void manyClonesOfOneSnapshotAtOnce() throws InterruptedException {
    if (!can(Capability.CLONE_FROM_SNAPSHOT)) {
      return;
    }
    VolumeId volume = newVolume("common");
    SnapshotId snapshot = newSnapshot(volume, 2);
    List<VolumeId> clones = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    for (int index = 0; index < 10; index++) {
      VolumeId clone = VolumeId.random();
      clones.add(clone);
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      driver.createVolume(
                          Turn.of(1, clone.ref()),
                          clone,
                          size(),
                          new VolumeSource.OfSnapshot(snapshot, volume));
                    } catch (RuntimeException e) {
                      failures.add(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(failures).isEmpty();
    for (VolumeId clone : clones) {
      assertThat(read(clone)).isEqualTo("common");
    }
  }
}
