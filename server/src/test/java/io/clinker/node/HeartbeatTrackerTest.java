package io.clinker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.operations.Vocabulary;
import io.clinker.store.NodeRegistry;
import io.clinker.store.NodeRegistry.Announcement;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What a node sees of itself. */
class HeartbeatTrackerTest {
  private static final String NODE = "n";

  @AutoClose private final Rig rig = new Rig();

  private final NodeRegistry registry = new NodeRegistry(rig.database().jdbi());
  private final AtomicLong now = new AtomicLong();
  private final HeartbeatTracker tracker =
      new HeartbeatTracker(registry, Duration.ofSeconds(10), now::get);

  private void pass(int seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void aNodeThatNoLongerLooksDoesNotSayThatItsHeartBeats() {
    assertThat(tracker.beats(NODE)).isFalse();
    registry.announce(new Announcement(NODE, "h", "engine", "test", 1, Vocabulary.own()));
    tracker.look();
    assertThat(tracker.beats(NODE)).isTrue();

    pass(11);
    assertThat(tracker.nodeUp(NODE)).as("as it was at the last look").isTrue();
    assertThat(tracker.beats(NODE)).isFalse();

    tracker.look();
    assertThat(tracker.beats(NODE)).as("its counter has not moved").isFalse();
    registry.announce(new Announcement(NODE, "h", "engine", "test", 1, Vocabulary.own()));
    tracker.look();
    assertThat(tracker.beats(NODE)).isTrue();
  }
}
