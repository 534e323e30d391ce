package io.clinker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.clinker.clients.Compute;
import io.clinker.model.AttachmentId;
import io.clinker.model.VolumeId;
import io.clinker.operations.Admittance.Admitted;
import io.clinker.operations.AttachmentInput.CompleteAttachment;
import io.clinker.operations.AttachmentInput.CreateAttachment;
import io.clinker.operations.OperationInput.ExtendVolume;
import io.clinker.steps.EngineActivities;
import io.clinker.store.testing.Rig;
import io.clinker.workflows.support.Timeouts;
import io.temporal.activity.ActivityOptions;
import io.temporal.testing.TestActivityEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A compute service that is slow is told once; a node that dies meanwhile is noticed. */
class TellingComputeTest {
  @AutoClose private final Rig rig = new Rig();

  @AutoClose private final TestActivityEnvironment environment = Activities.environment();

  private final EngineActivities engine =
      environment.newActivityStub(
          EngineActivities.class,
          ActivityOptions.newBuilder()
              .setStartToCloseTimeout(Duration.ofSeconds(60))
              .setHeartbeatTimeout(Timeouts.HEARTBEAT)
              .build());

  private final CountDownLatch beats = new CountDownLatch(2);

  /** Answers once the node has shown twice that it lives. */
  private final class SlowCompute implements Compute {
    private volatile int told;

    @Override
    public Optional<String> extended(VolumeId volume, List<String> servers) {
      told++;
      try {
        return beats.await(50, TimeUnit.SECONDS)
            ? Optional.empty()
            : Optional.of("nobody has shown that this node lives");
      } catch (InterruptedException stopped) {
        throw new IllegalStateException(stopped);
      }
    }

    @Override
    public Optional<String> attachmentOf(String server, VolumeId volume) {
      return Optional.empty();
    }
  }

  @Test
  void aNodeThatTellsShowsThatItLives() {
    SlowCompute compute = new SlowCompute();
    environment.setActivityHeartbeatListener(Void.class, nothing -> beats.countDown());
    environment.registerActivitiesImplementations(
        Activities.bookkeeping(rig, Optional.of(compute)));
    rig.backend("b", 100);
    VolumeId volume = rig.volume(1);
    AttachmentId attachment = AttachmentId.random();
    rig.done(new CreateAttachment(attachment, volume, "server", null, Map.of("host", "h1")));
    rig.done(new CompleteAttachment(attachment));
    Admitted extend = rig.accepted(new ExtendVolume(volume, 2, true));

    assertThat(engine.tellCompute(extend.operation(), extend.run()).untold()).isNull();
    assertThat(compute.told).isOne();
  }
}
