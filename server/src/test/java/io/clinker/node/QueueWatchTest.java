package io.clinker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.cases.Shows;
import io.clinker.model.OperationId;
import io.clinker.operations.Vocabulary;
import io.clinker.store.NodeRegistry;
import io.clinker.store.NodeRegistry.Announcement;
import io.clinker.store.UnservedOperations;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What open operations say while nobody can carry them on. */
@Shows({"E-4", "E-14", "W-13"})
class QueueWatchTest {
  @AutoClose private final Rig rig = new Rig();

  private final NodeRegistry registry = new NodeRegistry(rig.database().jdbi());
  private final HeartbeatTracker heartbeats =
      new HeartbeatTracker(registry, Duration.ofSeconds(10));
  private final QueueWatch watch =
      new QueueWatch(new UnservedOperations(rig.database().jdbi()), heartbeats);

  private OperationId operation;

  @BeforeEach
  void anOpenOperation() {
    rig.backend("b", 100);
    operation = rig.accepted(Rig.blank(1)).operation();
    rig.test().run("update operation set admitted_at = admitted_at - interval 1 minute");
  }

  private void look(Set<String> vocabulary) {
    registry.announce(new Announcement("n", "h", "engine,volume", "test", 1, vocabulary));
    registry.report(new NodeRegistry.Standing("b", "n", "h", null, "closed", 1, 0, 0, null));
    heartbeats.look();
    watch.round();
  }

  @Test
  void whatNoNodeOfTheEngineServesSaysSo() {
    heartbeats.look();
    watch.round();

    assertThat(rig.row(operation).waitingReason())
        .isEqualTo("waiting for a worker: no live node takes work of the engine");
    look(Vocabulary.own());
    assertThat(rig.row(operation).waitingReason()).isNull();
  }

  @Test
  void whatOnlyANewerBuildKnowsSaysSoUntilItIsBack() {
    rig.test().run("update operation set kind = 'volume-fold'");

    look(Vocabulary.own());

    assertThat(rig.row(operation).waitingReason())
        .isEqualTo(
            "waiting for a worker: no live node of the engine is of a build that knows this"
                + " volume-fold");
    rig.test().run("update operation set kind = 'volume-create'");
    look(Vocabulary.own());
    assertThat(rig.row(operation).waitingReason()).isNull();
  }

  @Test
  void aPlanOfANewerBuildSaysSoToo() {
    rig.test().run("update operation set plan = '{\"plan\": \"fold\"}'");

    look(Vocabulary.own());

    assertThat(rig.row(operation).waitingReason()).contains("knows this volume-create");
  }

  @Test
  void aBackendThatNoNodeServesIsNamed() {
    rig.test().run("update operation set backend = 'gone'");

    look(Vocabulary.own());

    assertThat(rig.row(operation).waitingReason())
        .isEqualTo("waiting for a worker: no node has ever served backend gone");
  }
}
