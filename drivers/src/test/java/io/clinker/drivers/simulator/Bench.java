package io.clinker.drivers.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.clinker.driver.ConnectRequest;
import io.clinker.driver.DriverFactory;
import io.clinker.driver.VolumeSource;
import io.clinker.model.AttachmentId;
import io.clinker.model.ClinkerException;
import io.clinker.model.ErrorCode;
import io.clinker.model.ResourceRef;
import io.clinker.model.Size;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the tests of the simulator share. */
final class Bench {
  static final Size SIZE = Size.ofGibibytes(1);
  static final VolumeSource BLANK = new VolumeSource.Blank();
  static final SimulatorPool THIN = new SimulatorPool("pool", Size.ofGibibytes(10), true);
  static final SimulatorPool THICK = new SimulatorPool("pool", Size.ofGibibytes(10), false);

  private Bench() {}

  static SimulatorArray array() {
    return new SimulatorArray(List.of(THIN));
  }

  static SimulatorDriver driver(SimulatorArray array) {
    return driver(array, "node-1", SimulatorOptions.defaults());
  }

  static SimulatorDriver driver(SimulatorArray array, String node, SimulatorOptions options) {
    return new SimulatorDriver(array, new DriverFactory.BackendContext("simulated", node), options);
  }

  static VolumeId volume(SimulatorDriver driver) {
    VolumeId volume = VolumeId.random();
    driver.createVolume(Step.of(1, volume.ref()), volume, SIZE, BLANK);
    return volume;
  }

  static ConnectRequest connect(AttachmentId attachment, VolumeId volume) {
    return new ConnectRequest(
        attachment,
        volume,
        StorageProtocol.ISCSI,
        "iqn.1993-08.org.debian:01:host",
        "host",
        "127.0.0.1",
        false,
        "secret-secret");
  }

  static void write(SimulatorArray array, VolumeId volume, String text) {
    array.act(new AdminAct.Write(volume, 4090, text.getBytes(StandardCharsets.UTF_8)));
  }

  static String read(SimulatorArray array, ResourceRef object, int length) {
    return new String(array.read(object, 4090, length), StandardCharsets.UTF_8);
  }

  static void refused(ErrorCode code, ThrowingCallable call) {
    ClinkerException thrown = catchThrowableOfType(ClinkerException.class, call);
    assertThat(thrown).as("expected " + code).isNotNull();
    assertThat(thrown.code()).isEqualTo(code);
  }

  static CompletableFuture<Void> background(Runnable call) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                call.run();
                done.complete(null);
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    return done;
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("within a minute").isLessThan(end);
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
