package io.clinker.drivers.simulator;

import io.clinker.contract.DriverTestbed;
import io.clinker.contract.PauseHook;
import io.clinker.driver.Driver;
import io.clinker.driver.DriverFactory;
import io.clinker.driver.ForeignReference;
import io.clinker.model.Size;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A simulated array for the contract. A node pauses before a call leaves it, and the array pauses
 * between a call's marks and its effect.
 */
final class SimulatorTestbed implements DriverTestbed {
  private final SimulatorArray array =
      new SimulatorArray(List.of(new SimulatorPool("pool", Size.ofGibibytes(1000), true)));
  private final AtomicInteger nodes = new AtomicInteger();
  private final SimulatorOptions options;
  private final @Nullable SimulatorServer server;
  private int down;

  private SimulatorTestbed(SimulatorOptions options, boolean remote) {
    this.options = options.withTimeLimit(Duration.ofSeconds(100));
    try {
      this.server = remote ? SimulatorServer.start(array, 0) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An array in the process of its drivers. */
  static SimulatorTestbed local(SimulatorOptions options) {
    return new SimulatorTestbed(options, false);
  }

  /** An array that its drivers reach over HTTP. */
  static SimulatorTestbed remote(SimulatorOptions options) {
    return new SimulatorTestbed(options, true);
  }

  @Override
  public Driver node(PauseHook hook) {
    String node = "node-" + nodes.incrementAndGet();
    return new SimulatorDriver(
        new PausingLink(hook, node), new DriverFactory.BackendContext("simulated", node), options);
  }

  @Override
  public StorageProtocol protocol() {
    return StorageProtocol.ISCSI;
  }

  @Override
  public byte[] read(VolumeId volume, long offset, int length) {
    return array.read(volume.ref(), offset, length);
  }

  @Override
  public void write(VolumeId volume, long offset, byte[] bytes) {
    array.act(new AdminAct.Write(volume, offset, bytes));
  }

  @Override
  public ForeignReference makeForeign(String name, Size size, long offset, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    array.act(new AdminAct.AddForeignVolume(name, "pool", size, offset, text));
    return ForeignReference.named(name);
  }

  @Override
  public ForeignReference makeForeignSnapshot(String name, VolumeId volume) {
    array.act(new AdminAct.AddForeignSnapshot(name, volume));
    return ForeignReference.named(name);
  }

  @Override
  public void takeAway() {
    down = array.faults().add(FaultRule.always(new Fault.Down()));
  }

  @Override
  public void bringBack() {
    array.faults().remove(down);
  }

  @Override
  public void crashExports() {
    array.act(new AdminAct.CrashExports(null));
  }

  @Override
  public List<String> tokenViolations() {
    return TokenOrder.violations(array.log()).stream().map(TokenOrder.Violation::toString).toList();
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
    array.close();
  }

  private final class PausingLink implements ArrayLink {
    private final ArrayLink direct =
        server == null
            ? new LocalLink(array)
            : new HttpLink(server.address(), Duration.ofSeconds(100));
    private final PauseHook hook;
    private final String node;

    private PausingLink(PauseHook hook, String node) {
      this.hook = hook;
      this.node = node;
    }

    @Override
    public CompletableFuture<ArrayAnswer> send(ArrayRequest request) {
      if (!(request.call() instanceof ArrayCall.Change)) {
        return direct.send(request);
      }
      hook.at("send");
      long before = array.log().size();
      int hang =
          array
              .faults()
              .add(FaultRule.always(new Fault.Hang(FaultPoint.MIDDLE)).from(node).times(1));
      CompletableFuture<ArrayAnswer> pending = direct.send(request);
      Bench.await(() -> pending.isDone() || sealed(before));
      if (!pending.isDone()) {
        hook.at("effect");
      }
      array.faults().remove(hang);
      return pending;
    }

    private boolean sealed(long before) {
      return array.log(before + 1, Integer.MAX_VALUE).stream()
          .anyMatch(entry -> entry.node().equals(node) && entry.outcome() == Outcome.SEALED);
    }

    @Override
    public void close() {
      direct.close();
    }
  }
}
