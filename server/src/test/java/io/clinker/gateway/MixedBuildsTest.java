package io.clinker.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.uber.m3.tally.NoopScope;
import io.clinker.cases.Shows;
import io.clinker.gateway.OperationGateway.Prospect;
import io.clinker.gateway.OperationGateway.Submission;
import io.clinker.model.OperationId;
import io.clinker.model.VolumeId;
import io.clinker.node.EngineClient;
import io.clinker.node.EngineSettings;
import io.clinker.node.HeartbeatTracker;
import io.clinker.operations.OperationInput;
import io.clinker.operations.OperationInput.RetypeVolume;
import io.clinker.operations.OperationKind;
import io.clinker.operations.OperationRequest;
import io.clinker.operations.Vocabulary;
import io.clinker.store.Json;
import io.clinker.store.NodeRegistry;
import io.clinker.store.NodeRegistry.Announcement;
import io.clinker.store.OpenOperations;
import io.clinker.store.QuotaUseStore;
import io.clinker.store.TypeRow;
import io.clinker.store.testing.Rig;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While nodes of two builds live, nothing is accepted that one of them cannot carry out. */
@Shows({"M-4", "W-12"})
class MixedBuildsTest {
  @AutoClose private final Rig rig = new Rig();

  @AutoClose("shutdownNow")
  private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(1);

  /** Nobody listens there: whatever gets that far finds the engine away. */
  @AutoClose
  private final EngineClient engine =
      new EngineClient(
          EngineSettings.plain("127.0.0.1:1", "clinker", Duration.ofMillis(200)),
          "client",
          new NoopScope());

  private final NodeRegistry registry = new NodeRegistry(rig.database().jdbi());
  private final HeartbeatTracker heartbeats =
      new HeartbeatTracker(registry, Duration.ofSeconds(10));
  private final TemporalGateway gateway =
      new TemporalGateway(
          engine,
          rig.admission(),
          new OpenOperations(rig.database().jdbi()),
          () -> true,
          heartbeats,
          Json.mapper(),
          true,
          Timing.real(timers));

  @BeforeEach
  void aBackend() {
    rig.backend("b", 100);
    node("new", Vocabulary.own());
  }

  private void node(String name, Set<String> vocabulary) {
    registry.announce(new Announcement(name, "h", "api,engine,volume", "test", 1, vocabulary));
    heartbeats.look();
  }

  @Test
  void aKindThatOneNodeDoesNotKnowIsPutOff() {
    node(
        "old",
        Vocabulary.own().stream()
            .filter(word -> !word.equals(OperationKind.VOLUME_CREATE.word()))
            .collect(Collectors.toSet()));
    OperationRequest request = request();

    assertThat(gateway.submit(request))
        .isInstanceOfSatisfying(
            Submission.Unavailable.class,
            away ->
                assertThat(away.reason())
                    .isEqualTo(
                        "volume-create is not known to every node while an upgrade is under way"
                            + " (not to old)"));
    assertThat(gateway.rehearse(request)).isInstanceOf(Prospect.Unavailable.class);
    assertThat(rig.number("select count(*) from operation")).isZero();

    node("old", Vocabulary.own());
    assertThat(gateway.rehearse(request)).isInstanceOf(Prospect.Acceptable.class);
  }

  @Test
  void aNodeThatDoesNotTellKnowsWhatTheLastSilentBuildKnew() {
    node("silent", Vocabulary.own());
    rig.test().run("update node set updated_at = utc_timestamp(6) where name = 'silent'");
    heartbeats.look();

    assertThat(heartbeats.nodesWithout(Vocabulary.OF_SILENT_BUILDS)).isEmpty();
    assertThat(heartbeats.nodesWithout(Set.of("volume-fold"))).containsExactly("new", "silent");
    assertThat(gateway.rehearse(request())).isInstanceOf(Prospect.Acceptable.class);
  }

  /**
   * The kind came after the silent builds, and a form of its request without one of its members.
   */
  @Test
  void aRetypeIsPutOffAndThenCountsOnce() {
    VolumeId volume = rig.volume(2);
    type("fast");
    rig.quota(Rig.PROJECT, "volumes_fast", 1);
    rig.quota(Rig.PROJECT, "gigabytes_fast", 2);
    OperationInput older =
        Json.read(
            "{\"input\":\"volume-retype\",\"volume\":\"%s\",\"newType\":\"fast\",\"unknown\":1}"
                .formatted(volume),
            OperationInput.class);
    assertThat(older).isEqualTo(new RetypeVolume(volume, "fast", false));
    OperationRequest request = request(older);
    node("old", Vocabulary.OF_SILENT_BUILDS);

    assertThat(gateway.submit(request))
        .isInstanceOfSatisfying(
            Submission.Unavailable.class,
            away -> assertThat(away.reason()).contains("volume-retype", "not to old"));
    assertThat(rig.row(volume).volumeTypeName()).isEqualTo(TypeRow.BUILT_IN);
    assertThat(rig.number("select count(*) from operation where kind = 'volume-retype'")).isZero();

    node("old", Vocabulary.own());
    assertThat(gateway.rehearse(request)).isInstanceOf(Prospect.Acceptable.class);
    rig.accepted(request);
    rig.admit(request);

    assertThat(rig.row(volume).volumeTypeName()).isEqualTo("fast");
    assertThat(rig.number("select count(*) from operation where kind = 'volume-retype'"))
        .isEqualTo(1);
    assertThat(used(TypeRow.BUILT_IN)).isZero();
    assertThat(used("fast")).isEqualTo(2);
    rig.done(new OperationInput.DeleteVolume(volume, false, false));
    VolumeId next = rig.volume(2);
    rig.done(new RetypeVolume(next, "fast", false));
    assertThat(used("fast")).isEqualTo(2);
  }

  private void type(String name) {
    rig.database()
        .inTransaction(
            handle -> {
              rig.stores()
                  .types()
                  .insert(
                      handle,
                      new TypeRow(
                          UUID.randomUUID().toString(),
                          name,
                          null,
                          true,
                          Map.of(),
                          rig.database().now(),
                          null,
                          null,
                          null,
                          false));
              return true;
            });
  }

  /** Gibibytes of the project's volumes of a type. */
  private long used(String type) {
    return rig
        .database()
        .read(handle -> rig.stores().quotaUses().page(handle, Rig.PROJECT, null, 100, 0))
        .stream()
        .filter(use -> type.equals(use.volumeType()))
        .mapToLong(QuotaUseStore.Use::gibibytes)
        .sum();
  }

  private static OperationRequest request() {
    return request(Rig.blank(1));
  }

  private static OperationRequest request(OperationInput input) {
    return new OperationRequest(
        OperationId.random(), input, Rig.PROJECT, "u", false, "req-1", null, null, 200);
  }
}
