package io.clinker.drivers.rbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clinker.cases.Shows;
import io.clinker.contract.Turn;
import io.clinker.driver.ConnectRequest;
import io.clinker.driver.ConnectionInfo;
import io.clinker.driver.Driver;
import io.clinker.driver.PoolReport;
import io.clinker.driver.StepContext;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.Size;
import io.clinker.model.SnapshotId;
import io.clinker.model.StorageProtocol;
import io.clinker.model.Token;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What only this driver does, seen through Ceph's own tools and real clients. */
@ExtendWith(CephExtension.class)
class RbdDriverTest {
  private static final Size SIZE = new Size(64 << 20);
  private static final Size LARGER = new Size(128 << 20);
  private static final VolumeSource BLANK = new VolumeSource.Blank();

  /** What the death of a node looks like from within. */
  private static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  @TempDir Path directory;
  private final PrivateCeph cluster;
  private RbdTestbed testbed;
  private Driver driver;

  RbdDriverTest(PrivateCeph cluster) {
    this.cluster = cluster;
  }

  @BeforeEach
  void open() {
    testbed = new RbdTestbed(cluster, directory, Map.of());
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
  void aHostIsToldWhatItsConnectorNeeds() {
    String secret = "457eb676-33da-42ec-9a8c-9293d545c337";
    VolumeId volume = newVolume();
    AttachmentId attachment = AttachmentId.random();

    ConnectionInfo info;
    try (Driver node = node(Map.of("secretUuid", secret))) {
      info = node.connect(Turn.of(1, attachment.ref()), request(attachment, volume, "127.0.0.1"));
    }

    assertThat(info.data())
        .containsEntry("driver_volume_type", "rbd")
        .containsEntry("name", "volumes/volume-" + volume)
        .containsEntry("hosts", List.of("127.0.0.1"))
        .containsEntry("ports", List.of(Integer.toString(cluster.port())))
        .containsEntry("cluster_name", "ceph")
        .containsEntry("auth_enabled", true)
        .containsEntry("auth_username", PrivateCeph.USER)
        .containsEntry("secret_type", "ceph")
        .containsEntry("secret_uuid", secret)
        .containsEntry("volume_id", volume.value())
        .containsEntry("discard", true);
    assertThat(cluster.tool("rbd", "image-meta", "get", image(volume), "clinker.owner"))
        .isEqualToIgnoringNewLines("volume/" + volume);
  }

  @Test
  void aHostThatDoesNotLetGoIsShutOut() throws Exception {
    VolumeId volume = newVolume();
    AttachmentId attachment = connected(volume, "127.0.0.1");
    Process writer = writer(volume);

    driver.disconnect(Turn.of(2, attachment.ref()), attachment, volume);

    assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(writer.exitValue()).isNotZero();
    String before = checksum(volume);
    assertThat(cluster.tool("rbd", "status", image(volume))).contains("Watchers: none");
    assertThat(checksum(volume)).isEqualTo(before);
  }

  @Test
  void theHostOfAnotherAttachmentGoesOn() throws Exception {
    VolumeId volume = newVolume();
    connected(volume, "127.0.0.1");
    AttachmentId other = connected(volume, "127.0.0.9");
    AttachmentId alike = connected(volume, "127.0.0.1");
    Process writer = writer(volume);
    try {
      driver.disconnect(Turn.of(2, other.ref()), other, volume);
      driver.disconnect(Turn.of(2, alike.ref()), alike, volume);

      assertThat(driver.inventory().exports()).hasSize(1);
      assertThat(driver.inventory().exports().getFirst().clients()).isEqualTo(1);
      assertThat(writer.isAlive()).isTrue();
    } finally {
      writer.destroyForcibly();
      writer.onExit().join();
    }
  }

  @Test
  void moreClientsThanCanBeOthersAreNamedAndStandInTheWay() throws Exception {
    VolumeId volume = newVolume();
    connected(volume, "127.0.0.8");
    AttachmentId unclear = connected(volume, "127.0.0.9");
    Process first = writer(volume);
    Process second = writer(volume);
    try {
      PrivateCeph.await(
          "both have it open", () -> driver.inventory().exports().getFirst().clients() == 2);
      ClinkerException refused =
          catchThrowableOfType(
              ClinkerException.class,
              () -> driver.disconnect(Turn.of(2, unclear.ref()), unclear, volume));

      assertThat(refused.code()).isEqualTo(ErrorCode.BACKEND_BUSY);
      assertThat(refused).hasMessageMatching(".*127\\.0\\.0\\.1:0/\\d+, 127\\.0\\.0\\.1:0/\\d+.*");
      assertThat(first.isAlive() && second.isAlive()).isTrue();
      assertThat(driver.inventory().exports()).hasSize(2);
    } finally {
      end(first, second);
    }
  }

  @Test
  void whereHostsAreNotCutADeleteWaitsForTheClient() throws Exception {
    VolumeId volume = newVolume();
    Process writer = writer(volume);
    try (Driver careful = node(Map.of("cutHosts", false))) {
      for (ThrowingCallable call :
          List.<ThrowingCallable>of(
              () -> careful.deleteVolume(Turn.of(2, volume.ref()), volume),
              () -> careful.unmanageVolume(Turn.of(3, volume.ref()), volume))) {
        ClinkerException refused = catchThrowableOfType(ClinkerException.class, call);
        assertThat(refused.code()).isEqualTo(ErrorCode.BACKEND_BUSY);
        assertThat(refused)
            .hasMessageContaining("a client has the image open")
            .hasMessageContaining("127.0.0.1:0/");
      }
      assertThat(writer.isAlive()).isTrue();
      assertThat(careful.observeVolume(volume)).isPresent();
    } finally {
      end(writer);
    }

    driver.deleteVolume(Turn.of(4, volume.ref()), volume);
  }

  private static void end(Process... clients) {
    for (Process client : clients) {
      client.destroyForcibly();
      client.onExit().join();
    }
  }

  @Test
  void aWriterIsCutWhenTheVolumeIsDeleted() throws Exception {
    VolumeId volume = newVolume();
    Process writer = writer(volume);

    driver.deleteVolume(Turn.of(2, volume.ref()), volume);

    assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(writer.exitValue()).isNotZero();
    driver.sweep(Duration.ZERO);
    assertNothingIsLeft();
  }

  @Test
  @Shows("B-3")
  void aChainOfClonesIsDeletedFromItsRoot() {
    List<VolumeId> chain = chain(driver, 5);

    for (VolumeId volume : chain) {
      driver.deleteVolume(Turn.of(2, volume.ref()), volume);
      driver.sweep(Duration.ZERO);
      if (!volume.equals(chain.getLast())) {
        assertThat(text(chain.getLast())).isEqualTo("root");
      }
    }
    for (int round = 0; round < chain.size(); round++) {
      driver.sweep(Duration.ZERO);
    }

    assertNothingIsLeft();
  }

  @Test
  void aCloneThatWouldBeTooDeepIsFlattened() {
    try (Driver node = node(Map.of("maximumCloneDepth", 1))) {
      List<VolumeId> chain = chain(node, 3);

      assertThat(cluster.tool("rbd", "info", image(chain.get(1)))).contains("parent: ");
      assertThat(cluster.tool("rbd", "info", image(chain.get(2)))).doesNotContain("parent: ");
      for (VolumeId volume : chain) {
        assertThat(text(volume)).isEqualTo("root");
      }
    }
  }

  @Test
  void anImageThatIsNotOursIsLeftAlone() {
    VolumeId volume = VolumeId.random();
    cluster.tool("rbd", "create", "--size", "64M", image(volume));
    cluster.tool("rbd", "create", "--size", "64M", "volumes/somebody-elses");

    refused(
        ErrorCode.OBJECT_MISMATCH,
        () -> driver.createVolume(Turn.of(1, volume.ref()), volume, SIZE, BLANK));
    refused(ErrorCode.OBJECT_MISMATCH, () -> driver.deleteVolume(Turn.of(2, volume.ref()), volume));

    assertThat(driver.observeVolume(volume)).isEmpty();
    assertThat(driver.inventory().strays()).isEmpty();
    assertThat(driver.sweep(Duration.ZERO)).isEmpty();
    assertThat(cluster.tool("rbd", "ls", "volumes")).contains(volume.value(), "somebody-elses");
  }

  @Test
  void whatWasDeletedBehindOurBackIsMissing() {
    VolumeId volume = newVolume();
    SnapshotId snapshot = SnapshotId.random();
    cluster.tool("rbd", "rm", "--no-progress", image(volume));

    refused(
        ErrorCode.OBJECT_MISSING,
        () -> driver.extendVolume(Turn.of(2, volume.ref()), volume, LARGER));
    refused(
        ErrorCode.OBJECT_MISSING,
        () -> driver.createSnapshot(Turn.of(1, snapshot.ref()), snapshot, volume));
    driver.deleteVolume(Turn.of(3, volume.ref()), volume);

    assertNothingIsLeft();
  }

  @Test
  void deletedVolumesStayInTheTrashForTheirTime() {
    VolumeId volume = newVolume();
    testbed.write(volume, 0, new byte[1 << 20]);
    driver.deleteVolume(Turn.of(2, volume.ref()), volume);

    assertThat(driver.observeVolume(volume)).isEmpty();
    assertThat(driver.inventory().strays()).isEmpty();
    try (Driver patient = node(Map.of("trashAge", "PT1H"))) {
      patient.sweep(Duration.ZERO);
      assertThat(trash()).contains("volume-" + volume);
    }
    driver.sweep(Duration.ZERO);

    assertNothingIsLeft();
  }

  @Test
  void whatSomebodyElsePutIntoTheTrashStaysThere() {
    VolumeId volume = VolumeId.random();
    cluster.tool("rbd", "create", "--size", "64M", image(volume));
    cluster.tool("rbd", "trash", "mv", image(volume));

    driver.sweep(Duration.ZERO);

    assertThat(trash()).contains("volume-" + volume);
  }

  @Test
  void marksAreForgottenAfterTheirTimeAndNotBefore() throws Exception {
    VolumeId volume = newVolume();
    VolumeId kept = newVolume();
    driver.deleteVolume(Turn.of(2, volume.ref()), volume);
    driver.sweep(Duration.ZERO);
    assertThat(notes()).contains(volume.value(), kept.value());

    try (Driver forgetful = node(Map.of("tombstoneAge", "PT1S"))) {
      // Notes bear the time of their writing in seconds.
      TimeUnit.MILLISECONDS.sleep(2500);
      forgetful.sweep(Duration.ZERO);
    }

    assertThat(notes()).contains(kept.value()).doesNotContain(volume.value());
  }

  @Test
  void aRevertThatDiedGivesTheSizeBackWhateverComesNext() {
    VolumeId volume = newVolume();
    write(volume, "before");
    SnapshotId snapshot = SnapshotId.random();
    driver.createSnapshot(Turn.of(1, snapshot.ref()), snapshot, volume);
    driver.extendVolume(Turn.of(2, volume.ref()), volume, LARGER);
    Driver doomed =
        testbed.node(
            effect -> {
              if (effect.equals(VolumeSteps.RESIZE)) {
                throw new Death();
              }
            });
    Throwable death =
        catchThrowable(() -> doomed.revertVolume(Turn.of(3, volume.ref()), volume, snapshot));
    doomed.close();
    assertThat(death).isInstanceOf(Death.class);
    assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(SIZE);

    driver.seal(Turn.of(4, volume.ref()), List.of(volume.ref()));

    assertThat(driver.observeVolume(volume).orElseThrow().size()).isEqualTo(LARGER);
    assertThat(text(volume)).isEqualTo("before");
  }

  @Test
  void aQuotaOfThePoolIsItsSize() {
    // The manager of a cluster whose store was just restarted has to hear of the pool first.
    PrivateCeph.await(
        "the cluster tells its capacity", () -> catchThrowable(driver::pools) == null);
    PoolReport before = driver.pools().getFirst();
    cluster.tool("ceph", "osd", "pool", "set-quota", "volumes", "max_bytes", "1073741824");
    try {
      PoolReport limited = driver.pools().getFirst();
      assertThat(limited.total()).isEqualTo(Size.ofGibibytes(1));
      assertThat(limited.free()).isLessThanOrEqualTo(Size.ofGibibytes(1));
      assertThat(before.total()).isGreaterThan(Size.ofGibibytes(1));
    } finally {
      cluster.tool("ceph", "osd", "pool", "set-quota", "volumes", "max_bytes", "0");
    }
  }

  @Test
  void aCopyWhoseClientIsKilledAnywhereIsEndedByItsRepeat() throws Exception {
    VolumeId source = newVolume();
    Path content = content();
    cluster.run(
        "qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", content.toString(), disk(source));
    String expected = checksum(source);
    Random random = new Random(42);
    for (int round = 0; round < 5; round++) {
      VolumeId clone = VolumeId.random();
      Turn turn = Turn.of(1, clone.ref());
      VolumeSource ofVolume = new VolumeSource.OfVolume(source);
      try (Driver flat = node(Map.of("maximumCloneDepth", 0))) {
        flat.pools();
        List<ProcessHandle> clients = clients();
        CompletableFuture<Throwable> first =
            CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> flat.createVolume(turn, clone, SIZE, ofVolume)));
        TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
        clients.forEach(ProcessHandle::destroyForcibly);
        clients.forEach(client -> client.onExit().join());
        Throwable failure = first.get(120, TimeUnit.SECONDS);
        if (failure != null) {
          assertThat(failure).isInstanceOf(ClinkerException.class);
          assertThat(((ClinkerException) failure).code().repeatable()).as("%s", failure).isTrue();
        }

        flat.createVolume(turn.again(), clone, SIZE, ofVolume);

        assertThat(checksum(clone)).isEqualTo(expected);
        assertThat(driver.inventory().strays()).isEmpty();
        driver.deleteVolume(Turn.of(2, clone.ref()), clone);
      }
    }
    driver.deleteVolume(Turn.of(2, source.ref()), source);
    // What hung on another in the trash goes in the next round, and what a killed client still
    // watches when the cluster has forgotten the client, after half a minute.
    PrivateCeph.await(
        "the trash is empty",
        () -> {
          driver.sweep(Duration.ZERO);
          return trash().isBlank();
        });
    assertNothingIsLeft();
  }

  @Test
  void aClientThatIsShutOutWhileItSealsIsToldThatItIsLate() throws Exception {
    VolumeId volume = VolumeId.random();
    Turn turn = Turn.of(1, volume.ref());
    Asleep first = new Asleep(RbdDriver.SIGN_OFF);
    Asleep second = new Asleep(Seals.SHUT_OUT);
    CompletableFuture<Throwable> early = first.create(turn, volume);
    CompletableFuture<Throwable> late = second.create(turn.again(), volume);

    driver.createVolume(turn.again().again(), volume, SIZE, BLANK);

    for (Asleep one : List.of(second, first)) {
      one.wake.countDown();
    }
    for (CompletableFuture<Throwable> one : List.of(late, early)) {
      assertThat(one.get(60, TimeUnit.SECONDS))
          .isInstanceOfSatisfying(
              ClinkerException.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STALE_TOKEN));
    }
  }

  /** A call that sleeps at one of its points. */
  private final class Asleep {
    private final String point;
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch wake = new CountDownLatch(1);

    Asleep(String point) {
      this.point = point;
    }

    /** Begins a create, and returns when it sleeps. */
    CompletableFuture<Throwable> create(Turn turn, VolumeId volume) throws InterruptedException {
      CompletableFuture<Throwable> end = new CompletableFuture<>();
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try (Driver node = testbed.node(this::sleep)) {
                  end.complete(catchThrowable(() -> node.createVolume(turn, volume, SIZE, BLANK)));
                }
              });
      assertThat(reached.await(60, TimeUnit.SECONDS)).isTrue();
      return end;
    }

    private void sleep(String here) {
      if (!here.equals(point)) {
        return;
      }
      reached.countDown();
      try {
        wake.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  @Shows("D-2")
  void aClientThatIsPausedInAFlattenChangesNothingWhenItWakes() throws Exception {
    VolumeId source = newVolume();
    cluster.run(
        "qemu-img", "convert", "-n", "-f", "raw", "-O", "raw", content().toString(), disk(source));
    String expected = checksum(source);
    VolumeId clone = VolumeId.random();
    List<ProcessHandle> others = clients();
    try (Driver flat = node(Map.of("maximumCloneDepth", 0))) {
      StoppedInTheMiddle turn =
          new StoppedInTheMiddle(
              Turn.of(1, clone.ref()),
              () ->
                  clients().stream()
                      .filter(client -> !others.contains(client))
                      .forEach(client -> cluster.signal(client, "STOP")));
      CompletableFuture<Throwable> late =
          CompletableFuture.supplyAsync(
              () ->
                  catchThrowable(
                      () ->
                          flat.createVolume(turn, clone, SIZE, new VolumeSource.OfVolume(source))));
      assertThat(turn.stopped.await(60, TimeUnit.SECONDS)).isTrue();

      driver.deleteVolume(Turn.of(2, clone.ref()), clone);
      clients().stream()
          .filter(client -> !others.contains(client))
          .forEach(client -> cluster.signal(client, "CONT"));

      Throwable failure = late.get(60, TimeUnit.SECONDS);
      assertThat(failure).isInstanceOf(ClinkerException.class);
      assertThat(((ClinkerException) failure).code()).isEqualTo(ErrorCode.STALE_TOKEN);
    }
    assertThat(checksum(source)).isEqualTo(expected);
    assertThat(cluster.tool("rbd", "ls", "volumes")).doesNotContain(clone.value());
    assertThat(driver.inventory().strays()).isEmpty();
  }

  /** Does something once, when a copy has begun and not ended. */
  private record StoppedInTheMiddle(Turn turn, Runnable act, CountDownLatch stopped)
      implements StepContext {
    StoppedInTheMiddle(Turn turn, Runnable act) {
      this(turn, act, new CountDownLatch(1));
    }

    @Override
    public Token token() {
      return turn.token();
    }

    @Override
    public void progress(long done, long total) {
      if (done > 0 && done < total && stopped.getCount() > 0) {
        act.run();
        stopped.countDown();
      }
    }

    @Override
    public void observed(String what) {
      turn.observed(what);
    }
  }

  @Test
  void whatALateClientAskedAHostForComesBeforeTheNextLook() throws Exception {
    VolumeId volume = newVolume();
    SnapshotId snapshot = SnapshotId.random();
    Process host = writer(volume);
    try (Driver late = node(Map.of("callLimit", "PT4S"));
        Driver next = node(Map.of("callLimit", "PT4S"))) {
      cluster.signal(host.toHandle(), "STOP");
      // The host that has the image open is asked, and sleeps.
      refused(
          ErrorCode.OUTCOME_UNKNOWN,
          () -> late.createSnapshot(Turn.of(1, snapshot.ref()), snapshot, volume));
      refused(
          ErrorCode.OUTCOME_UNKNOWN,
          () -> next.deleteSnapshot(Turn.of(2, snapshot.ref()), snapshot, volume));
      cluster.signal(host.toHandle(), "CONT");
      deletes(next, snapshot, volume);

      TimeUnit.SECONDS.sleep(2);

      assertThat(cluster.tool("rbd", "snap", "ls", image(volume))).isBlank();
      assertThat(driver.observeSnapshot(snapshot)).isEmpty();
    } finally {
      host.destroyForcibly();
      host.onExit().join();
    }
  }

  private static void deletes(Driver node, SnapshotId snapshot, VolumeId volume) {
    Turn turn = Turn.of(3, snapshot.ref());
    for (int attempt = 0; attempt < 20; attempt++) {
      Turn mine = turn;
      ClinkerException failure =
          catchThrowableOfType(
              ClinkerException.class, () -> node.deleteSnapshot(mine, snapshot, volume));
      if (failure == null) {
        return;
      }
      assertThat(failure.code().repeatable()).as(failure.toString()).isTrue();
      turn = turn.again();
    }
    throw new AssertionError("the snapshot could not be deleted");
  }

  @Test
  void aClientThatIsGoneIsReplaced() {
    VolumeId volume = newVolume();
    List<ProcessHandle> clients = clients();
    clients.forEach(ProcessHandle::destroyForcibly);
    clients.forEach(client -> client.onExit().join());

    assertThat(driver.observeVolume(volume)).isPresent();
  }

  @Test
  void aStoreThatDiesDelaysAndLosesNothing() {
    VolumeId volume = newVolume();
    write(volume, "kept");
    cluster.killStore();
    VolumeId other = VolumeId.random();
    Turn turn = Turn.of(1, other.ref());

    ClinkerException failure = null;
    boolean created = false;
    for (int attempt = 0; attempt < 20 && !created; attempt++) {
      failure = creates(turn, other);
      created = failure == null;
      if (!created) {
        assertThat(failure.code().repeatable()).as(failure.toString()).isTrue();
        turn = turn.again();
      }
    }

    assertThat(created).as("%s", failure).isTrue();
    assertThat(text(volume)).isEqualTo("kept");
  }

  private ClinkerException creates(Turn turn, VolumeId volume) {
    return catchThrowableOfType(
        ClinkerException.class, () -> driver.createVolume(turn, volume, SIZE, BLANK));
  }

  private Driver node(Map<String, Object> more) {
    return testbed.nodeWith(more);
  }

  private List<VolumeId> chain(Driver node, int length) {
    List<VolumeId> chain = new ArrayList<>();
    chain.add(VolumeId.random());
    VolumeId root = chain.getFirst();
    node.createVolume(Turn.of(1, root.ref()), root, SIZE, BLANK);
    write(root, "root");
    while (chain.size() < length) {
      VolumeId parent = chain.getLast();
      VolumeId clone = VolumeId.random();
      node.createVolume(Turn.of(1, clone.ref()), clone, SIZE, new VolumeSource.OfVolume(parent));
      chain.add(clone);
    }
    return chain;
  }

  private VolumeId newVolume() {
    VolumeId volume = VolumeId.random();
    driver.createVolume(Turn.of(1, volume.ref()), volume, SIZE, BLANK);
    return volume;
  }

  private AttachmentId connected(VolumeId volume, String address) {
    AttachmentId attachment = AttachmentId.random();
    driver.connect(Turn.of(1, attachment.ref()), request(attachment, volume, address));
    return attachment;
  }

  private static ConnectRequest request(AttachmentId attachment, VolumeId volume, String address) {
    return new ConnectRequest(
        attachment, volume, StorageProtocol.RBD, null, "host-1", address, false, "secret");
  }

  private Process writer(VolumeId volume) throws Exception {
    return writer(cluster, directory, image(volume));
  }

  /** A client that writes without end, once it does. */
  static Process writer(PrivateCeph cluster, Path directory, String image) throws Exception {
    Process writer =
        new ProcessBuilder(
                "rbd",
                "-c",
                cluster.conf().toString(),
                "bench",
                "--io-type",
                "write",
                "--io-size",
                "4K",
                "--io-total",
                "100G",
                "--io-threads",
                "1",
                image)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("writer.out").toFile())
            .start();
    PrivateCeph.await(
        "the writer writes",
        () -> !cluster.tool("rbd", "du", "--format", "json", image).contains("\"used_size\":0"));
    return writer;
  }

  private Path content() throws IOException {
    byte[] bytes = new byte[16 << 20];
    new Random(7).nextBytes(bytes);
    return Files.write(directory.resolve("content"), bytes);
  }

  private String checksum(VolumeId volume) {
    return cluster.run(
        "sh",
        "-c",
        "rbd -c %s export --no-progress %s - | sha256sum".formatted(cluster.conf(), image(volume)));
  }

  private String disk(VolumeId volume) {
    return "rbd:" + image(volume) + ":conf=" + cluster.conf();
  }

  private static String image(VolumeId volume) {
    return "volumes/volume-" + volume;
  }

  private String trash() {
    return cluster.tool("rbd", "trash", "ls", "volumes");
  }

  private String notes() {
    return cluster.tool("rados", "-p", "volumes", "--all", "ls");
  }

  private void assertNothingIsLeft() {
    assertThat(cluster.tool("rbd", "ls", "volumes")).isBlank();
    assertThat(trash()).isBlank();
    assertThat(driver.inventory().strays()).isEmpty();
  }

  static List<ProcessHandle> clients() {
    return ProcessHandle.current()
        .descendants()
        .filter(process -> process.info().command().orElse("").contains("python3"))
        .toList();
  }

  private void write(VolumeId volume, String text) {
    testbed.write(volume, 0, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private String text(VolumeId volume) {
    return new String(testbed.read(volume, 0, 64), java.nio.charset.StandardCharsets.UTF_8)
        .replace("\0", "");
  }

  private static void refused(ErrorCode code, ThrowingCallable call) {
    ClinkerException refused = catchThrowableOfType(ClinkerException.class, call);
    assertThat(refused).isNotNull();
    assertThat(refused.code()).as(refused.toString()).isEqualTo(code);
  }
}
