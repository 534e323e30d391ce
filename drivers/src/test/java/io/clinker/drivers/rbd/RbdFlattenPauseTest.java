package io.clinker.drivers.rbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.clinker.cases.Shows;
import io.clinker.contract.Turn;
import io.clinker.driver.Driver;
import io.clinker.driver.StepContext;
import io.clinker.driver.VolumeSource;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.Token;
import io.clinker.model.VolumeId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workers that sleep for two minutes, each with its client of the cluster, at every place of a copy
 * that is flattened. All of them sleep at once, each over a copy of its own. With {@code
 * -Dclinker.full=true}: a shorter sleep in the middle of the flatten stands for them in the short
 * run.
 */
@EnabledIfSystemProperty(named = "clinker.full", matches = "true")
@ExtendWith(CephExtension.class)
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class RbdFlattenPauseTest {
  private static final Duration PAUSE = Duration.ofSeconds(120);
  private static final Size SIZE = new Size(64 << 20);
  private static final int CONTENT = 16 << 20;
  private static final String IN_THE_MIDDLE = "in the middle of the flatten";
  private static final List<String> PLACES =
      List.of(
          Seals.FIRST_SEAL,
          VolumeSteps.NOTE_MAKING,
          VolumeSteps.COPY_SNAPSHOT,
          VolumeSteps.CLONE,
          VolumeSteps.FLATTEN,
          IN_THE_MIDDLE,
          VolumeSteps.DROP_COPY_SNAPSHOT,
          VolumeSteps.TAG_OWNER,
          RbdDriver.SIGN_OFF);

  @TempDir Path directory;
  private final PrivateCeph cluster;
  private RbdTestbed testbed;
  private Driver driver;

  RbdFlattenPauseTest(PrivateCeph cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    testbed = new RbdTestbed(cluster, directory, Map.of("maximumCloneDepth", 0));
    driver = testbed.node();
  }

  @AfterEach
  void close() {
    try {
      assertThat(testbed.tokenViolations()).isEmpty();
    } finally {
      driver.close();
      testbed.close();
    }
  }

  @Test
  @Shows("D-2")
  void whoeverSleepsForTwoMinutesInAFlattenChangesNothing() throws Exception {
    VolumeId source = VolumeId.random();
    driver.createVolume(Turn.of(1, source.ref()), source, SIZE, new VolumeSource.Blank());
    byte[] bytes = new byte[CONTENT];
    new Random(11).nextBytes(bytes);
    testbed.write(source, 0, bytes);
    String expected = checksum("volume-" + source);
    List<Sleeper> sleepers = new ArrayList<>();
    for (String place : PLACES) {
      Sleeper sleeper = new Sleeper(place, source);
      sleeper.fallAsleep();
      sleepers.add(sleeper);
    }
    long asleep = System.nanoTime();
    for (Sleeper sleeper : sleepers) {
      driver.createVolume(
          sleeper.turn.again(), sleeper.clone, SIZE, new VolumeSource.OfVolume(source));
      assertThat(checksum("volume-" + sleeper.clone)).as(sleeper.place).isEqualTo(expected);
    }
    Map<String, String> before = checksums();
    String listed = listed();

    TimeUnit.NANOSECONDS.sleep(asleep + PAUSE.toNanos() - System.nanoTime());
    sleepers.forEach(Sleeper::wake);

    int refused = 0;
    for (Sleeper sleeper : sleepers) {
      assertThat(sleeper.end.get(5, TimeUnit.MINUTES))
          .as(sleeper.place)
          .isInstanceOfSatisfying(
              ClinkerException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STALE_TOKEN));
      refused++;
    }
    assertThat(checksums()).isEqualTo(before);
    assertThat(listed()).isEqualTo(listed);
    assertThat(cluster.tool("rbd", "ls", "-l", PrivateCeph.POOL)).doesNotContain("@", "copy-");
    System.out.printf(
        "%d workers slept for %d s in a flatten: %d stale tokens refused, %d checksums unchanged%n",
        sleepers.size(), PAUSE.toSeconds(), refused, before.size());
  }

  private Map<String, String> checksums() {
    Map<String, String> found = new TreeMap<>();
    for (String image : cluster.tool("rbd", "ls", PrivateCeph.POOL).split("\n", -1)) {
      if (!image.isEmpty()) {
        found.put(image, checksum(image));
      }
    }
    return found;
  }

  /** Images with their sizes, parents and snapshots, and the trash. */
  private String listed() {
    return cluster.tool("rbd", "ls", "-l", PrivateCeph.POOL)
        + cluster.tool("rbd", "trash", "ls", PrivateCeph.POOL);
  }

  private String checksum(String image) {
    return cluster.run(
        "sh",
        "-c",
        "rbd -c %s export --no-progress %s/%s - | sha256sum"
            .formatted(cluster.conf(), PrivateCeph.POOL, image));
  }

  /** A worker with a driver of its own, which stops with its client at one place of a copy. */
  private final class Sleeper implements StepContext {
    private final String place;
    private final VolumeId source;
    private final VolumeId clone = VolumeId.random();
    private final Turn turn = Turn.of(1, clone.ref());
    private final List<ProcessHandle> others = RbdDriverTest.clients();
    private final List<ProcessHandle> stopped = new ArrayList<>();
    private final CountDownLatch asleep = new CountDownLatch(1);
    private final CountDownLatch awake = new CountDownLatch(1);
    private final CompletableFuture<Throwable> end = new CompletableFuture<>();

    Sleeper(String place, VolumeId source) {
      this.place = place;
      this.source = source;
    }

    /** Begins the copy and returns when it has stopped. */
    void fallAsleep() throws InterruptedException {
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try (Driver node = testbed.node(this::at)) {
                  end.complete(
                      catchThrowable(
                          () ->
                              node.createVolume(
                                  this, clone, SIZE, new VolumeSource.OfVolume(source))));
                }
              });
      assertThat(asleep.await(60, TimeUnit.SECONDS)).as(place).isTrue();
    }

    void wake() {
      stopped.forEach(client -> cluster.signal(client, "CONT"));
      awake.countDown();
    }

    private void at(String here) {
      if (!here.equals(place) || asleep.getCount() == 0) {
        return;
      }
      // Whoever began before this one has its client already.
      RbdDriverTest.clients().stream()
          .filter(client -> !others.contains(client))
          .forEach(stopped::add);
      stopped.forEach(client -> cluster.signal(client, "STOP"));
      asleep.countDown();
      try {
        awake.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Token token() {
      return turn.token();
    }

    @Override
    public void progress(long done, long total) {
      if (done > 0 && done < total) {
        at(IN_THE_MIDDLE);
      }
    }

    @Override
    public void observed(String what) {
      turn.observed(what);
    }
  }
}
