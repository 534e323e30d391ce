package io.clinker.drivers.rbd;

import io.clinker.contract.DriverTestbed;
import io.clinker.contract.PauseHook;
import io.clinker.driver.Driver;
import io.clinker.driver.ForeignReference;
import io.clinker.exec.Command;
import io.clinker.exec.CommandResult;
import io.clinker.exec.CommandRunner;
import io.clinker.model.Size;
import io.clinker.model.StorageProtocol;
import io.clinker.model.VolumeId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A pool of a real cluster; qemu reads and writes as a host does. */
final class RbdTestbed implements DriverTestbed {
  private static final int BLOCK = 4096;
  private final PrivateCeph cluster;
  private final Path directory;
  private final Map<String, Object> options;
  private final CommandRunner runner = new CommandRunner();

  RbdTestbed(PrivateCeph cluster, Path directory, Map<String, Object> more) {
    this.cluster = cluster;
    this.directory = directory;
    this.options = new HashMap<>(cluster.options());
    // The monitor has to write on a disk that others use as well.
    options.put("connectLimit", "PT10S");
    options.put("callLimit", "PT20S");
    options.putAll(more);
    cluster.wipe();
  }

  @Override
  public Driver node(PauseHook hook) {
    return new RbdDriver(RbdOptions.parse(options), hook::at);
  }

  /** Another node whose backend has some options more. */
  Driver nodeWith(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(options);
    all.putAll(more);
    return new RbdDriver(RbdOptions.parse(all), PausePoints.none());
  }

  @Override
  public Driver impatientNode() {
    return nodeWith(Map.of("connectLimit", "PT3S", "callLimit", "PT10S"));
  }

  @Override
  public StorageProtocol protocol() {
    return StorageProtocol.RBD;
  }

  @Override
  public byte[] read(VolumeId volume, long offset, int length) {
    long first = offset / BLOCK;
    long blocks = Math.ceilDiv(offset + length, BLOCK);
    try {
      Path target = Files.createTempFile(directory, "read", "");
      tool(
          "qemu-img",
          "convert",
          "-O",
          "raw",
          "--image-opts",
          "driver=raw,offset=%d,size=%d,%s"
              .formatted(
                  first * BLOCK, (blocks - first) * BLOCK, disk("file.", "volume-" + volume)),
          target.toString());
      byte[] bytes = Files.readAllBytes(target);
      Files.delete(target);
      int start = (int) (offset - first * BLOCK);
      return Arrays.copyOfRange(bytes, start, start + length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(VolumeId volume, long offset, byte[] bytes) {
    writeTo("volume-" + volume, offset, bytes);
  }

  private void writeTo(String image, long offset, byte[] bytes) {
    try {
      Path source = Files.write(Files.createTempFile(directory, "write", ""), bytes);
      tool(
          "qemu-io",
          "--image-opts",
          "driver=raw," + disk("file.", image),
          "-c",
          "write -q -s %s %d %d".formatted(source, offset, bytes.length));
      Files.delete(source);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ForeignReference makeForeign(String name, Size size, long offset, byte[] bytes) {
    cluster.tool("rbd", "create", "--size", size.bytes() + "B", PrivateCeph.POOL + "/" + name);
    writeTo(name, offset, bytes);
    return ForeignReference.named(name);
  }

  @Override
  public ForeignReference makeForeignSnapshot(String name, VolumeId volume) {
    cluster.tool(
        "rbd",
        "snap",
        "create",
        "--no-progress",
        "%s/volume-%s@%s".formatted(PrivateCeph.POOL, volume, name));
    return ForeignReference.named(name);
  }

  @Override
  public void takeAway() {
    cluster.freeze();
  }

  @Override
  public void bringBack() {
    cluster.goOn();
  }

  @Override
  public boolean exportsNeedDaemons() {
    return false;
  }

  @Override
  public void crashExports() {}

  @Override
  public List<String> tokenViolations() {
    try (Driver node = node()) {
      return node.tokenRecord().orElseThrow().violations();
    }
  }

  @Override
  public void close() {
    runner.close();
  }

  private String disk(String prefix, String image) {
    return "%1$sdriver=rbd,%1$spool=%2$s,%1$simage=%3$s,%1$sconf=%4$s"
        .formatted(prefix, PrivateCeph.POOL, image, cluster.conf());
  }

  private void tool(String... arguments) {
    CommandResult result = runner.run(Command.brief(arguments));
    if (!result.succeeded()) {
      throw new IllegalStateException("" + result);
    }
  }
}
